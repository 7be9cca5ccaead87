import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type PendingLink, pendingLinkType } from './sign-in.ts'

/** The links that wait for somebody to pass them on, newest first. */
export function usePendingLinks(): readonly PendingLink[] {
  const { store } = useSync()
  return useRows(pendingLinkType, viewOf(store))
}

const views = new WeakMap<Store, View<PendingLink>>()

function viewOf(store: Store): View<PendingLink> {
  const known = views.get(store) ?? store.view(pendingLinkType, { where, before })
  views.set(store, known)
  return known
}

function where(): boolean {
  return true
}

function before(a: PendingLink, b: PendingLink): boolean {
  return a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id)
}
