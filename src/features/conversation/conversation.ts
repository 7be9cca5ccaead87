import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

/** The thread of one set of outside participants on one line. */
const conversationRow = z.object({
  id: z.string(),
  inboxId: z.string(),
  lineId: z.string(),
  contactId: z.string(),
  participants: z.array(z.string()),
  /** The participants' addresses as people of this line's country write them. */
  display: z.string(),
  status: z.enum(['open', 'done', 'spam']),
  /** Nobody of the team has seen what came last. */
  unread: z.boolean(),
  assigneeId: z.nullable(z.string()),
  /** Since when the customer has no answer; null when they have one. In spam it is kept, and waits for nobody. */
  waitingSince: z.nullable(z.iso.datetime()),
  snoozedUntil: z.nullable(z.iso.datetime()),
  /** Since when it stands at the top of everybody's list. */
  pinnedAt: z.nullable(z.iso.datetime()),
  tagIds: z.array(z.string()),
  /** How many its callers have left that are still there and not hidden. */
  voicemails: z.number(),
  itemSeq: z.number(),
  /** The newest item of each direction. */
  inboundSeq: z.number(),
  outboundSeq: z.number(),
  /** Items up to this one were said before the number was shared: only `historyOwnerId` sees them. */
  hiddenSeq: z.number(),
  historyOwnerId: z.nullable(z.string()),
  preview: z.object({
    direction: z.enum(['in', 'out']),
    text: z.string(),
    media: z.number(),
    authorId: z.nullable(z.string()),
    /** When that is a call: how it stands, and how long they talked, or spoke after the beep. */
    call: z.optional(
      z.object({
        id: z.string(),
        state: z.enum(['live', 'talked', 'missed', 'voicemail', 'not-answered']),
        seconds: z.number(),
      }),
    ),
  }),
  lastActivityAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const conversationType = syncedType('conversation', conversationRow, {
  audience: (conversation) => conversation.inboxId,
})

export type Conversation = z.output<typeof conversationType.row>
/** As it is kept: with what of its contact it can be found by. */
export const storedConversationSchema = z.extend(conversationRow, { contactLabels: z.array(z.string()) })

export type StoredConversation = z.output<typeof storedConversationSchema>

export type Preview = Conversation['preview']

/** Where people look for a conversation. What sleeps is open, but not in the way. */
export type Shelf = Conversation['status'] | 'snoozed'
export const SHELVES = ['open', 'snoozed', 'done', 'spam'] as const satisfies Shelf[]

export function shelfOf({ status, snoozedUntil }: Pick<Conversation, 'status' | 'snoozedUntil'>): Shelf {
  return status === 'open' && snoozedUntil !== null ? 'snoozed' : status
}

/** Ruling 8: since when somebody waits for us. What is spam bothers nobody, until it is none any more. */
export function waitsSince({ status, waitingSince }: Pick<Conversation, 'status' | 'waitingSince'>) {
  return status === 'spam' ? null : waitingSince
}

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
    assigneeId: null,
    waitingSince: null,
    snoozedUntil: null,
    pinnedAt: null,
    tagIds: [],
    voicemails: 0,
    itemSeq: 0,
    inboundSeq: 0,
    outboundSeq: 0,
    hiddenSeq: 0,
    historyOwnerId: null,
    preview: { direction: 'out', text: '', media: 0, authorId: null },
    lastActivityAt: now,
    createdAt: now,
    updatedAt: now,
  }
}

/** The customer wrote: it comes back to where people look, whoever has it, except from spam, which stays quiet. */
export function receive(conversation: Conversation, said: Preview, now: Instant): Conversation {
  const next = nextItem(conversation, now)
  const waitingSince = conversation.waitingSince ?? now
  const heard = { ...next, inboundSeq: next.itemSeq, preview: said, lastActivityAt: now, waitingSince }
  if (conversation.status === 'spam') return heard
  return { ...heard, status: 'open', snoozedUntil: null, unread: true }
}

/** We wrote: nobody waits, and nobody needs to be reminded any more. `done`: "send and mark done". */
export function send(conversation: Conversation, said: Preview, now: Instant, done = false): Conversation {
  const next = nextItem(conversation, now)
  return {
    ...next,
    outboundSeq: next.itemSeq,
    status: done ? 'done' : 'open',
    unread: false,
    waitingSince: null,
    snoozedUntil: null,
    preview: said,
    lastActivityAt: now,
  }
}

export type CallPreview = NonNullable<Preview['call']>

/** CA: the customer calls. From the first ring it is where people look; whether somebody missed it is known later. */
export function ring(conversation: Conversation, call: CallPreview, now: Instant): Conversation {
  const next = nextItem(conversation, now)
  const waitingSince = conversation.waitingSince ?? now
  const rung = { ...next, preview: callPreview('in', null, call), lastActivityAt: now, waitingSince }
  if (conversation.status === 'spam') return rung
  return { ...rung, status: 'open', snoozedUntil: null }
}

/** CA: we call. The customer still waits until somebody has talked with them. */
export function dial(
  conversation: Conversation,
  call: CallPreview,
  authorId: string,
  now: Instant,
): Conversation {
  const next = nextItem(conversation, now)
  return {
    ...next,
    outboundSeq: next.itemSeq,
    status: 'open',
    unread: false,
    snoozedUntil: null,
    preview: callPreview('out', authorId, call),
    lastActivityAt: now,
  }
}

/** They talk: nobody waits, and nobody needs to be told. `seq`: the call's number in the thread. */
export function talk(conversation: Conversation, seq: number, now: Instant): Conversation {
  const outboundSeq = Math.max(conversation.outboundSeq, seq)
  return { ...conversation, outboundSeq, unread: false, waitingSince: null, updatedAt: now }
}

/** Nobody answered the customer, who may have left a message. Spam stays quiet. */
export function miss(conversation: Conversation, seq: number, now: Instant): Conversation {
  const inboundSeq = Math.max(conversation.inboundSeq, seq)
  const waitingSince = conversation.waitingSince ?? now
  const missed = { ...conversation, inboundSeq, updatedAt: now, lastActivityAt: now, waitingSince }
  if (conversation.status === 'spam') return missed
  return { ...missed, status: 'open', snoozedUntil: null, unread: true }
}

/** How the call stands now, for as long as it is what came last. */
export function withCall(conversation: Conversation, call: CallPreview): Conversation {
  const { preview } = conversation
  return preview.call?.id === call.id ? { ...conversation, preview: { ...preview, call } } : conversation
}

function callPreview(direction: 'in' | 'out', authorId: string | null, call: CallPreview): Preview {
  return { direction, text: '', media: 0, authorId, call }
}

export function markDone(conversation: Conversation, now: Instant): Conversation {
  const { status, unread } = conversation
  if (status === 'done') return unread ? { ...conversation, unread: false, updatedAt: now } : conversation
  return { ...nextItem(conversation, now), status: 'done', unread: false, snoozedUntil: null }
}

/** Also ends a sleep. */
export function markOpen(conversation: Conversation, now: Instant): Conversation {
  if (shelfOf(conversation) === 'open') return conversation
  return { ...nextItem(conversation, now), status: 'open', snoozedUntil: null }
}

/** Nobody is to be bothered with it, now or when more of it comes. */
export function markSpam(conversation: Conversation, now: Instant): Conversation {
  if (conversation.status === 'spam') return conversation
  return { ...nextItem(conversation, now), unread: false, snoozedUntil: null, status: 'spam' }
}

/** A reminder must be where people look: what is done or asleep comes back. Spam has no reminders. */
export function markUnread(conversation: Conversation, now: Instant): Conversation {
  if (conversation.unread || conversation.status === 'spam') return conversation
  return { ...markOpen(conversation, now), unread: true, updatedAt: now }
}

export function markRead(conversation: Conversation, now: Instant): Conversation {
  return conversation.unread ? { ...conversation, unread: false, updatedAt: now } : conversation
}

/** Out of the way until then, or until the customer writes. */
export function snooze(conversation: Conversation, until: Instant, now: Instant): Conversation {
  if (conversation.snoozedUntil === until && conversation.status === 'open') return conversation
  return { ...nextItem(conversation, now), status: 'open', unread: false, snoozedUntil: until }
}

/** Its time has come: back on top, as a reminder. */
export function wake(conversation: Conversation, now: Instant): Conversation {
  const { snoozedUntil } = conversation
  if (shelfOf(conversation) !== 'snoozed' || snoozedUntil === null || snoozedUntil > now) return conversation
  return { ...nextItem(conversation, now), snoozedUntil: null, unread: true, lastActivityAt: now }
}

export function assign(conversation: Conversation, assigneeId: string | null, now: Instant): Conversation {
  if (conversation.assigneeId === assigneeId) return conversation
  return { ...nextItem(conversation, now), assigneeId }
}

/** `keepsAssignee`: whether who has it is in the other inbox too. */
export function move(
  conversation: Conversation,
  inboxId: string,
  keepsAssignee: boolean,
  now: Instant,
): Conversation {
  if (conversation.inboxId === inboxId) return conversation
  const assigneeId = keepsAssignee ? conversation.assigneeId : null
  return { ...nextItem(conversation, now), inboxId, assigneeId }
}

/** CH-12: something was said about it among ourselves. It has a number in the thread, and changes nothing else. */
export function annotate(conversation: Conversation, now: Instant): Conversation {
  return nextItem(conversation, now)
}

/**
 * INB-11: where its next message finds it. One in the private inbox of `ownerId` whose number is in `inboxId` now goes
 * there; what was said until then stays with whoever it was said to.
 */
export function withItsNumber(
  conversation: Conversation,
  inboxId: string,
  ownerId: string | null,
): Conversation {
  if (ownerId === null || conversation.inboxId === inboxId) return conversation
  const hidden = { hiddenSeq: conversation.itemSeq, historyOwnerId: ownerId, voicemails: 0 }
  return { ...conversation, inboxId, ...hidden }
}

/**
 * The number is shared, and now its history too: the conversation is where its line is, all of it seen by everybody.
 * `voicemails`: how many there are in all of it.
 */
export function shareHistory(
  conversation: Conversation,
  inboxId: string,
  voicemails: number,
  now: Instant,
): Conversation {
  const { inboxId: before, historyOwnerId } = conversation
  if (before === inboxId && historyOwnerId === null) return conversation
  return { ...conversation, inboxId, hiddenSeq: 0, historyOwnerId: null, voicemails, updatedAt: now }
}

/** Who hears of an item with this number: the inbox, or of what is hidden there only whoever it was said to. */
export function audienceOf(
  { inboxId, hiddenSeq, historyOwnerId }: Pick<Conversation, 'inboxId' | 'hiddenSeq' | 'historyOwnerId'>,
  seq: number,
): string {
  return seq > hiddenSeq ? inboxId : (historyOwnerId ?? inboxId)
}

export function tag(conversation: Conversation, tagId: string, on: boolean, now: Instant): Conversation {
  if (conversation.tagIds.includes(tagId) === on) return conversation
  const others = conversation.tagIds.filter((id) => id !== tagId)
  return { ...conversation, tagIds: on ? [...others, tagId] : others, updatedAt: now }
}

/** At the top of everybody's list. */
export function pin(conversation: Conversation, on: boolean, now: Instant): Conversation {
  if ((conversation.pinnedAt !== null) === on) return conversation
  return { ...conversation, pinnedAt: on ? now : null, updatedAt: now }
}

function nextItem(conversation: Conversation, now: Instant): Conversation {
  return { ...conversation, itemSeq: conversation.itemSeq + 1, updatedAt: now }
}
