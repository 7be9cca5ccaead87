import { sql, statement } from '#db/sql.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { beginContact, type Contact, contactLabels, contactType, isKnown } from '#features/contact/contact.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { answered } from '#sync/query.server.ts'
import { fieldsOf, type Reach } from '#sync/synced.ts'
import { loadRows, selected } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { keptContactsQuery, linkContactCommand } from './contact-link.api.ts'
import { isGroup, type Linked, linkEvent, linkTo } from './contact-link.ts'
import { conversationTable } from './conversation.server.ts'
import type { StoredConversation } from './conversation.ts'

/** Ruling 10: the ten seconds in which it is offered to be undone, and the way to the server. */
const TAKEN_BACK_WITHIN_MS = 60_000
const FORGOTTEN_AFTER_MS = 10 * TAKEN_BACK_WITHIN_MS

/** What else goes along with a number: the contact as it will be with it, or why it cannot be theirs. */
export type Carry = (write: Write, moved: Moved) => Promise<Result<Contact>>
/** `isNew`: the contact begins with it. `since`: only what has come since then goes along. */
type Moved = { number: string; from: Contact[]; to: Contact; isNew: boolean; since: Instant | null }

/**
 * A number belongs to one contact: all conversations with it that the member sees go there together, and so does what
 * begins with it from now on. Those in other inboxes stay with whom their own members have linked them to.
 */
export function servedLink(carry: Carry): ServedCommand {
  return {
    name: linkContactCommand.name,
    async handle(write, raw, reach) {
      const input = linkContactCommand.input.safeParse(raw)
      if (!input.success)
        return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
      const { id, contactId, name, undo } = input.data
      const [asked] = await loadRows(write, conversationTable, [id], reach)
      if (!asked) return refuse('not-found')
      if (isGroup(asked)) return refuse('group-contact')
      const work = { write, reach, carry, number: numberOf(asked) }
      if (!undo) return linkNumber(work, asked, { contactId, name })
      const steps = await lastSteps(write, asked, contactId)
      return steps.length > 0 ? takeBack(work, steps) : refuse('changed-since')
    },
  }
}

type Work = { write: Write; reach: Reach; carry: Carry; number: string }

function numberOf({ participants }: StoredConversation): string {
  return participants[0] ?? ''
}

type Wanted = { contactId: string; name: string | undefined }

async function linkNumber(
  { write, reach, carry, number }: Work,
  asked: StoredConversation,
  { contactId, name }: Wanted,
): Promise<Result<unknown>> {
  const conversations = await write.load(conversationTable, await idsOfNumber(write, reach, asked), reach)
  if (!conversations.some(({ id }) => id === asked.id)) return refuse('not-found')
  const ownerId = await holdNumber(write, number)
  const [known] = await write.load(contactTable, [contactId], reach)
  const wanted = known ?? (name === undefined ? undefined : beginContact(contactId, name, write.now))
  if (!wanted) return refuse('not-found')
  if (!known && (await loadRows(write, contactTable, [contactId])).length > 0) return refuse('not-found')
  const had = [...conversations.map((one) => one.contactId), ...(ownerId === null ? [] : [ownerId])]
  const from = await loadRows(
    write,
    contactTable,
    [...new Set(had)].filter((id) => id !== contactId),
  )
  const carried = await carry(write, { number, from, to: wanted, isNew: !known, since: null })
  if (!carried.ok) return carried
  const contact = carried.value
  await giveNumber(write, number, contactId)
  if (!known) {
    write.save(contactTable, undefined, contact, [])
    write.event({ type: 'contact.created', subjectId: contactId })
  }
  const aims = conversations.map((before) => ({ before, contact }))
  for (const { former, inboxIds } of relink(write, aims, from, ownerId)) letGo(write, former, inboxIds)
  return ok(null)
}

// On whichever line; and groups that are filed under this number.
async function idsOfNumber(write: Write, reach: Reach, asked: StoredConversation): Promise<string[]> {
  const number = numberOf(asked)
  const rows = await write.rows(
    sql<{ id: string }>`select id from conversation
      where workspace_id = ${write.workspaceId} and inbox_id = any(${[...reach.inboxIds]})
        and ((line_id = any(array(select id from line where workspace_id = ${write.workspaceId}))
            and participants_key = ${number})
          or (contact_id = ${asked.contactId} and participants[1] = ${number}))`,
  )
  return rows.map(({ id }) => id)
}

/** After its conversations and before any contact: what the number says of our texts meanwhile waits. Answers whose it is. */
async function holdNumber(write: Write, number: string): Promise<string | null> {
  const owner = await write.one(
    sql<{ id: string }>`select contact_id as id from contact_address
      where workspace_id = ${write.workspaceId} and address = ${number} for update`,
  )
  return owner?.id ?? null
}

/** Whom conversations with this number begin with from now on. */
async function giveNumber({ workspaceId, rows }: Write, number: string, contactId: string): Promise<void> {
  await rows(
    sql`insert into contact_address (workspace_id, address, contact_id)
      values (${workspaceId}, ${number}, ${contactId})
      on conflict (workspace_id, address) do update set contact_id = excluded.contact_id`,
  )
}

type Aim = { before: StoredConversation; contact: Contact }
type Left = { former: Contact; inboxIds: string[] }

/** Answers who was left by it, and in which inboxes. */
function relink(write: Write, aims: Aim[], formers: Contact[], ownerId: string | null): Left[] {
  const changed = aims.filter(({ before, contact }) => before.contactId !== contact.id)
  for (const { before, contact } of changed) {
    const after = { ...linkTo(before, contact.id, write.now), contactLabels: contactLabels(contact) }
    const former = formers.find(({ id }) => id === before.contactId)
    const event = linkEvent(before, after, former, contact)
    write.save(conversationTable, before, after)
    write.event({ ...event, data: { ...event.data, ownerId } })
  }
  return formers.flatMap((former) => {
    const left = changed.filter(({ before }) => before.contactId === former.id)
    const inboxIds = [...new Set(left.map(({ before }) => before.inboxId))]
    return inboxIds.length > 0 ? [{ former, inboxIds }] : []
  })
}

// Whom somebody has named is still found where they were known. Of the others nothing is left when nobody is with them.
function letGo(write: Write, contact: Contact, inboxIds: string[]): void {
  const { workspaceId } = write
  if (isKnown(contact))
    return write.also(
      sql`insert into kept_contact (workspace_id, inbox_id, contact_id)
        select ${workspaceId}, id, ${contact.id} from unnest(${inboxIds}::uuid[]) as i(id) on conflict do nothing`,
    )
  const task: Omit<ForgetTask, 'workspaceId'> = { contactId: contact.id, inboxIds }
  write.job('contact.forget', task, {
    key: `forget ${contact.id}`,
    runAt: instant(milliseconds(write.now) + FORGOTTEN_AFTER_MS),
  })
}

type Step = { id: string; feedSeq: number; at: Instant; data: Linked & { ownerId: string | null } }

/** What this member has just done with it, if that brought it from this contact to where it is: with all that went along. */
async function lastSteps(write: Write, asked: StoredConversation, contactId: string): Promise<Step[]> {
  const { workspaceId, actor, now } = write
  const since: Instant = instant(milliseconds(now) - TAKEN_BACK_WITHIN_MS)
  const last = await write.one(
    sql<Step>`select conversation_id as id, feed_seq as "feedSeq", at, data from event
      where workspace_id = ${workspaceId} and conversation_id = ${asked.id} and seq is not null
        and type = ${linkContactCommand.name} and actor_id = ${actor.id} and at > ${since}
      order by seq desc limit 1`,
  )
  const { from, to } = last?.data.contactId ?? {}
  if (!last || from !== contactId || to !== asked.contactId) return []
  return write.rows(
    sql<Step>`select conversation_id as id, feed_seq as "feedSeq", at, data from event
      where workspace_id = ${workspaceId} and feed_seq = ${last.feedSeq} and type = ${linkContactCommand.name}`,
  )
}

/** Each goes back to whom it was with, whether or not that is seen by now; but for what somebody has linked since. */
async function takeBack({ write, reach, carry, number }: Work, steps: Step[]): Promise<Result<unknown>> {
  const conversations = await write.load(
    conversationTable,
    steps.map(({ id }) => id),
    reach,
  )
  await holdNumber(write, number)
  const ids = steps.flatMap(({ data }) => [data.contactId.from, data.contactId.to])
  const contacts = await write.load(contactTable, [...new Set(ids)])
  const aims = conversations.flatMap((before) => {
    const { from, to } = steps.find(({ id }) => id === before.id)?.data.contactId ?? {}
    const contact = contacts.find(({ id }) => id === from)
    return contact && before.contactId === to ? [{ before, contact }] : []
  })
  const { at = null, data } = steps[0] ?? {}
  const to = data?.contactId.to
  const from = contacts.filter(({ id }) => id === to)
  for (const contact of new Set(aims.map((aim) => aim.contact))) {
    const carried = await carry(write, { number, from, to: contact, isNew: false, since: at })
    if (!carried.ok) return carried
  }
  if (data?.ownerId)
    await write.rows(
      sql`update contact_address set contact_id = ${data.ownerId}
        where workspace_id = ${write.workspaceId} and address = ${number} and contact_id = ${to}`,
    )
  for (const { former, inboxIds } of relink(write, aims, from, to ?? null))
    if (await isUnmade(write, former, steps, aims)) write.remove(contactTable, former, inboxIds)
    else letGo(write, former, inboxIds)
  return ok(null)
}

// It was made for this, nobody else is with it, and nothing was said of our texts since: that stays on record.
async function isUnmade(write: Write, { id }: Contact, steps: Step[], aims: Aim[]): Promise<boolean> {
  const back = aims.map(({ before }) => before.id)
  const withWhom = aims.map(({ contact }) => contact.id)
  const found = await write.one(
    sql<{ unmade: boolean }>`select exists (select from event where workspace_id = ${write.workspaceId}
        and feed_seq = ${steps[0]?.feedSeq} and type = 'contact.created' and subject_id = ${id})
      and not exists (select from conversation where workspace_id = ${write.workspaceId}
        and contact_id = ${id} and id <> all (${back}))
      and not exists (select from contact_address where workspace_id = ${write.workspaceId}
        and contact_id = ${id})
      and not exists (select seq, type, at from consent
          where workspace_id = ${write.workspaceId} and contact_id = ${id}
        except select seq, type, at from consent
          where workspace_id = ${write.workspaceId} and contact_id = any(${withWhom})) as unmade`,
  )
  return found?.unmade ?? false
}

export type ForgetTask = { workspaceId: string; contactId: string; inboxIds: string[] }

/**
 * Of a contact whom nobody has named, and whom no number and no conversation is with any more, nothing is left; but what
 * was said of our texts stays on record.
 */
export async function forgetContact(core: Core, task: ForgetTask): Promise<void> {
  const { workspaceId, contactId, inboxIds } = task
  await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    const [contact] = await write.load(contactTable, [contactId])
    if (!contact || isKnown(contact)) return
    const used = await write.one(
      sql<{ used: boolean }>`select exists (select from conversation
          where workspace_id = ${workspaceId} and contact_id = ${contactId})
        or exists (select from contact_address
          where workspace_id = ${workspaceId} and contact_id = ${contactId})
        or exists (select from consent
          where workspace_id = ${workspaceId} and contact_id = ${contactId}) as used`,
    )
    if (!used?.used) write.remove(contactTable, contact, inboxIds)
  })
}

const MOST_KEPT = 8

/** Those whom no conversation is with are few: each is looked at. */
export const keptContactsAnswer = answered(keptContactsQuery, async (tx, { words }, reach) => {
  const patterns = words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const rows = await tx.rows(
    statement<Contact>(
      `select ${selected(fieldsOf(contactType), 'k')} from contact k
       where k.workspace_id = $1 and k.id in (select contact_id from kept_contact
           where workspace_id = $1 and inbox_id = any($2))
         and concat_ws(' ', k.name, k.company) ilike all ($3)
       order by k.name, k.id limit ${MOST_KEPT}`,
      [tx.workspaceId, [...reach.inboxIds], patterns],
    ),
  )
  return ok({ rows: { [contactType.name]: rows }, more: false })
})
