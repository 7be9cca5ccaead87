import { statement } from '#db/sql.ts'
import { contactType } from '#features/contact/contact.ts'
import { type CounterChange, count } from '#features/inbox/inbox.server.ts'
import { ok, refuse } from '#kit/result.ts'
import { eventType } from '#sync/event.ts'
import { answered } from '#sync/query.server.ts'
import type { Answer } from '#sync/query.ts'
import { fieldsOf, instants, type SyncedRow } from '#sync/synced.ts'
import { columnOf, selected, type Table, table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { listQuery, threadQuery } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'

export const conversationTable = table(conversationType, {
  visible: 'inbox_id = any($2)',
  follow: countChanges,
})

// Lines of a thread: seen by whoever sees the conversation.
export const eventTable = table(eventType, { visible: `seq is not null and ${inConversation('event')}` })

/** SQL: the rows of `name` whose conversation is in one of the reader's inboxes. */
export function inConversation(name: string): string {
  return `exists (select from conversation c
    where c.workspace_id = ${name}.workspace_id and c.id = ${name}.conversation_id and c.inbox_id = any($2))`
}

/** A page of the list: each conversation with its contact, by one walk of one index. */
export const listAnswer = answered(listQuery, async (tx, { inboxId, status, last, limit }, reach) => {
  if (!reach.inboxIds.has(inboxId)) return refuse('not-found')
  const after = last ? 'and (c.last_activity_at, c.id) < ($5, $6)' : ''
  const found = await tx.rows(
    statement<JoinedRow>(
      `select ${CONVERSATION}, ${CONTACT} from conversation c join contact k on ${SAME_CONTACT}
       where c.workspace_id = $1 and c.inbox_id = $2 and c.status = $3 ${after}
       order by c.last_activity_at desc, c.id desc limit $4`,
      [tx.workspaceId, inboxId, status, limit + 1, ...(last ? [last.lastActivityAt, last.id] : [])],
    ),
  )
  return ok({ rows: split(found.slice(0, limit)), more: found.length > limit })
})

/** A thread: the conversation within reach, and the newest of all kinds of items by their common number. */
export function threadAnswer(tables: Table[]) {
  const kinds = tables.filter(({ type }) => type.inThread)
  return answered(threadQuery, async (tx, { conversationId, before, limit }, reach) => {
    const [place, items] = await Promise.all([
      tx.rows(
        statement<JoinedRow>(
          `select ${CONVERSATION}, ${CONTACT} from conversation c join contact k on ${SAME_CONTACT}
           where c.workspace_id = $1 and c.id = $2 and c.inbox_id = any($3)`,
          [tx.workspaceId, conversationId, [...reach.inboxIds]],
        ),
      ),
      tx.rows(
        statement<{ type: string; row: SyncedRow }>(
          `${kinds.map(itemsOf).join(' union all ')} order by seq desc limit $4`,
          [tx.workspaceId, conversationId, before ?? LAST, limit + 1],
        ),
      ),
    ])
    if (place.length === 0) return refuse('not-found')
    const rows = split(place)
    for (const { type } of kinds) rows[type.name] = []
    for (const { type, row } of items.slice(0, limit)) rows[type]?.push(withInstants(type, row))
    return ok({ rows, more: items.length > limit })
  })

  function withInstants(name: string, row: SyncedRow): SyncedRow {
    const type = kinds.find((table) => table.type.name === name)?.type
    return type ? instants(type, row) : row
  }
}

const LAST = 2_147_483_647
const SAME_CONTACT = 'k.workspace_id = c.workspace_id and k.id = c.contact_id'
const CONVERSATION = selected(fieldsOf(conversationType), 'c')
const CONTACT = fieldsOf(contactType)
  .map((field) => `k.${columnOf(field)} as "contact.${field}"`)
  .join(', ')

type JoinedRow = Conversation & Record<`contact.${string}`, unknown>

function itemsOf({ type }: Table): string {
  return `(select '${type.name}' as type, item.seq, to_jsonb(item) as row from (
    select ${selected(fieldsOf(type))} from "${type.name}"
    where workspace_id = $1 and conversation_id = $2 and seq < $3 order by seq desc limit $4) item)`
}

function split(found: JoinedRow[]): Answer['rows'] {
  const contacts = new Map<string, SyncedRow>()
  const conversations = found.map((row) => {
    const own: Record<string, unknown> = {}
    const contact: Record<string, unknown> = {}
    for (const [field, value] of Object.entries(row)) {
      if (field.startsWith('contact.')) contact[field.slice('contact.'.length)] = value
      else own[field] = value
    }
    contacts.set(row.contactId, { ...contact, id: row.contactId })
    return { ...own, id: row.id }
  })
  return { [conversationType.name]: conversations, [contactType.name]: [...contacts.values()] }
}

type Changes = { before: Conversation | undefined; after: Conversation | undefined }[]

function countChanges(write: Write, changes: Changes): Promise<void> {
  const byInbox = new Map<string, CounterChange>()
  for (const { before, after } of changes) {
    if (before) add(byInbox, before, -1)
    if (after) add(byInbox, after, 1)
  }
  // In one order for everybody, so that two transactions never wait for each other.
  return count(
    write,
    [...byInbox.values()].sort((a, b) => (a.inboxId < b.inboxId ? -1 : 1)),
  )
}

function add(
  byInbox: Map<string, CounterChange>,
  { inboxId, status, unread }: Conversation,
  by: 1 | -1,
): void {
  const change = byInbox.get(inboxId) ?? { inboxId, open: 0, unread: 0 }
  byInbox.set(inboxId, change)
  if (status === 'open') change.open += by
  if (unread) change.unread += by
}
