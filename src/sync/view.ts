import type { SyncedRow } from './synced.ts'

/** A sorted list of the rows that pass a condition, kept up to date one row at a time. */
export type View<Row extends SyncedRow> = {
  /** Ids in order. The array is replaced, not changed, when the list changes. */
  ids(): readonly string[]
  indexOf(id: string): number
  /** A row has come, changed or gone. */
  update(id: string, row: Row | undefined): void
  /** The condition itself has changed: all rows are looked at again. */
  refill(rows: Iterable<Row>): void
  /** It reaches further than before: those of these rows that it lacks are added, even while it is held. */
  extend(rows: Iterable<Row>): void
  has(id: string): boolean
  /** While held, rows keep their places: only what left the list goes. Releasing it puts everything in order. */
  hold(held: boolean): void
  subscribe(listener: () => void): () => void
  /** Tells the listeners, once, if the list has changed since the last time. */
  flush(): void
}

export type ViewOptions<Row> = { where(row: Row): boolean; before(a: Row, b: Row): boolean }

export function createView<Row extends SyncedRow>({ where, before }: ViewOptions<Row>): View<Row> {
  let order: readonly Row[] = []
  let snapshot: readonly string[] = []
  let places = new Map<string, Row>()
  /** What is to be placed anew, or to leave, before anybody looks at the order again. */
  let moved = new Map<string, Row | undefined>()
  /** What is to be placed when nothing holds the order any more. */
  let waiting = new Map<string, Row>()
  let held = false
  // Somebody may read the new list before everybody has been told of it.
  let untold = false
  const listeners = new Set<() => void>()

  return { ids, indexOf, has, update, refill, extend, hold, subscribe, flush }

  function ids(): readonly string[] {
    settle()
    return snapshot
  }

  function indexOf(id: string): number {
    settle()
    const row = places.get(id)
    return row ? find(row) : -1
  }

  function has(id: string): boolean {
    return placed(id) !== undefined
  }

  function placed(id: string): Row | undefined {
    return moved.has(id) ? moved.get(id) : places.get(id)
  }

  function update(id: string, row: Row | undefined): void {
    const now = placed(id)
    const wanted = row !== undefined && where(row)
    if (!wanted) {
      waiting.delete(id)
      if (now) move(id, undefined)
    } else if (now && !before(row, now) && !before(now, row)) {
      // Its place is the same; who shows the row reads it from the store.
      waiting.delete(id)
    } else if (held) {
      waiting.set(id, row)
    } else {
      move(id, row)
    }
  }

  function refill(rows: Iterable<Row>): void {
    order = [...rows].filter(where).sort(compare)
    snapshot = order.map(({ id }) => id)
    places = new Map(order.map((row) => [row.id, row]))
    moved = new Map()
    waiting = new Map()
    untold = true
  }

  function extend(rows: Iterable<Row>): void {
    for (const row of rows) {
      if (has(row.id) || !where(row)) continue
      waiting.delete(row.id)
      move(row.id, row)
    }
  }

  function hold(hold: boolean): void {
    held = hold
    if (held) return
    const late = waiting
    waiting = new Map()
    for (const [id, row] of late) update(id, row)
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function flush(): void {
    if (!untold) return
    untold = false
    for (const listener of listeners) listener()
  }

  function move(id: string, row: Row | undefined): void {
    moved.set(id, row)
    untold = true
  }

  // All moves at once: the stretches between them are taken over whole, however long the list is.
  function settle(): void {
    if (moved.size === 0) return
    if (moved.size > MOST_CUTS) return refill(standing().values())
    const added: Row[] = []
    const cuts: Cut<Row>[] = []
    for (const [id, row] of moved) {
      const old = places.get(id)
      if (old) cuts.push({ at: find(old), row: undefined })
      if (row) added.push(row)
    }
    for (const row of added.sort(compare)) cuts.push({ at: find(row), row })
    places = standing()
    moved = new Map()
    // Stable: rows that come to the same place keep their order.
    cuts.sort((a, b) => a.at - b.at)
    snapshot = cut(
      snapshot,
      cuts.map(({ at, row }) => ({ at, row: row?.id })),
    )
    order = cut(order, cuts)
  }

  function standing(): Map<string, Row> {
    for (const [id, row] of moved) {
      if (row) places.set(id, row)
      else places.delete(id)
    }
    return places
  }

  function compare(a: Row, b: Row): number {
    return before(a, b) ? -1 : before(b, a) ? 1 : 0
  }

  function find(row: Row): number {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = order[middle]
      if (other && before(other, row)) low = middle + 1
      else high = middle
    }
    return low
  }
}

// Beyond this, putting all of them in order takes no longer.
const MOST_CUTS = 1_000

/** What comes in before a place, or, without a row, goes from it. */
type Cut<Value> = { at: number; row: Value | undefined }

function cut<Value>(list: readonly Value[], cuts: Cut<Value>[]): Value[] {
  const pieces: (readonly Value[])[] = []
  let from = 0
  for (const { at, row } of cuts) {
    pieces.push(list.slice(from, at), row === undefined ? [] : [row])
    from = Math.max(from, row === undefined ? at + 1 : at)
  }
  return new Array<Value>().concat(...pieces, list.slice(from))
}
