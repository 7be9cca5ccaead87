import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { extend, NOTHING_SELECTED, type Selection, selectAll, toggle, within } from './selection.ts'

// One list is on the screen, and it is the one in which rows are marked.
const listeners = new Set<() => void>()
let selection: Selection = NOTHING_SELECTED

function become(next: Selection): void {
  if (next === selection) return
  selection = next.ids.size > 0 ? next : NOTHING_SELECTED
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is marked in the list on the screen, in the list's order. */
export type Marks = {
  ids: readonly string[]
  toggle(id: string): void
  /** From where one is (or the last range began) to this row. */
  extend(id: string, from: string | undefined): void
  /** The whole list, or these rows of it. */
  all(rows?: readonly string[]): void
  clear(): void
}

/** `list` says which list it is: another one begins without marks. */
export function useMarks(list: string, order: readonly string[]): Marks {
  const { ids } = useSyncExternalStore(subscribe, () => selection)
  useEffect(() => () => become(NOTHING_SELECTED), [list])
  useEffect(() => become(within(selection, order)), [order])
  return useMemo(
    () => ({
      ids: ids.size > 0 ? order.filter((id) => ids.has(id)) : NONE,
      toggle: (id) => become(toggle(selection, id)),
      extend: (id, from) => become(extend(selection, order, id, from)),
      all: (rows = order) => become(selectAll(rows)),
      clear: () => become(NOTHING_SELECTED),
    }),
    [ids, order],
  )
}

const NONE: readonly string[] = []

/** What is marked now, for who is not drawn anew with it. */
export function markedIds(): ReadonlySet<string> {
  return selection.ids
}

/** Whether a row is marked; undefined while none is. */
export function useMarked(id: string): boolean | undefined {
  const read = useCallback(() => (selection.ids.size > 0 ? selection.ids.has(id) : undefined), [id])
  return useSyncExternalStore(subscribe, read)
}
