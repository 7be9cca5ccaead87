import type { Instant } from '#kit/time.ts'
import type { ThreadItem } from '#sync/thread.ts'

/** What the thread must know of an item to place it, whatever kind it is. */
export type Placing = {
  at: Instant
  /** Items of one group that follow one another within a minute stand together; null stands alone. */
  group: string | null
  /** Of the items of one lane, the last one is marked: where our newest text says how far it has come. */
  lane: string | null
}

export type TimelineEntry =
  | { type: 'day'; key: string; at: Instant }
  | {
      type: 'item'
      key: string
      item: ThreadItem
      /** Whether it begins and ends its group. */
      first: boolean
      last: boolean
      /** The newest of its lane. */
      latest: boolean
    }

const MINUTE_LENGTH = '2026-11-23T09:41'.length

/** A thread as it is shown: items in their order, with a line where a new day begins. */
export function timeline(
  items: readonly ThreadItem[],
  placing: (item: ThreadItem) => Placing,
  dayOf: (at: Instant) => string,
): TimelineEntry[] {
  const placed = items.map((item) => ({ item, ...placing(item) }))
  const entries: TimelineEntry[] = []
  placed.forEach((one, index) => {
    const before = placed[index - 1]
    const after = placed[index + 1]
    const { item, at } = one
    const day = dayOf(at)
    if (!before || dayOf(before.at) !== day) entries.push({ type: 'day', key: `${day} ${item.row.id}`, at })
    entries.push({
      type: 'item',
      key: item.row.id,
      item,
      first: !together(before, one),
      last: !together(one, after),
      latest: false,
    })
  })
  return markLatest(entries, placing)
}

type Placed = Placing | undefined

function together(a: Placed, b: Placed): boolean {
  return a?.group != null && a.group === b?.group && minuteOf(a.at) === minuteOf(b.at)
}

function minuteOf(at: Instant): string {
  return at.slice(0, MINUTE_LENGTH)
}

function markLatest(entries: TimelineEntry[], placing: (item: ThreadItem) => Placing): TimelineEntry[] {
  const seen = new Set<string>()
  for (const entry of entries.toReversed()) {
    if (entry.type !== 'item') continue
    const { lane } = placing(entry.item)
    if (lane === null || seen.has(lane)) continue
    seen.add(lane)
    entry.latest = true
  }
  return entries
}
