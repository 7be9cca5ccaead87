import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, sql, statement } from '#db/sql.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import { endpoint } from '#v1/endpoint.server.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import {
  type MessageList,
  type MessageRow,
  messageList,
  messagePath,
  toWireMessage,
  type WireMessage,
} from './message.v1.ts'

const resource = 'messages'

/** `GET /v1/messages` */
export const listMessages = endpoint(
  { method: 'GET', url: '/messages', resource, from: 'query', input: messageList },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const place = await findThread(tx, reach, input)
      if (!place) return refuse('not-phone-number-user')
      return ok(place.conversationId ? await pageIn(tx, place.conversationId, input) : EMPTY)
    }),
)

/** `GET /v1/messages/{id}` */
export const getMessage = endpoint(
  { method: 'GET', url: '/messages/:id', resource, from: 'path', input: messagePath },
  async ({ core, caller: { reach }, input: { id } }) => {
    const message = await readWorkspace(core.db, reach.workspaceId, (tx) => findMessage(tx, reach, id))
    return message ? ok({ data: toWireMessage(message) }) : refuse('not-found')
  },
)

/** A message within reach. */
export function findMessage(tx: Transaction, reach: Reach, id: string): Promise<MessageRow | undefined> {
  return tx.one(
    statement<MessageRow>(`${ROW} where m.workspace_id = $1 and m.id = $2 and c.inbox_id = any($3)`, [
      reach.workspaceId,
      id,
      [...reach.inboxIds],
    ]),
  )
}

// A number within reach, and the thread that it has with these people if it has one.
function findThread(
  tx: Transaction,
  { inboxIds }: Reach,
  { phoneNumberId, participants }: MessageList,
): Promise<{ conversationId: string | null } | undefined> {
  return tx.one(
    sql<{ conversationId: string | null }>`select c.id as "conversationId" from line l
      left join conversation c on c.workspace_id = l.workspace_id and c.line_id = l.id
        and c.participants = ${participants} and c.inbox_id = any(${[...inboxIds]})
      where l.workspace_id = ${tx.workspaceId} and l.id = ${phoneNumberId} and l.inbox_id = any(${[...inboxIds]})`,
  )
}

const EMPTY: Page<WireMessage> = { data: [], totalItems: 0, nextPageToken: null }

async function pageIn(
  tx: Transaction,
  conversationId: string,
  input: MessageList,
): Promise<Page<WireMessage>> {
  const [rows, counted] = await Promise.all([
    tx.rows(newest(tx.workspaceId, conversationId, input)),
    input.pageToken ?? tx.one(howMany(tx.workspaceId, conversationId, input)),
  ])
  return pageOf(rows, input.maxResults, counted?.totalItems ?? 0, {
    item: toWireMessage,
    position: ({ seq }) => ({ seq }),
  })
}

const COLUMNS = selected(
  [
    'id',
    'conversationId',
    'lineId',
    'seq',
    'direction',
    'text',
    'status',
    'failureCode',
    'createdAt',
    'updatedAt',
  ],
  'm',
)
const TABLES = `message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
  join line l on l.workspace_id = m.workspace_id and l.id = m.line_id`
// The format knows no message without a user: what a customer wrote, or nobody in person, counts as the number's owner's.
const USER = `coalesce(m.author_id, l.installed_by, (select id from member where workspace_id = $1
  order by role = 'owner' desc, removed_at is not null, created_at, id limit 1))`
const ROW = `select ${COLUMNS}, l.address, c.participants, ${USER} as "userId" from ${TABLES}`
const MATCHING = `m.workspace_id = $1 and m.conversation_id = $2
  and ($3::timestamptz is null or m.created_at > $3) and ($4::timestamptz is null or m.created_at < $4)
  and ($5::uuid is null or ${USER} = $5)`

function newest(workspaceId: string, conversationId: string, input: MessageList): Statement<MessageRow> {
  return statement(`${ROW} where ${MATCHING} and m.seq < $6 order by m.seq desc limit $7`, [
    ...parameters(workspaceId, conversationId, input),
    input.pageToken?.seq ?? LAST,
    input.maxResults + 1,
  ])
}

function howMany(workspaceId: string, conversationId: string, input: MessageList) {
  return statement<{ totalItems: number }>(
    `select count(*)::int as "totalItems" from (select from ${TABLES} where ${MATCHING} limit $6) counted`,
    [...parameters(workspaceId, conversationId, input), MOST_COUNTED],
  )
}

const LAST = 2_147_483_647

function parameters(
  workspaceId: string,
  conversationId: string,
  { createdAfter, createdBefore, userId }: MessageList,
): unknown[] {
  return [workspaceId, conversationId, createdAfter ?? null, createdBefore ?? null, userId ?? null]
}
