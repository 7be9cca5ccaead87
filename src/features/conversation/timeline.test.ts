import { expect, test } from 'vitest'
import type { ThreadItem } from '#sync/thread.ts'
import { type Placing, type TimelineEntry, timeline } from './timeline.ts'

type Said = { by: string; at: string }

// `by` is who said it; Ada is one of us, and nobody is an event line.
function show(...said: Said[]): TimelineEntry[] {
  const items: ThreadItem[] = said.map((_, index) => ({
    type: 'message',
    row: { id: String(index), conversationId: 'dora', seq: index + 1 },
  }))
  const placing = ({ row }: ThreadItem): Placing => {
    const { by, at } = said[Number(row.id)] ?? { by: '', at: '' }
    return { at, group: by === 'nobody' ? null : by, lane: by === 'Ada' ? 'out' : null }
  }
  return timeline(items, placing, (at) => at.slice(0, 10))
}

function at(clock: string, day = '2026-11-23'): string {
  return `${day}T${clock}:00.000Z`
}

function brief(entries: TimelineEntry[]): string {
  return entries
    .map((entry) =>
      entry.type === 'day'
        ? `|${entry.at.slice(8, 10)}|`
        : `${entry.first ? '[' : ''}${entry.key}${entry.latest ? '*' : ''}${entry.last ? ']' : ''}`,
    )
    .join(' ')
}

test('texts of one person in one minute stand together', () => {
  const entries = show(
    { by: 'Dora', at: at('09:41') },
    { by: 'Dora', at: at('09:41') },
    { by: 'Dora', at: at('09:42') },
    { by: 'Ada', at: at('09:42') },
  )
  expect(brief(entries)).toBe('|23| [0 1] [2] [3*]')
})

test('two of us do not stand together, and an event line stands alone and parts a group', () => {
  const entries = show(
    { by: 'Ben', at: at('09:41') },
    { by: 'Ada', at: at('09:41') },
    { by: 'nobody', at: at('09:41') },
    { by: 'nobody', at: at('09:41') },
    { by: 'Ada', at: at('09:41') },
  )
  expect(brief(entries)).toBe('|23| [0] [1] [2] [3] [4*]')
})

test('each day begins with its line, and a group does not reach over midnight', () => {
  const entries = show({ by: 'Dora', at: at('23:59', '2026-11-22') }, { by: 'Dora', at: at('00:00') })
  expect(brief(entries)).toBe('|22| [0] |23| [1]')
})

test('only the newest of ours is marked', () => {
  const entries = show(
    { by: 'Ada', at: at('09:41') },
    { by: 'Ada', at: at('09:41') },
    { by: 'Dora', at: at('09:50') },
  )
  expect(brief(entries)).toBe('|23| [0 1*] [2]')
})

test('an empty thread shows nothing', () => {
  expect(show()).toEqual([])
})
