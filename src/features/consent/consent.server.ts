import { sql } from '#db/sql.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import type { Consent, Contact } from '#features/contact/contact.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import type { Conversation, StoredConversation } from '#features/conversation/conversation.ts'
import { keepThread, participantsKey, type Thread } from '#features/conversation/place.server.ts'
import type { Instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { type ConsentEntry, consented, heed, isTheirWord } from './consent.ts'
import { saidIn } from './wish.ts'

const CUSTOMER: Actor = { type: 'customer', id: null }
const SYSTEM: Actor = { type: 'system', id: null }

/**
 * SQL: of the conversation `c`, the first of its people who wants no texts, as `name` (if it is the customer whose
 * conversation it is) and `address`. No row: all of them may be written to. Its own customer is whom it is linked to,
 * as every screen shows; of the others of a group nothing is known but their numbers.
 */
export const OPTED_OUT = `(select k.name, c.participants[1] as address from contact k
    where k.workspace_id = c.workspace_id and k.id = c.contact_id and k.opt_out is not null
  union all
  select null, a.address from contact_address a
    join contact k on k.workspace_id = a.workspace_id and k.id = a.contact_id
    where a.workspace_id = c.workspace_id and a.address = any(c.participants[2:]) and k.opt_out is not null
  limit 1)`

/** The same of a conversation under work: the address at which somebody wants no texts. */
export async function optedOutIn(write: Write, { now, customers }: Thread): Promise<string | undefined> {
  const [first, ...others] = now.participants
  // It may be another customer's than the number says.
  const own =
    [...customers.values()].find(({ id }) => id === now.contactId) ??
    (await loadRows(write, contactTable, [now.contactId]))[0]
  return own?.optOut ? first : others.find((address) => customers.get(address)?.optOut)
}

/** A text that a customer has sent, in its thread. `providerAt`: when, if that is known. */
export type Heard = { thread: Thread; message: { id: string; text: string; providerAt: Instant | null } }

/** Does what customers have said of our texts, in the transaction in which those come. Most say nothing of them. */
export async function heedWishes(write: Write, heard: Heard[]): Promise<void> {
  const wishes = heard.flatMap(({ thread, message }) => {
    const said = saidIn(message, thread.now.id, write.now)
    return said ? [{ thread, said, sentAt: message.providerAt ?? write.now }] : []
  })
  if (wishes.length === 0) return
  const threads = wishes.map(({ thread }) => thread)
  const peopleWith = await findPeople(
    write,
    threads.map(({ now }) => now),
    threads.flatMap(({ customers }) => [...customers.values()]),
  )
  const stopped = await lastStops(
    write,
    threads.flatMap(({ now }) => peopleWith(now)),
  )
  for (const { thread, said, sentAt } of wishes) {
    const { stored, now } = thread
    // A START that comes late takes back nothing that was said after it.
    const people = peopleWith(now).filter(
      (one) => said.type !== 'in' || sentAt >= (stopped.get(one.now.id) ?? sentAt),
    )
    if (said.type === 'out')
      for (const one of people) if (sentAt > (stopped.get(one.now.id) ?? '')) stopped.set(one.now.id, sentAt)
    for (const after of keepPeople(write, now, people, said, CUSTOMER)) {
      keepThread(write, thread, after.conversation)
      // An inbox that meets them in this work has been told of them as they were before.
      if (!stored) write.changed(contactTable, [after.contact], [now.inboxId])
    }
  }
}

/** When each of these has last been opted out: of what they said themselves, when they said it. */
async function lastStops(write: Write, people: Known[]): Promise<Map<string, Instant>> {
  const rows = await write.rows(
    sql<{ id: string; at: Instant }>`
      select k.contact_id as id, max(least(k.at, m.provider_at)) as at from consent k
      left join message m on m.workspace_id = k.workspace_id and m.id = k.message_id and k.source = 'words'
      where k.workspace_id = ${write.workspaceId} and k.type = 'out'
        and k.contact_id = any(${people.map(({ now }) => now.id)}) group by k.contact_id`,
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** A contact under work, locked, with the inboxes that know them. `stored`: unless they are met in this very work. */
type Known = { stored: Contact | undefined; now: Contact; inboxIds: string[] }

/**
 * Whose consent is said with a conversation: its customer's first, and that of everybody else whom its number is linked
 * to in inboxes that have never agreed on one. `met`: those of this very work.
 */
async function findPeople(
  write: Write,
  conversations: Conversation[],
  met: Contact[] = [],
): Promise<(conversation: Conversation) => Known[]> {
  const linked = await linkedTo(write, [...new Set(conversations.map(keyOf))])
  const idsOf = (one: Conversation) => [
    ...new Set([one.contactId, ...linked.flatMap(({ key, id }) => (key === keyOf(one) ? [id] : []))]),
  ]
  const ids = [...new Set(conversations.flatMap(idsOf))]
  const [stored, inboxes] = await Promise.all([write.load(contactTable, ids), inboxesOf(write, ids)])
  const people = new Map(
    [...met, ...stored].map((now) => {
      const inboxIds = inboxes.flatMap(({ contactId, inboxId }) => (contactId === now.id ? [inboxId] : []))
      const known: Known = { stored: stored.find(({ id }) => id === now.id), now, inboxIds }
      return [now.id, known] as const
    }),
  )
  return (conversation) => idsOf(conversation).flatMap((id) => people.get(id) ?? [])
}

function keyOf({ participants }: Conversation): string {
  return participantsKey(participants)
}

async function linkedTo(write: Write, keys: string[]): Promise<{ key: string; id: string }[]> {
  const { workspaceId } = write
  // Whoever links one of them to somebody else has done so by then, or does it after what is said here.
  await write.rows(
    sql`select from contact_address
      where workspace_id = ${workspaceId} and address = any(${keys}) order by address for share`,
  )
  return write.rows(
    sql<{ key: string; id: string }>`select participants_key as key, contact_id as id from conversation
      where workspace_id = ${workspaceId} and participants_key = any(${keys})
        and line_id = any(array(select id from line where workspace_id = ${workspaceId}))
      union select address, contact_id from contact_address
      where workspace_id = ${workspaceId} and address = any(${keys})`,
  )
}

function inboxesOf(write: Write, contactIds: string[]): Promise<{ contactId: string; inboxId: string }[]> {
  return write.rows(
    sql<{
      contactId: string
      inboxId: string
    }>`select contact_id as "contactId", inbox_id as "inboxId"
      from conversation where workspace_id = ${write.workspaceId} and contact_id = any(${contactIds})
      union select contact_id, inbox_id from kept_contact
      where workspace_id = ${write.workspaceId} and contact_id = any(${contactIds})`,
  )
}

// What is asked is asked where it was said.
const OF_THE_NUMBER: readonly ConsentEntry['type'][] = ['out', 'in', 'undone']

/** Keeps what follows for all of them, and tells of the first, whose conversation it is. Answers that one, if it changes. */
function keepPeople(
  write: Write,
  conversation: Conversation,
  people: Known[],
  entry: ConsentEntry,
  by: Actor,
  consentFor: (contact: Contact) => Consent = (contact) => heed(contact, entry),
): NonNullable<ReturnType<typeof consented>>[] {
  return people.flatMap((known) => {
    const { stored, now, inboxIds } = known
    const own = now.id === conversation.contactId
    if (!own && !OF_THE_NUMBER.includes(entry.type)) return []
    const after = consented({ conversation, contact: now }, entry, by, consentFor(now))
    if (!after) {
      if (isTheirWord(entry)) keepEntry(write, now.id, entry)
      return []
    }
    known.now = after.contact
    write.save(contactTable, stored, after.contact, own ? [...inboxIds, conversation.inboxId] : inboxIds)
    keepEntry(write, now.id, entry)
    if (own) write.event(after.event)
    return own ? [after] : []
  })
}

/** Everything that was said of this contact's texts, in order. */
export function entriesOf(write: Write, contactId: string): Promise<ConsentEntry[]> {
  return write.rows(
    sql<ConsentEntry>`select type, source, member_id as "memberId", conversation_id as "conversationId",
        message_id as "messageId", words, at from consent
      where workspace_id = ${write.workspaceId} and contact_id = ${contactId} order by seq`,
  )
}

/** Adds to what was said of a locked contact's texts: nobody else takes its number meanwhile. */
export function keepEntry(write: Write, contactId: string, entry: ConsentEntry): void {
  const { type, source, memberId, conversationId, messageId, words, at } = entry
  write.also(
    sql`insert into consent (workspace_id, contact_id, seq, type, source, member_id, conversation_id, message_id, words, at)
      select ${write.workspaceId}, ${contactId}, coalesce(max(seq), 0) + 1, ${type}, ${source}, ${memberId},
        ${conversationId}, ${messageId}, ${words}, ${at}
      from consent where workspace_id = ${write.workspaceId} and contact_id = ${contactId}`,
  )
}

export type Agreed = { conversation: StoredConversation; contact: Contact; people: Known[] }

/** A conversation's customer, locked, with everybody else whose number it is. */
export async function loadAgreed(write: Write, conversation: StoredConversation): Promise<Agreed> {
  const people = (await findPeople(write, [conversation]))(conversation)
  const [own] = people
  if (!own) throw new Error('A conversation has a contact')
  return { conversation, contact: own.now, people }
}

/** Keeps what follows from an entry, if anything does. `consentFor`: what is true of each then, if it is taken back. */
export function keepConsent(
  write: Write,
  { conversation, people }: Agreed,
  entry: ConsentEntry,
  consentFor?: (contact: Contact) => Consent,
): void {
  const by = entry.memberId === null ? SYSTEM : write.actor
  for (const after of keepPeople(write, conversation, people, entry, by, consentFor))
    write.save(conversationTable, conversation, { ...conversation, ...after.conversation })
}

export type RefusedTask = { workspaceId: string; conversationId: string; messageId: string }

/** A carrier has refused a text of ours because its customer wants none: it knows. Of a group it does not say who. */
export async function heedCarrier(core: Core, task: RefusedTask): Promise<void> {
  const { workspaceId, conversationId, messageId } = task
  await write(core, workspaceId, SYSTEM, async (write) => {
    const [conversation] = await write.load(conversationTable, [conversationId])
    if (conversation?.participants.length !== 1) return
    const agreed = await loadAgreed(write, conversation)
    const entries = await entriesOf(write, agreed.contact.id)
    if (entries.some((one) => one.source === 'carrier' && one.messageId === messageId)) return
    const tried = await write.one(
      sql<{ at: Instant | null }>`select attempted_at as at from message
        where workspace_id = ${workspaceId} and id = ${messageId}`,
    )
    // Its report was long on its way: they have wanted texts again since.
    const since = entries.findLast(({ type }) => type === 'in')
    if (since && tried?.at && since.at > tried.at) return
    const said = { source: 'carrier', memberId: null, words: null } as const
    const entry: ConsentEntry = { type: 'out', ...said, conversationId, messageId, at: write.now }
    keepConsent(write, agreed, entry)
  })
}

/** With a conversation goes the text that asked whether they want none: nobody could answer that any more. */
export async function dropQuestion(write: Write, conversation: StoredConversation): Promise<void> {
  const { contact, people } = await loadAgreed(write, conversation)
  const { conversationId, messageId } = contact.optOutAsked ?? {}
  if (conversationId !== conversation.id || messageId === undefined) return
  const own = people.find(({ now }) => now.id === contact.id)
  const after = { ...contact, optOutAsked: null, updatedAt: write.now }
  write.save(contactTable, contact, after, own?.inboxIds ?? [])
  const by = { source: 'member', memberId: write.actor.id, words: null } as const
  keepEntry(write, contact.id, { type: 'dismissed', ...by, conversationId, messageId, at: write.now })
}
