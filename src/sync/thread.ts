import type { SyncedRow } from './synced.ts'

/** A row that stands in a thread: whatever its type, it has a number there. */
export type ThreadItem = { type: string; row: ThreadRow }
export type ThreadRow = SyncedRow & { seq: number }

/** The items of every thread that this browser holds, in their order, whatever type each is. */
export type Threads = {
  items(threadId: string): readonly ThreadItem[]
  /** A row of this thread has come, changed or gone: none ever moves to another. */
  update(threadId: string, type: string, before: ThreadRow | undefined, after: ThreadRow | undefined): void
  subscribe(threadId: string, listener: () => void): () => void
  /** The threads that somebody looks at. */
  watched(): Iterable<string>
  flush(): void
}

const NONE: readonly ThreadItem[] = []

export function createThreads(): Threads {
  const threads = new Map<string, readonly ThreadItem[]>()
  const listeners = new Map<string, Set<() => void>>()
  const changed = new Set<string>()
  return { items, update, subscribe, watched: () => listeners.keys(), flush }

  function items(threadId: string): readonly ThreadItem[] {
    return threads.get(threadId) ?? NONE
  }

  function update(
    id: string,
    type: string,
    before: ThreadRow | undefined,
    after: ThreadRow | undefined,
  ): void {
    if (before) change(id, (list) => list.filter(({ row }) => row.id !== before.id))
    if (after) change(id, (list) => list.toSpliced(placeOf(list, after), 0, { type, row: after }))
  }

  function change(id: string, step: (list: readonly ThreadItem[]) => readonly ThreadItem[]): void {
    const list = step(items(id))
    if (list.length > 0) threads.set(id, list)
    else threads.delete(id)
    changed.add(id)
  }

  function subscribe(threadId: string, listener: () => void): () => void {
    const set = listeners.get(threadId) ?? new Set()
    listeners.set(threadId, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0) listeners.delete(threadId)
    }
  }

  function flush(): void {
    for (const id of changed) for (const listener of listeners.get(id) ?? []) listener()
    changed.clear()
  }
}

// New items mostly belong at the end.
function placeOf(list: readonly ThreadItem[], { seq }: ThreadRow): number {
  let place = list.length
  while (place > 0 && (list[place - 1]?.row.seq ?? 0) > seq) place--
  return place
}
