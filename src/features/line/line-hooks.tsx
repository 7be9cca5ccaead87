import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Line, lineType } from './line.ts'

/** The lines that the member can write from. */
export function useLines(): readonly Line[] {
  const { store } = useSync()
  return useRows(lineType, viewOf(store))
}

function where({ disconnectedAt }: Line): boolean {
  return disconnectedAt === null
}

const views = new WeakMap<Store, View<Line>>()

function viewOf(store: Store): View<Line> {
  const known = views.get(store) ?? store.view(lineType, { where, before: (a, b) => a.id < b.id })
  views.set(store, known)
  return known
}
