import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

/** The thread of one set of outside participants on one line. */
export const conversationType = syncedType(
  'conversation',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    lineId: z.string(),
    contactId: z.string(),
    participants: z.array(z.string()),
    /** The participants' addresses as people of this line's country write them. */
    display: z.string(),
    status: z.enum(['open', 'done', 'spam']),
    unread: z.boolean(),
    unresponded: z.boolean(),
    itemSeq: z.number(),
    preview: z.object({
      direction: z.enum(['in', 'out']),
      text: z.string(),
      media: z.number(),
      authorId: z.nullable(z.string()),
    }),
    lastActivityAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  }),
  { audience: (conversation) => conversation.inboxId },
)

export type Conversation = z.output<typeof conversationType.row>
export type Preview = Conversation['preview']

const PREVIEW_LENGTH = 160

/** The first lines of what is said, for a row of the list. */
export function preview(said: {
  direction: 'in' | 'out'
  text: string
  media: number
  authorId: string | null
}): Preview {
  const oneLine = said.text.replace(/\s+/g, ' ').trim()
  return { ...said, text: [...oneLine].slice(0, PREVIEW_LENGTH).join('') }
}

/** A conversation before its first item. */
export function begin(
  place: Pick<Conversation, 'id' | 'inboxId' | 'lineId' | 'contactId' | 'participants' | 'display'>,
  now: Instant,
): Conversation {
  return {
    ...place,
    status: 'open',
    unread: false,
    unresponded: false,
    itemSeq: 0,
    preview: { direction: 'out', text: '', media: 0, authorId: null },
    lastActivityAt: now,
    createdAt: now,
    updatedAt: now,
  }
}

/** The customer wrote: it comes back to where people look, except from spam, which stays quiet. */
export function receive(conversation: Conversation, said: Preview, now: Instant): Conversation {
  const spam = conversation.status === 'spam'
  return {
    ...nextItem(conversation, now),
    status: spam ? 'spam' : 'open',
    unread: !spam,
    unresponded: true,
    preview: said,
    lastActivityAt: now,
  }
}

/** We wrote: nobody needs to be reminded any more. `done`: "send and mark done". */
export function send(conversation: Conversation, said: Preview, now: Instant, done = false): Conversation {
  return {
    ...nextItem(conversation, now),
    status: done ? 'done' : 'open',
    unread: false,
    unresponded: false,
    preview: said,
    lastActivityAt: now,
  }
}

export function markDone(conversation: Conversation, now: Instant): Conversation {
  if (conversation.status === 'done' && !conversation.unread) return conversation
  return { ...nextItem(conversation, now), status: 'done', unread: false }
}

export function markOpen(conversation: Conversation, now: Instant): Conversation {
  if (conversation.status === 'open') return conversation
  return { ...nextItem(conversation, now), status: 'open' }
}

/** A reminder must be where people look: a done conversation opens. Spam has no reminders. */
export function markUnread(conversation: Conversation, now: Instant): Conversation {
  if (conversation.unread || conversation.status === 'spam') return conversation
  const open = conversation.status === 'done' ? nextItem(conversation, now) : conversation
  return { ...open, status: 'open', unread: true, updatedAt: now }
}

export function markRead(conversation: Conversation, now: Instant): Conversation {
  return conversation.unread ? { ...conversation, unread: false, updatedAt: now } : conversation
}

function nextItem(conversation: Conversation, now: Instant): Conversation {
  return { ...conversation, itemSeq: conversation.itemSeq + 1, updatedAt: now }
}
