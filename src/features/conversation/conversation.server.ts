import { statement } from '#db/sql.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import {
  COUNTERS,
  type CounterChange,
  count,
  countForMembers,
  type MemberCounterChange,
} from '#features/inbox/inbox.server.ts'
import { ok, refuse } from '#kit/result.ts'
import { eventType } from '#sync/event.ts'
import { answered } from '#sync/query.server.ts'
import { fieldsOf, instants, type SyncedRow } from '#sync/synced.ts'
import { loadRows, selected, type Table, table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { threadQuery } from './conversation.api.ts'
import {
  type Conversation,
  conversationType,
  type StoredConversation,
  shelfOf,
  storedConversationSchema,
} from './conversation.ts'
import { followLabels } from './conversation-label.server.ts'
import { followMembers } from './conversation-member.server.ts'
import { CONTACT, CONVERSATION, type JoinedRow, MINE, SAME_CONTACT, split } from './list.server.ts'

export const conversationTable = table(conversationType, {
  stored: storedConversationSchema,
  fresh: { contactLabels: [] },
  visible: 'inbox_id = any($2)',
  holds: { table: COUNTERS, idOf: ({ inboxId }) => inboxId },
  follow,
})

// Lines of a thread: seen by whoever sees the conversation.
export const eventTable = table(eventType, { visible: `seq is not null and ${inConversation('event')}` })

/** SQL: the items of `name` in the reader's inboxes, but what was said before a private number was shared (INB-11). */
export function inConversation(name: string): string {
  return `exists (select from conversation c
    where c.workspace_id = ${name}.workspace_id and c.id = ${name}.conversation_id and c.inbox_id = any($2)
      and (${name}.seq > c.hidden_seq or c.history_owner_id = $3))`
}

/** A thread: the conversation within reach, and the newest of all kinds of items by their common number. */
export function threadAnswer(tables: Table[]) {
  const kinds = tables.filter(({ type }) => type.inThread === true)
  return answered(threadQuery, async (tx, { conversationId, before, limit }, reach) => {
    const [place, items] = await Promise.all([
      tx.rows(
        statement<JoinedRow>(
          `select ${CONVERSATION}, ${CONTACT}, ${MINE} from conversation c join contact k on ${SAME_CONTACT}
           left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
           where c.workspace_id = $1 and c.id = $2 and c.inbox_id = any($4)`,
          [tx.workspaceId, conversationId, reach.memberId, [...reach.inboxIds]],
        ),
      ),
      tx.rows(
        statement<{ type: string; row: SyncedRow }>(
          `${kinds.map(itemsOf).join(' union all ')} order by seq desc limit $4`,
          [tx.workspaceId, conversationId, before ?? LAST, limit + 1, reach.memberId],
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
// Up to where the thread is hidden from this member.
const HIDDEN = `(select case when history_owner_id = $5 then 0 else hidden_seq end
  from conversation where workspace_id = $1 and id = $2)`

function itemsOf({ type }: Table): string {
  return `(select '${type.name}' as type, item.seq, to_jsonb(item) as row from (
    select ${selected(fieldsOf(type))} from "${type.name}"
    where workspace_id = $1 and conversation_id = $2 and seq < $3 and seq > ${HIDDEN}
    order by seq desc limit $4) item)`
}

/** What follows from a change of conversations, in the same transaction. */
async function follow(write: Write, changes: Changes): Promise<void> {
  for (const { before, after } of changes) wakeLater(write, before, after)
  await Promise.all([
    countChanges(write, changes),
    followMembers(write, changes),
    followLabels(write, changes),
    introduce(write, changes),
  ])
}

// Where it comes to from another inbox, or is with somebody else now, they may never have met the customer.
async function introduce(write: Write, changes: Changes): Promise<void> {
  const met = changes.flatMap(({ before, after }) =>
    before && after && (before.inboxId !== after.inboxId || before.contactId !== after.contactId)
      ? [after]
      : [],
  )
  for (const [inboxId, conversations] of Map.groupBy(met, (conversation) => conversation.inboxId)) {
    const ids = conversations.map(({ contactId }) => contactId)
    write.changed(contactTable, await loadRows(write, contactTable, ids), [inboxId])
  }
}

function wakeLater(write: Write, before: Conversation | undefined, after: Conversation | undefined): void {
  if (!after || after.snoozedUntil === null || after.snoozedUntil === before?.snoozedUntil) return
  write.job(
    'conversation.wake',
    { conversationId: after.id },
    { key: `wake ${after.id}`, runAt: after.snoozedUntil },
  )
}

type Changes = { before: StoredConversation | undefined; after: StoredConversation | undefined }[]

async function countChanges(write: Write, changes: Changes): Promise<void> {
  const byInbox = new Map<string, CounterChange>()
  const mine: MemberCounterChange[] = []
  for (const { before, after } of changes) {
    if (before) add(byInbox, mine, before, -1)
    if (after) add(byInbox, mine, after, 1)
  }
  await Promise.all([count(write, [...byInbox.values()]), countForMembers(write, mine)])
}

function add(
  byInbox: Map<string, CounterChange>,
  mine: MemberCounterChange[],
  conversation: Conversation,
  by: 1 | -1,
): void {
  const { inboxId, assigneeId, unread } = conversation
  const change = byInbox.get(inboxId) ?? { inboxId, open: 0, unread: 0, unassigned: 0 }
  byInbox.set(inboxId, change)
  if (unread) change.unread += by
  if (shelfOf(conversation) !== 'open') return
  change.open += by
  if (assigneeId === null) change.unassigned += by
  else mine.push({ inboxId, memberId: assigneeId, mine: by, unread: 0 })
}
