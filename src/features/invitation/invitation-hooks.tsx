import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Invitation, invitationType } from './invitation.ts'

/** The invitations that nobody has accepted yet, newest first. */
export function useInvitations(): readonly Invitation[] {
  const { store } = useSync()
  return useRows(invitationType, viewOf(store))
}

const views = new WeakMap<Store, View<Invitation>>()

function viewOf(store: Store): View<Invitation> {
  const known = views.get(store) ?? store.view(invitationType, { where, before })
  views.set(store, known)
  return known
}

function where({ acceptedAt, revokedAt }: Invitation): boolean {
  return acceptedAt === null && revokedAt === null
}

function before(a: Invitation, b: Invitation): boolean {
  return a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id)
}
