import { useMe } from '#features/member/member-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { mayChange, type Segment, segmentType } from './segment.ts'

/** The member's own segments and the team's, in their order. */
export function useSegments(): readonly Segment[] {
  const { store } = useSync()
  return useRows(segmentType, viewOf(store))
}

/** Which segments the member may change and remove. */
export function useMayChange(): (segment: Segment) => boolean {
  const me = useMe()
  return (segment) => me !== undefined && mayChange(segment, me.id, me.role)
}

const views = new WeakMap<Store, View<Segment>>()

function viewOf(store: Store): View<Segment> {
  const known = views.get(store) ?? store.view(segmentType, { where: () => true, before })
  views.set(store, known)
  return known
}

function before(a: Segment, b: Segment): boolean {
  return a.position < b.position || (a.position === b.position && a.id < b.id)
}
