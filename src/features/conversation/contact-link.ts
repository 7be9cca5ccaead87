import type { Contact } from '#features/contact/contact.ts'
import type { Instant } from '#kit/time.ts'
import type { EventDraft } from '#sync/event.ts'
import { annotate, type Conversation } from './conversation.ts'

/** Several people's, and so with no one contact: it is filed under its first number, and goes where that one goes. */
export function isGroup({ participants }: Pick<Conversation, 'participants'>): boolean {
  return participants.length > 1
}

/** MO-7, CT-9: who its customer is, from now on. */
export function linkTo<Linked extends Conversation>(
  conversation: Linked,
  contactId: string,
  now: Instant,
): Linked {
  if (conversation.contactId === contactId) return conversation
  return { ...conversation, ...annotate(conversation, now), contactId }
}

type Called = Pick<Contact, 'name'> | undefined

/** What the thread says of it: from whom to whom, each as they were called when it was done. */
export function linkEvent(
  before: Conversation,
  after: Conversation,
  from: Called,
  to: Called,
): EventDraft & { data: Linked } {
  const { inboxId, id: conversationId, itemSeq: seq } = after
  return {
    ...{ type: 'conversation.link-contact', inboxId, conversationId, seq },
    data: {
      contactId: { from: before.contactId, to: after.contactId },
      name: { from: from?.name ?? before.display, to: to?.name ?? after.display },
    },
  }
}

/** What its event tells. */
export type Linked = Record<'contactId' | 'name', { from: string; to: string }>
