import { sql, statement } from '#db/sql.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { beginContact, type Contact, contactLabels, contactType } from '#features/contact/contact.ts'
import { uuidv7 } from '#kit/id.ts'
import { displayPhone } from '#kit/phone.ts'
import { fieldsOf } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { conversationTable } from './conversation.server.ts'
import {
  begin,
  type Conversation,
  type StoredConversation,
  storedConversationSchema,
  withItsNumber,
} from './conversation.ts'

/** Where a conversation is: one of our lines, and the other side's addresses, sorted. There is never a second one. */
export type Place = {
  line: { id: string; inboxId: string; address: string }
  participants: [string, ...string[]]
}

/**
 * A conversation under work: as it is stored, unless it begins in this work, and as it will be; with the customers
 * who are known, by their addresses.
 */
export type Thread = {
  stored: StoredConversation | undefined
  now: StoredConversation
  customers: ReadonlyMap<string, Contact>
}

/** The participants as the database looks them up: one text, because row-level security keeps arrays from an index. */
export function participantsKey(participants: string[]): string {
  return participants.join(',')
}

/**
 * Looks at all these places in one round trip and locks what is there. The answer opens a place: the first time that
 * it is asked for one where nothing is, a conversation begins there, and with it the customer if nobody knows them.
 */
export async function openPlaces(write: Write, places: Place[]): Promise<(place: Place) => Thread> {
  const [found, customers] = await Promise.all([findThreads(write, places), findContacts(write, places)])
  const threads = new Map<string, Thread>([...found].map(([key, thread]) => [key, { ...thread, customers }]))
  return (place) => {
    const key = keyOf(place.line.id, place.participants)
    const begun = () => ({ stored: undefined, now: start(write, place, customers), customers })
    const thread = threads.get(key) ?? begun()
    threads.set(key, thread)
    return thread
  }
}

/** Keeps what has become of a thread in this work. */
export function keepThread(write: Write, thread: Thread, now: Conversation): void {
  thread.now = { ...thread.now, ...now }
  write.save(conversationTable, thread.stored, thread.now)
}

async function findThreads(
  write: Write,
  places: Place[],
): Promise<Map<string, Pick<Thread, 'stored' | 'now'>>> {
  const lineIds = places.map(({ line }) => line.id)
  const keys = places.map(({ participants }) => participantsKey(participants))
  const rows = await write.rows(
    statement<StoredConversation & { privateOwnerId: string | null }>(
      `select ${selected(Object.keys(storedConversationSchema.shape), 'c')}, b.owner_id as "privateOwnerId"
       from unnest($2::uuid[], $3::text[]) as place(line_id, participants_key)
       join conversation c on c.workspace_id = $1 and c.line_id = place.line_id
         and c.participants_key = place.participants_key
       join inbox b on b.workspace_id = $1 and b.id = c.inbox_id
       order by c.id for update of c`,
      [write.workspaceId, lineIds, keys],
    ),
  )
  const inboxOf = new Map(places.map(({ line }) => [line.id, line.inboxId]))
  return new Map(
    rows.map(({ privateOwnerId, ...stored }) => {
      const inboxId = inboxOf.get(stored.lineId) ?? stored.inboxId
      const now = { ...stored, ...withItsNumber(stored, inboxId, privateOwnerId) }
      return [keyOf(stored.lineId, stored.participants), { stored, now }]
    }),
  )
}

async function findContacts(write: Write, places: Place[]): Promise<Map<string, Contact>> {
  const addresses = new Set(places.flatMap(({ participants }) => participants))
  const rows = await write.rows(
    statement<Contact & { address: string }>(
      `select a.address, ${selected(fieldsOf(contactType), 'k')} from contact_address a
       join contact k on k.workspace_id = a.workspace_id and k.id = a.contact_id
       where a.workspace_id = $1 and a.address = any($2)`,
      [write.workspaceId, [...addresses]],
    ),
  )
  return new Map(rows.map(({ address, ...contact }) => [address, contact]))
}

function keyOf(lineId: string, participants: string[]): string {
  return `${lineId} ${participantsKey(participants)}`
}

// A group is filed under its first participant.
function start(
  write: Write,
  { line, participants }: Place,
  contacts: Map<string, Contact>,
): StoredConversation {
  const [address] = participants
  const known = contacts.get(address)
  const contact = known ?? newContact(write, address, line.inboxId)
  contacts.set(address, contact)
  // This inbox may never have met the customer that another one knows.
  if (known) write.changed(contactTable, [known], [line.inboxId])
  const place = { id: uuidv7(), inboxId: line.inboxId, lineId: line.id, contactId: contact.id, participants }
  const display = participants.map((participant) => displayPhone(participant, line.address)).join(', ')
  return { ...begin({ ...place, display }, write.now), contactLabels: contactLabels(contact) }
}

function newContact(write: Write, address: string, inboxId: string): Contact {
  const contact = beginContact(uuidv7(), null, write.now)
  write.save(contactTable, undefined, contact, [inboxId])
  write.also(
    sql`insert into contact_address (workspace_id, address, contact_id)
      values (${write.workspaceId}, ${address}, ${contact.id})`,
  )
  return contact
}
