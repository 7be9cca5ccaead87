import { type Consent, type Contact, UNSAID } from '#features/contact/contact.ts'
import { annotate, type Conversation } from '#features/conversation/conversation.ts'
import type { Instant } from '#kit/time.ts'
import type { Actor, EventDraft } from '#sync/event.ts'

/**
 * Something that was said or done about a customer's texts. `out`: they want none. `in`: they want them again. `asked`:
 * a text reads as if they wanted none. `dismissed`: a person says that it does not mean that. `undone`: what came
 * last was a slip.
 */
export type ConsentEntry = {
  type: 'out' | 'in' | 'asked' | 'dismissed' | 'undone'
  source: 'words' | 'member' | 'carrier'
  memberId: string | null
  conversationId: string
  messageId: string | null
  words: string | null
  at: Instant
}

/** What is true after one more entry; the very same when it changes nothing. */
export function heed(consent: Consent, entry: ConsentEntry): Consent {
  const { at, source, memberId, words, conversationId, messageId } = entry
  switch (entry.type) {
    case 'out':
      // Whoever said it first is who said it.
      return consent.optOut ? consent : { optOut: { at, source, memberId, words }, optOutAsked: null }
    case 'in':
      return consent.optOut || consent.optOutAsked ? UNSAID : consent
    case 'asked':
      if (consent.optOut || messageId === null) return consent
      return { optOut: null, optOutAsked: { at, conversationId, messageId } }
    case 'dismissed':
      return consent.optOutAsked ? { ...consent, optOutAsked: null } : consent
    case 'undone':
      return consent
  }
}

/** What all of it comes to. */
export function consentOf(entries: readonly ConsentEntry[]): Consent {
  return withoutSlips(entries).reduce(heed, UNSAID)
}

/** Of all that was said, each that still counts for what a contact wants: not only what changed it. */
export function standing({ optOut }: Consent, entries: readonly ConsentEntry[]): ConsentEntry[] {
  const type = optOut ? 'out' : 'asked'
  const left = withoutSlips(entries)
  const settled = left.findLastIndex((entry) => SETTLED_BY[type].includes(entry.type))
  return left.slice(settled + 1).filter((entry) => entry.type === type)
}

const SETTLED_BY: Record<'out' | 'asked', readonly ConsentEntry['type'][]> = {
  out: ['in'],
  asked: ['in', 'out', 'dismissed'],
}

function withoutSlips(entries: readonly ConsentEntry[]): ConsentEntry[] {
  const left: ConsentEntry[] = []
  for (const entry of entries) {
    if (entry.type === 'undone') left.pop()
    else left.push(entry)
  }
  return left
}

/** What customers and carriers say is on record although nothing changes by it: no member takes back over it. */
export function isTheirWord({ type, source }: ConsentEntry): boolean {
  return source !== 'member' && (type === 'out' || type === 'in')
}

/** Ruling 10: the ten seconds in which it is offered to be undone, and the way to the server. */
const TAKEN_BACK_WITHIN_MS = 60_000

/** Whether this member has just done what came last, so that they may take it back. */
export function mayTakeBack(
  entries: readonly ConsentEntry[],
  memberId: string | null,
  now: Instant,
): boolean {
  const last = entries.at(-1)
  if (!last || last.type === 'undone' || last.memberId === null || last.memberId !== memberId) return false
  return Date.parse(now) - Date.parse(last.at) <= TAKEN_BACK_WITHIN_MS
}

export type Agreement = { conversation: Conversation; contact: Contact }

const EVENTS = {
  out: 'contact.opted-out',
  in: 'contact.opted-in',
  asked: 'contact.opt-out-asked',
  dismissed: 'contact.opt-out-dismissed',
  undone: 'contact.consent-undone',
} as const satisfies Record<ConsentEntry['type'], string>

// What a banner says is no line of the thread: the text itself is there.
const TOLD: readonly ConsentEntry['type'][] = ['out', 'in', 'undone']

/** The contact after it, and the thread with the line that says so; nothing when all is as it was. */
export function consented(
  { conversation, contact }: Agreement,
  entry: ConsentEntry,
  by: Actor,
  consent = heed(contact, entry),
): (Agreement & { event: EventDraft }) | undefined {
  if (isSame(consent, contact)) return undefined
  const { optOut, optOutAsked } = consent
  const { type, source, words, at } = entry
  const told = TOLD.includes(type) ? annotate(conversation, at) : conversation
  const { id: conversationId, inboxId } = conversation
  return {
    contact: { ...contact, optOut, optOutAsked, updatedAt: at },
    conversation: told,
    event: {
      type: EVENTS[type],
      ...{ inboxId, conversationId, subjectId: contact.id, by },
      ...(told !== conversation && { seq: told.itemSeq }),
      ...(type !== 'asked' && { audited: true }),
      data: words === null ? { source } : { source, words },
    },
  }
}

function isSame(a: Consent, b: Consent): boolean {
  return a.optOut?.at === b.optOut?.at && a.optOutAsked?.messageId === b.optOutAsked?.messageId
}
