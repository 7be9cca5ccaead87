import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import { participantsKey } from '#features/conversation/place.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import { endpoint } from '#v1/endpoint.server.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import {
  LAST_SEQ,
  type MessageList,
  type MessageRow,
  messageList,
  messagePath,
  toWireMessage,
  type WireMessage,
} from './message.v1.ts'

const reading = { method: 'GET', resource: 'messages', scope: 'messages:read' } as const

/** `GET /v1/messages` */
export const listMessages = endpoint(
  { ...reading, url: '/messages', from: 'query', input: messageList },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const thread = await findThread(tx, reach, input)
      return thread ? ok(await pageIn(tx, thread, input)) : refuse('not-phone-number-user')
    }),
)

/** `GET /v1/messages/{id}` */
export const getMessage = endpoint(
  { ...reading, url: '/messages/:id', from: 'path', input: messagePath },
  async ({ core, caller: { reach }, input: { id } }) => {
    const message = await readWorkspace(core.db, reach.workspaceId, (tx) => findMessage(tx, reach, id))
    return message ? ok({ data: toWireMessage(message) }) : refuse('not-found')
  },
)

// The format knows no message without a user: what a customer wrote, or nobody in person, counts as the number's
// owner's, who is its installer or else the workspace's owner.
const OWNER = `coalesce(l.installed_by, (select id from member where workspace_id = $1
  order by role = 'owner' desc, removed_at is not null, created_at, id limit 1))`

/** A message within reach. */
export function findMessage(tx: Transaction, reach: Reach, id: string): Promise<MessageRow | undefined> {
  const text = `select ${selected(COLUMNS, 'm')}, l.address, c.participants,
      coalesce(m.author_id, ${OWNER}) as "userId"
    from message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    join line l on l.workspace_id = m.workspace_id and l.id = m.line_id
    where m.workspace_id = $1 and m.id = $2 and c.inbox_id = any($3)
      and (m.seq > c.hidden_seq or c.history_owner_id = $4)`
  return tx.one(statement<MessageRow>(text, [reach.workspaceId, id, [...reach.inboxIds], reach.memberId]))
}

const COLUMNS = [
  ...['id', 'conversationId', 'lineId', 'seq', 'direction', 'text', 'status', 'failureCode'],
  ...['createdAt', 'updatedAt'],
]

/** `hiddenSeq`: what of it the reader does not see. */
type Thread = { conversationId: string | null; address: string; ownerId: string; hiddenSeq: number }

// A number within reach, and the thread that it has with these people if it has one.
function findThread(
  tx: Transaction,
  { inboxIds, memberId }: Reach,
  input: MessageList,
): Promise<Thread | undefined> {
  const text = `select c.id as "conversationId", l.address, ${OWNER} as "ownerId",
      case when c.history_owner_id = $5 then 0 else coalesce(c.hidden_seq, 0) end as "hiddenSeq" from line l
    left join conversation c on c.workspace_id = l.workspace_id and c.line_id = l.id
      and c.participants_key = $4 and c.inbox_id = any($3)
    where l.workspace_id = $1 and l.id = $2 and l.inbox_id = any($3)`
  const key = participantsKey(input.participants)
  const values = [tx.workspaceId, input.phoneNumberId, [...inboxIds], key, memberId]
  return tx.one(statement<Thread>(text, values))
}

async function pageIn(tx: Transaction, thread: Thread, input: MessageList): Promise<Page<WireMessage>> {
  const { address } = thread
  return pageOf(await tx.rows(newest(tx.workspaceId, thread, input)), input, {
    item: (row) => toWireMessage({ ...row, address, participants: input.participants }),
    position: ({ seq }) => ({ seq }),
    count: async () => (await tx.one(howMany(tx.workspaceId, thread, input)))?.total ?? 0,
  })
}

const MATCHING = `workspace_id = $1 and conversation_id = $2
  and ($3::timestamptz is null or created_at > $3) and ($4::timestamptz is null or created_at < $4)
  and ($5::uuid is null or coalesce(author_id, $6) = $5) and seq > $7`

// Of one table and without a name, so that Postgres plans it for these very values: with a plan for any values it reads
// and sorts the whole thread (82 ms in one of 50,000 messages).
function newest(workspaceId: string, thread: Thread, input: MessageList): Statement<ThreadRow> {
  const text = `select ${selected(COLUMNS)}, coalesce(author_id, $6) as "userId" from message
    where ${MATCHING} and seq < $8 order by seq desc limit $9`
  const before = input.pageToken?.seq ?? LAST_SEQ
  const values = [...parameters(workspaceId, thread, input), before, input.maxResults + 1]
  return { text, name: '', values }
}

type ThreadRow = Omit<MessageRow, 'address' | 'participants'>

function howMany(workspaceId: string, thread: Thread, input: MessageList): Statement<{ total: number }> {
  const text = `select count(*)::int as total from (select from message where ${MATCHING} limit $8) counted`
  return statement(text, [...parameters(workspaceId, thread, input), MOST_COUNTED])
}

function parameters(workspaceId: string, thread: Thread, input: MessageList): unknown[] {
  const { createdAfter = null, createdBefore = null, userId = null } = input
  const { conversationId, ownerId, hiddenSeq } = thread
  return [workspaceId, conversationId, createdAfter, createdBefore, userId, ownerId, hiddenSeq]
}
