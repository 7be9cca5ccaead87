import { expect, test } from 'vitest'
import { type Fact, takeBack, watch } from './undo.ts'

type Row = { status: string; tags: string[] }

function world() {
  const rows = new Map<string, Row>()
  const commands: string[] = []
  const statuses: Fact = {
    of: (id) => rows.get(id)?.status,
    restore(ids, value) {
      commands.push(`${ids.join(' ')}: ${String(value)}`)
      for (const id of ids) set(id, { status: String(value) })
    },
  }
  const tags: Fact = {
    of: (id) => rows.get(id)?.tags,
    restore(ids, value) {
      commands.push(`${ids.join(' ')}: ${JSON.stringify(value)}`)
      for (const id of ids) set(id, { tags: Array.isArray(value) ? value.map(String) : [] })
    },
  }
  for (const id of ['Dora', 'Cliff', 'Sam']) rows.set(id, { status: 'open', tags: [] })
  return { rows, commands, facts: [statuses, tags], set }

  function set(id: string, change: Partial<Row>): void {
    const row = rows.get(id)
    if (row) rows.set(id, { ...row, ...change })
  }
}

test('KB: undo makes a bulk change as it was, one command for those that were alike', () => {
  const { rows, commands, facts, set } = world()
  set('Sam', { status: 'spam' })
  const watched = watch(facts, ['Dora', 'Cliff', 'Sam'])
  for (const id of ['Dora', 'Cliff', 'Sam']) set(id, { status: 'done' })
  expect(takeBack(watched())).toBe(0)
  expect(commands).toEqual(['Dora Cliff: open', 'Sam: spam'])
  expect(rows.get('Sam')?.status).toBe('spam')
})

test('KB: what somebody has changed since stays theirs, and is counted', () => {
  const { rows, facts, set } = world()
  const watched = watch(facts, ['Dora', 'Cliff'])
  for (const id of ['Dora', 'Cliff']) set(id, { status: 'done', tags: ['late'] })
  const done = watched()
  set('Dora', { status: 'spam' })
  expect(takeBack(done)).toBe(1)
  expect(rows.get('Dora')).toEqual({ status: 'spam', tags: [] })
  expect(rows.get('Cliff')).toEqual({ status: 'open', tags: [] })
})

test('KB: what is already as it was needs nothing, and what was never changed is left alone', () => {
  const { commands, facts, set } = world()
  const watched = watch(facts, ['Dora', 'Cliff'])
  set('Dora', { status: 'done' })
  const done = watched()
  set('Dora', { status: 'open' })
  set('Cliff', { status: 'spam' })
  expect(takeBack(done)).toBe(0)
  expect(commands).toEqual([])
})
