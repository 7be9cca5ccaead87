import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Quarantined, quarantineType } from './quarantine.ts'

/** What waits in quarantine, newest first. Only owners and admins are ever told of any. */
export function useQuarantined(): readonly Quarantined[] {
  const { store } = useSync()
  return useRows(quarantineType, viewOf(store))
}

const views = new WeakMap<Store, View<Quarantined>>()

function viewOf(store: Store): View<Quarantined> {
  const known = views.get(store) ?? store.view(quarantineType, { where, before })
  views.set(store, known)
  return known
}

function where({ resolvedAt }: Quarantined): boolean {
  return resolvedAt === null
}

function before(a: Quarantined, b: Quarantined): boolean {
  return a.receivedAt > b.receivedAt || (a.receivedAt === b.receivedAt && a.id > b.id)
}
