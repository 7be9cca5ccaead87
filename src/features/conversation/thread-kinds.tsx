import { type ComponentType, createContext, useContext } from 'react'
import type { SyncedType } from '#sync/synced.ts'
import type { ThreadItem, ThreadRow } from '#sync/thread.ts'
import type { Placing } from './timeline.ts'

/** How items of one type stand in a thread. A new type of item brings one of these and a word in the web's list. */
export type ThreadKind<Row = ThreadRow> = {
  placing(row: Row): Placing
  /** An article: the component is given its row and where in its group it stands. */
  Item: ComponentType<ItemProps<Row>>
  /** Its articles keep nothing of their own: in another thread they are drawn over instead of being taken down. */
  plain?: true
}

export type ItemProps<Row> = { row: Row; first: boolean; last: boolean; latest: boolean }

export type ThreadKinds = Record<string, ThreadKind>

const KindsContext = createContext<ThreadKinds>({})

export const ThreadKindsProvider = KindsContext

export function threadKind<Row extends { id: string }>(
  type: SyncedType<Row>,
  kind: ThreadKind<Row>,
): ThreadKinds {
  // An item's `type` says which kind draws it, so a kind is only ever given rows of its own type.
  return { [type.name]: kind as unknown as ThreadKind }
}

export function useThreadKinds(): ThreadKinds {
  return useContext(KindsContext)
}

const NOWHERE: Placing = { at: '', group: null, lane: null }

/** Items that something here can draw, and where each stands. */
export function placeItems(items: readonly ThreadItem[], kinds: ThreadKinds) {
  const drawn = items.filter(({ type }) => kinds[type])
  return { drawn, placing: ({ type, row }: ThreadItem) => kinds[type]?.placing(row) ?? NOWHERE }
}
