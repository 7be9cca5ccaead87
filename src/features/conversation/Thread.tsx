import { memo, type Ref, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { usePlace } from '#ui/navigation.tsx'
import { SkeletonBubbles } from '#ui/Skeleton.tsx'
import { Tail, type TailHandle } from '#ui/Tail.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { dayOf } from '#ui/when.ts'
import { foundIn } from './found.ts'
import { placeItems, type ThreadKinds, useThreadKinds } from './thread-kinds.tsx'
import type { ThreadSource } from './thread-source.ts'
import { useThreadWindow } from './thread-window.tsx'
import { type TimelineEntry, timeline } from './timeline.ts'

// Few enough to be painted together with the key press that opens the thread.
const FIRST_ITEMS = 20
const MORE_ITEMS = 40
const LAST = Number.POSITIVE_INFINITY

type Props = {
  ref: Ref<TailHandle>
  conversationId: string
  /** Of what it is the thread, when that is no conversation. */
  source?: ThreadSource
}

/** Everything that was said and done in a conversation, at its newest end; older things come as one scrolls back. */
export const Thread = memo(function Thread({ ref, conversationId, source }: Props) {
  const t = useTranslations('conversation')
  const kinds = useThreadKinds()
  const found = usePlace(({ state }) => foundIn(state, conversationId))
  const { items, window, part, loadOlder } = useThreadWindow(conversationId, found, source)
  const [reached, setReached] = useState<{ conversationId: string; from: number }>()
  const from = reached?.conversationId === conversationId ? reached.from : LAST
  const first = Math.min(from, found === undefined ? LAST : found - MORE_ITEMS)
  const newest = Math.max(0, items.length - FIRST_ITEMS)
  const start = part ? 0 : Math.min(newest, indexFrom(items, first))
  const entries = useMemo(() => {
    const { drawn, placing } = placeItems(items.slice(start), kinds)
    return timeline(drawn, placing, dayOf)
  }, [items, start, kinds])
  const keyOf = usePlaces(conversationId, items.at(-1)?.row.seq, kinds)

  return (
    <Tail
      ref={ref}
      logId={conversationId}
      label={t('timeline')}
      newestId={items.at(-1)?.row.id}
      onNearStart={showOlder}
      {...(part && { onNearEnd: part.loadNewer, onNewest: part.leave })}
      start={
        window.problem ? (
          <div className="flex flex-col items-center gap-2 py-4 text-sm text-muted">
            {t('notLoaded')}
            <Button onClick={loadOlder}>{t('tryAgain')}</Button>
          </div>
        ) : (
          items.length === 0 && window.more && <SkeletonBubbles />
        )
      }
    >
      {entries.map((entry) =>
        entry.type === 'day' ? (
          <DayLine key={entry.key} at={entry.at} />
        ) : (
          <Entry
            key={keyOf(entry)}
            kind={kinds[entry.item.type]}
            row={entry.item.row}
            first={entry.first}
            last={entry.last}
            latest={entry.latest}
            found={entry.item.row.seq === found}
          />
        ),
      )}
    </Tail>
  )

  function showOlder(): void {
    const older = items[Math.max(0, start - MORE_ITEMS)]
    if (start > 0 && older) setReached({ conversationId, from: older.row.seq })
    else if (window.more && !window.problem) loadOlder()
  }
})

/**
 * Keys of what is drawn. In another thread, plain articles stand in the places of those before them, counted from the
 * newest when it was opened; what comes to a thread has a place of its own.
 */
function usePlaces(conversationId: string, newest: number | undefined, kinds: ThreadKinds) {
  const [opened, setOpened] = useState({ conversationId, newest })
  const first = opened.newest === undefined && newest !== undefined
  if (opened.conversationId !== conversationId || first) setOpened({ conversationId, newest })
  return (entry: TimelineEntry & { type: 'item' }): string => {
    if (!kinds[entry.item.type]?.plain) return entry.key
    return `${entry.item.type} ${(opened.newest ?? 0) - entry.item.row.seq}`
  }
}

type EntryProps = Pick<TimelineEntry & { type: 'item' }, 'first' | 'last' | 'latest'> & {
  row: ReturnType<typeof useThreadWindow>['items'][number]['row']
  kind: ReturnType<typeof useThreadKinds>[string] | undefined
  /** Somebody came for it. */
  found: boolean
}

const Entry = memo(function Entry({ kind, row, first, last, latest, found }: EntryProps) {
  const item = kind && <kind.Item row={row} first={first} last={last} latest={latest} />
  if (!found) return item ?? null
  return (
    <div ref={reveal} className="found rounded-lg">
      {item}
    </div>
  )
})

// When it is first there: from then on the person scrolls.
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' })
}

function DayLine({ at }: { at: string }) {
  const when = useWhen()
  return (
    <p className="my-4 flex items-center gap-3 text-xs font-medium text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {when.day(at, useToday())}
    </p>
  )
}

function indexFrom(items: readonly { row: { seq: number } }[], seq: number): number {
  const index = items.findIndex(({ row }) => row.seq >= seq)
  return index < 0 ? items.length : index
}
