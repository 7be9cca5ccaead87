import { sql } from '#db/sql.ts'
import type { Contact } from '#features/contact/contact.ts'
import type { Carry } from '#features/conversation/contact-link.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Write } from '#sync/write.server.ts'
import { entriesOf, keepEntry } from './consent.server.ts'
import { type ConsentEntry, standing } from './consent.ts'

/**
 * What a number has said of our texts goes along with it: a new contact begins with all of it, and one who wants none
 * anyway has it on record. Nobody else whom we know is barred by the way, and no number is freed so: a person says first
 * what is true of them.
 */
export const carryConsent: Carry = async (write, { number, from, to, isNew, since }) => {
  const saidBy = await Promise.all(from.map(async (contact) => ({ contact, said: await saidAt(contact) })))
  const [first] = saidBy.filter(({ said }) => said.length > 0)
  if (to.optOut) {
    const known = await entriesOf(write, to.id)
    for (const { contact, said } of saidBy)
      for (const entry of said)
        if (contact.optOut && !known.some((other) => isSame(other, entry))) keepEntry(write, to.id, entry)
    return ok(to)
  }
  if (!first) return ok(to)
  const { optOut, optOutAsked } = first.contact
  if (!isNew) return refuse(optOut ? 'number-opted-out' : 'number-asked', { name: to.name ?? number })
  copyEntries(write, first.contact, to)
  return ok({ ...to, optOut, optOutAsked })

  async function saidAt(contact: Contact): Promise<ConsentEntry[]> {
    const said = await saidWith(write, contact, number)
    return said.filter(({ at }) => since === null || at > since)
  }
}

/** What still counts of what a contact has said, if it was at this number, or nobody knows any more where. */
async function saidWith(write: Write, contact: Contact, number: string): Promise<ConsentEntry[]> {
  if (!contact.optOut && !contact.optOutAsked) return []
  const said = standing(contact, await entriesOf(write, contact.id))
  const elsewhere = await write.rows(
    sql<{ id: string }>`select id from conversation where workspace_id = ${write.workspaceId}
      and id = any(${said.map(({ conversationId }) => conversationId)}) and ${number} <> all (participants)`,
  )
  const others = new Set(elsewhere.map(({ id }) => id))
  return said.filter(({ conversationId }) => !others.has(conversationId))
}

function isSame(a: ConsentEntry, b: ConsentEntry): boolean {
  return a.type === b.type && a.at === b.at && a.conversationId === b.conversationId
}

function copyEntries(write: Write, from: Contact, to: Contact): void {
  write.also(
    sql`insert into consent (workspace_id, contact_id, seq, type, source, member_id, conversation_id, message_id, words, at)
      select workspace_id, ${to.id}, seq, type, source, member_id, conversation_id, message_id, words, at
      from consent where workspace_id = ${write.workspaceId} and contact_id = ${from.id}`,
  )
}
