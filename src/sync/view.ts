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
  let order: Row[] = []
  let places = new Map<string, Row>()
  let waiting = new Map<string, Row>()
  let held = false
  let snapshot: readonly string[] = []
  // Two facts: somebody may read the new list before everybody has been told of it.
  let stale = false
  let untold = false
  const listeners = new Set<() => void>()

  return { ids, indexOf, has: (id) => places.has(id), update, refill, extend, hold, subscribe, flush }

  function ids(): readonly string[] {
    if (stale) snapshot = order.map(({ id }) => id)
    stale = false
    return snapshot
  }

  function indexOf(id: string): number {
    const row = places.get(id)
    return row ? find(row) : -1
  }

  function update(id: string, row: Row | undefined): void {
    const placed = places.get(id)
    const wanted = row !== undefined && where(row)
    if (!wanted) {
      waiting.delete(id)
      if (placed) remove(placed)
    } else if (placed && !before(row, placed) && !before(placed, row)) {
      // Its place is the same; who shows the row reads it from the store.
      waiting.delete(id)
    } else if (held) {
      waiting.set(id, row)
    } else {
      if (placed) remove(placed)
      insert(row)
    }
  }

  function refill(rows: Iterable<Row>): void {
    order = [...rows].filter(where).sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0))
    places = new Map(order.map((row) => [row.id, row]))
    waiting = new Map()
    change()
  }

  function extend(rows: Iterable<Row>): void {
    for (const row of rows) {
      if (places.has(row.id) || !where(row)) continue
      waiting.delete(row.id)
      insert(row)
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

  function change(): void {
    stale = true
    untold = true
  }

  function insert(row: Row): void {
    order.splice(find(row), 0, row)
    places.set(row.id, row)
    change()
  }

  function remove(row: Row): void {
    order.splice(find(row), 1)
    places.delete(row.id)
    change()
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
