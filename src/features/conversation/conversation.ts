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

/** The first words of what is said, for a row of the list. */
export function preview(said: Preview): Preview {
  const oneLine = said.text
    .slice(0, 10 * PREVIEW_LENGTH)
    .replace(/\s+/g, ' ')
    .trim()
  return { ...said, text: oneLine.length > PREVIEW_LENGTH ? shortened(oneLine) : oneLine }
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

// Cut between whole characters: half an emoji is no text.
function shortened(text: string): string {
  let end = 0
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > PREVIEW_LENGTH) break
    end = index + segment.length
  }
  return text.slice(0, end)
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

/** Nobody is to be bothered with it, now or when more of it comes. */
export function markSpam(conversation: Conversation, now: Instant): Conversation {
  if (conversation.status === 'spam') return conversation
  return { ...nextItem(conversation, now), status: 'spam', unread: false }
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
