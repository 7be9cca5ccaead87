import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import { reachableLines } from '#features/line/line.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { runCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import { type Call, type Endpoint, endpoint } from '#v1/endpoint.server.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import { doneCommand, openCommand, readCommand } from './conversation.api.ts'
import { SHELVES } from './conversation.ts'
import {
  type ConversationList,
  type ConversationRow,
  conversationList,
  conversationPath,
  toWireConversation,
} from './conversation.v1.ts'

const resource = 'conversations'

/** `GET /v1/conversations` */
export const listConversations = endpoint(
  { method: 'GET', url: '/conversations', resource, from: 'query', input: conversationList },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const places = await placesOf(tx, reach, input)
      return places.ok ? ok(await pageWithin(tx, places.value, input)) : places
    }),
)

export const markAsRead = mark('read', readCommand.name)
export const markAsDone = mark('done', doneCommand.name)
export const markAsOpen = mark('open', openCommand.name)

/** `POST /v1/conversations/{id}/mark-as-…`: answers the conversation itself, without an envelope. */
function mark(state: string, command: string): Endpoint {
  const url = `/conversations/:id/mark-as-${state}`
  return endpoint({ method: 'POST', url, resource, from: 'path', input: conversationPath }, (call) =>
    marked(call, command),
  )
}

async function marked(
  { core, registry, caller: { actor, reach }, input: { id } }: Call<{ id: string }>,
  name: string,
): Promise<Result<object>> {
  const call = { id: uuidv7(), name, input: { ids: [id] } }
  const done = await runCommand(core, registry, reach.workspaceId, actor, call)
  if (!done.ok) return fail(done.error)
  const row = await readWorkspace(core.db, reach.workspaceId, (tx) => tx.one(oneWithin(reach, id)))
  return row ? ok(toWireConversation(row)) : refuse('not-found')
}

type Places = { inboxIds: string[]; lineIds: string[] | null }

// Where the list looks: what the caller reaches, the user too, and of it these numbers.
async function placesOf(tx: Transaction, reach: Reach, input: ConversationList): Promise<Result<Places>> {
  const { userId, phoneNumbers = input.phoneNumber && [input.phoneNumber] } = input
  const inboxIds = userId === undefined ? [...reach.inboxIds] : await sharedInboxes(tx, reach, userId)
  if (!phoneNumbers) return ok({ inboxIds, lineIds: null })
  const lines = await reachableLines(tx, reach, phoneNumbers)
  const known = new Set(lines.flatMap(({ id, address }) => [id, address]))
  return phoneNumbers.every((name) => known.has(name))
    ? ok({ inboxIds, lineIds: lines.map(({ id }) => id) })
    : refuse('not-phone-number-user')
}

async function sharedInboxes(tx: Transaction, reach: Reach, userId: string): Promise<string[]> {
  const theirs = await reachOf(tx, userId)
  return theirs ? [...reach.inboxIds].filter((inboxId) => theirs.inboxIds.has(inboxId)) : []
}

async function pageWithin(
  tx: Transaction,
  places: Places,
  input: ConversationList,
): Promise<Page<ReturnType<typeof toWireConversation>>> {
  return pageOf(await tx.rows(newest(tx.workspaceId, places, input)), input, {
    item: toWireConversation,
    position: ({ id, lastActivityAt }) => ({ id, at: lastActivityAt }),
    count: async () => (await tx.one(howMany(tx.workspaceId, places, input)))?.total ?? 0,
  })
}

const ROW = `select ${selected(
  [
    ...['id', 'lineId', 'participants', 'status', 'unread', 'assigneeId', 'snoozedUntil', 'tagIds'],
    ...['lastActivityAt', 'createdAt', 'updatedAt'],
  ],
  'c',
)}, k.name, (select m.id from message m where m.workspace_id = $1 and m.conversation_id = c.id
  order by m.seq desc limit 1) as "lastMessageId"`
const WITH_CONTACT = 'join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id'
const NEWEST_FIRST = 'order by c.last_activity_at desc, c.id desc'
const MATCHING = `c.workspace_id = $1 and ($4::uuid[] is null or c.line_id = any($4))
  and ($5::timestamptz is null or c.created_at > $5) and ($6::timestamptz is null or c.created_at < $6)
  and ($7::timestamptz is null or c.updated_at > $7) and ($8::timestamptz is null or c.updated_at < $8)`

const BEFORE_ALL = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }

// Each inbox and shelf is one walk of the list's own index, and never longer than the page.
function newest(workspaceId: string, places: Places, input: ConversationList): Statement<ConversationRow> {
  const { at, id } = input.pageToken ?? BEFORE_ALL
  const text = `with page as (
      select c.* from unnest($2::uuid[]) as i(inbox_id) cross join unnest($3::text[]) as s(shelf)
      cross join lateral (
        select c.* from conversation c
        where ${MATCHING} and c.inbox_id = i.inbox_id and c.shelf = s.shelf
          and (c.last_activity_at, c.id) < ($9::timestamptz, $10::uuid) ${NEWEST_FIRST} limit $11) c
      ${NEWEST_FIRST} limit $11)
    ${ROW} from page c ${WITH_CONTACT} ${NEWEST_FIRST}`
  return statement(text, [...parameters(workspaceId, places, input), at, id, input.maxResults + 1])
}

function howMany(workspaceId: string, places: Places, input: ConversationList) {
  const text = `select count(*)::int as total from (
    select from conversation c where ${MATCHING} and c.inbox_id = any($2) and c.shelf = any($3) limit $9) counted`
  const values = [...parameters(workspaceId, places, input), MOST_COUNTED]
  return statement<{ total: number }>(text, values)
}

function parameters(workspaceId: string, { inboxIds, lineIds }: Places, input: ConversationList): unknown[] {
  const { createdAfter, createdBefore, updatedAfter, updatedBefore, excludeInactive } = input
  const shelves = excludeInactive ? ['open', 'snoozed'] : SHELVES
  const times = [createdAfter, createdBefore, updatedAfter, updatedBefore].map((time) => time ?? null)
  return [workspaceId, inboxIds, shelves, lineIds, ...times]
}

function oneWithin(reach: Reach, id: string): Statement<ConversationRow> {
  const text = `${ROW} from conversation c ${WITH_CONTACT}
    where c.workspace_id = $1 and c.id = $2 and c.inbox_id = any($3)`
  return statement(text, [reach.workspaceId, id, [...reach.inboxIds]])
}
