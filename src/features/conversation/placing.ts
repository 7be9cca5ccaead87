import { type Inbox, inboxMemberId, inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { isInQueue } from '#features/inbox/queue.ts'
import { type Member, memberType } from '#features/member/member.ts'
import type { Store } from '#sync/store.ts'
import { conversationType } from './conversation.ts'

type Held = Pick<Store, 'get' | 'all'>

/** AS-1: whether conversations have an assignee where all of these are. */
export function mayAssign(store: Held, ids: readonly string[]): boolean {
  return inboxesOf(store, ids).every(({ assignmentMode }) => assignmentMode)
}

/** INB-14: whether all of these may go to another inbox, and there is one. */
export function mayMove(store: Held, ids: readonly string[]): boolean {
  return inboxesOf(store, ids).every(({ allowMoving }) => allowMoving) && destinations(store, ids).length > 0
}

/** AS-1, AS-6: who is in every inbox where these conversations are, and whether they are in all of its queues. */
export function candidates(store: Held, ids: readonly string[]): { member: Member; inQueue: boolean }[] {
  const inboxIds = inboxesOf(store, ids).map(({ id }) => id)
  return store
    .all(memberType)
    .filter(({ id }) => inboxIds.every((inboxId) => store.get(inboxMemberType, inboxMemberId(inboxId, id))))
    .map((member) => ({
      member,
      inQueue: inboxIds.every((inboxId) => isInQueue(store, inboxId, member.id)),
    }))
}

/** INB-14: the inboxes that the team shares, but for the one where all of these already are. */
export function destinations(store: Held, ids: readonly string[]): Inbox[] {
  const [here, ...others] = inboxesOf(store, ids)
  return store
    .all(inboxType)
    .filter(({ id, ownerId }) => ownerId === null && (others.length > 0 || id !== here?.id))
    .toSorted((a, b) => a.position - b.position)
}

function inboxesOf(store: Held, ids: readonly string[]): Inbox[] {
  const inboxIds = new Set(ids.flatMap((id) => store.get(conversationType, id)?.inboxId ?? []))
  return [...inboxIds].flatMap((id) => store.get(inboxType, id) ?? [])
}
