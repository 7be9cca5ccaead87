import type { Store } from '#sync/store.ts'
import { useSync, useViewIds } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Invitation, invitationType } from './invitation.ts'

/** The invitations that nobody has accepted yet, newest first. */
export function useInvitations(): Invitation[] {
  const { store } = useSync()
  const ids = useViewIds(viewOf(store))
  return ids.flatMap((id) => store.get(invitationType, id) ?? [])
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
