import type { Store } from './store.ts'
import type { SyncedRow, SyncedType } from './synced.ts'

/** The rows of a list as they are now, and a way to hear of each change; the array is replaced when one of them is. */
export function rowsOf<Row extends SyncedRow>(
  store: Pick<Store, 'get' | 'subscribe'>,
  type: SyncedType<Row>,
  ids: readonly string[],
): { get(): readonly Row[]; subscribe(listener: () => void): () => void } {
  let last: readonly Row[] = []
  return {
    get() {
      const now = ids.flatMap((id) => store.get(type, id) ?? [])
      if (now.length !== last.length || now.some((row, place) => row !== last[place])) last = now
      return last
    },
    subscribe(listener) {
      const ends = ids.map((id) => store.subscribe(type, id, listener))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
