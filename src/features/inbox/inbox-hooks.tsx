import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Inbox, inboxType } from './inbox.ts'

/** The member's inboxes, in the workspace's order. */
export function useInboxes(): readonly Inbox[] {
  const { store } = useSync()
  return useRows(inboxType, viewOf(store))
}

const views = new WeakMap<Store, View<Inbox>>()

function viewOf(store: Store): View<Inbox> {
  const known = views.get(store) ?? store.view(inboxType, { where: () => true, before })
  views.set(store, known)
  return known
}

function before(a: Inbox, b: Inbox): boolean {
  return a.position < b.position || (a.position === b.position && a.id < b.id)
}
