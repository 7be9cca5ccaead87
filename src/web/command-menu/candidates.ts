import { type Contact, contactType } from '#features/contact/contact.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import type { Store } from '#sync/store.ts'
import { findPeople, INSIDE_WORD, type Person } from './people.ts'

/** A contact whom a conversation can be linked to, with the newest conversation that is with them. */
export type Candidate = Person & { id: string }

export const LONGEST_NAME = 120

/** Every contact with whom this browser holds a conversation, once for each of their numbers. */
export function candidatesOf(store: Pick<Store, 'all' | 'get'>): Candidate[] {
  return store.all(conversationType).flatMap(({ contactId, participants, display, lastActivityAt }) => {
    const { name = null, company = null } = store.get(contactType, contactId) ?? {}
    // Several people's numbers are nobody's name.
    if (participants.length > 1 && name === null) return []
    return [{ id: contactId, name, company, conversation: { participants, display, lastActivityAt } }]
  })
}

/** One with whom no conversation is any more. */
export function keptCandidate({ id, name, company, updatedAt }: Contact): Candidate {
  const display = name === null ? (company ?? '') : ''
  return { id, name, company, conversation: { participants: [], display, lastActivityAt: updatedAt } }
}

/** Those who are meant, each once, the best first; but for `current`, whom it is linked to already. */
export function findCandidates(
  said: string,
  candidates: readonly Candidate[],
  current: string | undefined,
): Candidate[] {
  const others = candidates.filter(({ id }) => id !== current)
  return [
    ...new Map(
      findPeople(said, others, INSIDE_WORD)
        .toReversed()
        .map((one) => [one.id, one]),
    ).values(),
  ].toReversed()
}

/** What a new contact can be called: words, and not just a number. */
export function nameIn(said: string): string | undefined {
  const name = said.trim().slice(0, LONGEST_NAME)
  return /\p{L}/u.test(name) ? name : undefined
}
