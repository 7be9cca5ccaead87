import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, sql, statement } from '#db/sql.ts'
import { reachableLines } from '#features/line/line.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { tagLabel } from '#features/tag/tag.ts'
import { fromPublicId, uuidv7 } from '#kit/id.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { runCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import { type Call, type Endpoint, endpoint } from '#v1/endpoint.server.ts'
import { NOBODY } from '#v1/fields.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import {
  assignCommand,
  doneCommand,
  openCommand,
  readCommand,
  snoozeCommand,
  spamCommand,
  tagCommand,
  unreadCommand,
} from './conversation.api.ts'
import { SHELVES } from './conversation.ts'
import {
  type ConversationList,
  type ConversationRow,
  conversationAssign,
  conversationList,
  conversationPath,
  conversationSnooze,
  conversationTag,
  toWireConversation,
} from './conversation.v1.ts'
import { VOICEMAIL_LABEL } from './list.ts'

const resource = 'conversations'
const act = { method: 'POST', resource, scope: 'conversations:write', from: 'path-and-body' } as const

/** `GET /v1/conversations` */
export const listConversations = endpoint(
  {
    ...{ method: 'GET', url: '/conversations', resource, scope: 'conversations:read' },
    ...{ from: 'query', input: conversationList },
  },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const places = await placesOf(tx, reach, input)
      return places.ok ? ok(await pageWithin(tx, places.value, input)) : places
    }),
)

export const markAsRead = mark('read', readCommand)
export const markAsDone = mark('done', doneCommand)
export const markAsOpen = mark('open', openCommand)
export const markAsUnread = mark('unread', unreadCommand)
export const markAsSpam = mark('spam', spamCommand)

/** `POST /v1/conversations/{id}/mark-as-…`: answers the conversation itself, without an envelope. */
function mark(state: string, { name }: { name: string }): Endpoint {
  const url = `/conversations/:id/mark-as-${state}`
  return endpoint({ ...act, from: 'path', url, input: conversationPath }, (call) =>
    carriedOut(call, name, {}),
  )
}

/** `POST /v1/conversations/{id}/assign` */
export const assignConversation = endpoint(
  { ...act, url: '/conversations/:id/assign', input: conversationAssign },
  (call) => carriedOut(call, assignCommand.name, { memberId: call.input.userId }),
)

/** `POST /v1/conversations/{id}/unassign` */
export const unassignConversation = endpoint(
  { ...act, from: 'path', url: '/conversations/:id/unassign', input: conversationPath },
  (call) => carriedOut(call, assignCommand.name, { memberId: null }),
)

/** `POST /v1/conversations/{id}/snooze` */
export const snoozeConversation = endpoint(
  { ...act, url: '/conversations/:id/snooze', input: conversationSnooze },
  (call) => carriedOut(call, snoozeCommand.name, { until: call.input.until }),
)

export const addTag = tagging('add', true)
export const removeTag = tagging('remove', false)

/** `POST /v1/conversations/{id}/add-tag`, `…/remove-tag` */
function tagging(verb: string, on: boolean): Endpoint {
  const url = `/conversations/:id/${verb}-tag`
  return endpoint({ ...act, url, input: conversationTag }, async (call) => {
    const { core, caller, input } = call
    const tagId = await readWorkspace(core.db, caller.reach.workspaceId, (tx) => tagNamed(tx, input.tag))
    return tagId === undefined ? refuse('unknown-tag') : carriedOut(call, tagCommand.name, { tagId, on })
  })
}

async function tagNamed(tx: Transaction, name: string): Promise<string | undefined> {
  const row = await tx.one(
    sql<{ id: string }>`select id from tag where workspace_id = ${tx.workspaceId}
      and (id = ${fromPublicId('TG', name) ?? null} or lower(name) = lower(${name})) order by name, id limit 1`,
  )
  return row?.id
}

async function carriedOut(
  { core, registry, caller: { actor, reach }, input: { id } }: Call<{ id: string }>,
  name: string,
  input: object,
): Promise<Result<object>> {
  const call = { id: uuidv7(), name, input: { ...input, ids: [id] } }
  const done = await runCommand(core, registry, reach.workspaceId, actor, call)
  if (!done.ok) return fail(done.error)
  const row = await readWorkspace(core.db, reach.workspaceId, (tx) => tx.one(oneWithin(reach, id)))
  return row ? ok(toWireConversation(row)) : refuse('not-found')
}

type Places = { memberId: string; inboxIds: string[]; lineIds: string[] | null; tagId: string | null }

// Where the list looks: what the caller reaches, the user too, and of it these numbers.
async function placesOf(tx: Transaction, reach: Reach, input: ConversationList): Promise<Result<Places>> {
  const { userId, tag, phoneNumbers = input.phoneNumber && [input.phoneNumber] } = input
  const shared = userId === undefined ? [...reach.inboxIds] : await sharedInboxes(tx, reach, userId)
  const inboxIds = shared.filter((id) => input.inbox === undefined || id === input.inbox)
  const tagId = tag === undefined ? null : ((await tagNamed(tx, tag)) ?? NOBODY)
  const places = { memberId: reach.memberId, inboxIds, tagId }
  if (!phoneNumbers) return ok({ ...places, lineIds: null })
  const lines = await reachableLines(tx, reach, phoneNumbers)
  const known = new Set(lines.flatMap(({ id, address }) => [id, address]))
  return phoneNumbers.every((name) => known.has(name))
    ? ok({ ...places, lineIds: lines.map(({ id }) => id) })
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

const OWN = [
  ...['id', 'lineId', 'participants', 'status', 'assigneeId', 'snoozedUntil'],
  ...['lastActivityAt', 'createdAt', 'updatedAt'],
]
// `$2`: whose key it is. What is unread is so for them, in their inbox's way.
const HAS_UNREAD = `exists (select from conversation_member m where m.workspace_id = $1 and m.conversation_id = c.id
  and m.member_id = $2 and m.unread)`
const UNREAD = `((b.unread_mode = 'team' and c.unread) or ${HAS_UNREAD})`
const ROW = `select ${selected(OWN, 'c')}, k.name, ${UNREAD} as unread,
  (select m.id from message m where m.workspace_id = $1 and m.conversation_id = c.id
    order by m.seq desc limit 1) as "lastMessageId",
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) order by t.name), '[]')
    from tag t where t.workspace_id = $1 and t.id = any(c.tag_ids)) as tags`
const WITH_OTHERS = `join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
  join inbox b on b.workspace_id = c.workspace_id and b.id = c.inbox_id`
const NEWEST_FIRST = 'order by c.last_activity_at desc, c.id desc'

const BEFORE_ALL = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }

// Each inbox and shelf is one walk of an index in the list's own order, and never longer than the page.
function newest(workspaceId: string, places: Places, input: ConversationList): Statement<ConversationRow> {
  const { values, walks } = walksOf(workspaceId, places, input)
  const { at, id } = input.pageToken ?? BEFORE_ALL
  values.push(at, id, input.maxResults + 1)
  const [from, until, limit] = [values.length - 2, values.length - 1, values.length]
  const found = walks.map(
    ({ source, order }) => `(select c.id from ${source}
      and (${order.join()}) < ($${from}::timestamptz, $${until}::uuid)
      order by ${order.join(' desc, ')} desc limit $${limit})`,
  )
  const text = `with page as (
      select c.* from ${PLACES} cross join lateral (${found.join(' union all ')}) w
      join conversation c on c.workspace_id = $1 and c.id = w.id ${NEWEST_FIRST} limit $${limit})
    ${ROW} from page c ${WITH_OTHERS} ${NEWEST_FIRST}`
  return statement(text, values)
}

function howMany(workspaceId: string, places: Places, input: ConversationList) {
  const { values, walks } = walksOf(workspaceId, places, input)
  values.push(MOST_COUNTED)
  const found = walks.map(({ source }) => `select from ${PLACES}, lateral (select from ${source}) c`)
  const text = `select count(*)::int as total from (${found.join(' union all ')} limit $${values.length}) counted`
  return statement<{ total: number }>(text, values)
}

const PLACES = `unnest($3::uuid[]) as i(inbox_id) join inbox b on b.workspace_id = $1 and b.id = i.inbox_id
  cross join unnest($4::text[]) as s(shelf)`

/** Conversations of one inbox and shelf, and the columns of the index that has them in order. */
type Walk = { source: string; order: [string, string] }

const BY_ACTIVITY: Walk['order'] = ['c.last_activity_at', 'c.id']
const JOINED = 'join conversation c on c.workspace_id = $1 and c.id'

function walksOf(
  workspaceId: string,
  { memberId, inboxIds, lineIds, tagId }: Places,
  input: ConversationList,
): { values: unknown[]; walks: Walk[] } {
  const values: unknown[] = [workspaceId, memberId, inboxIds, shelvesOf(input)]
  const value = (of: unknown) => `$${values.push(of)}`
  const { createdAfter, createdBefore, updatedAfter, updatedBefore, unread, unresponded, assignedTo } = input
  const { hasVoicemail } = input
  const label = tagId !== null ? tagLabel(tagId) : hasVoicemail ? VOICEMAIL_LABEL : null
  const where = [
    // Not every walk asks who reads, but each parameter must have a type.
    '$2::uuid is not null and c.workspace_id = $1 and c.inbox_id = i.inbox_id and c.shelf = s.shelf',
    lineIds && `c.line_id = any(${value(lineIds)})`,
    createdAfter && `c.created_at > ${value(createdAfter)}`,
    createdBefore && `c.created_at < ${value(createdBefore)}`,
    updatedAfter && `c.updated_at > ${value(updatedAfter)}`,
    updatedBefore && `c.updated_at < ${value(updatedBefore)}`,
    unresponded !== undefined && `c.waiting_since is ${unresponded ? 'not null' : 'null'}`,
    hasVoicemail !== undefined && `c.voicemails ${hasVoicemail ? '>' : '='} 0`,
    assignedTo === 'none' && 'c.assignee_id is null',
    assignedTo && assignedTo !== 'none' && `c.assignee_id = ${value(assignedTo)}`,
  ]
    .filter(Boolean)
    .join(' and ')
  const isUnread = unread === undefined ? '' : `and ${unread ? '' : 'not '}${UNREAD}`
  if (label !== null) {
    const source = `conversation_label l ${JOINED} = l.conversation_id where l.workspace_id = $1
      and l.label = ${value(label)} and l.inbox_id = i.inbox_id and l.shelf = s.shelf and ${where} ${isUnread}`
    return { values, walks: [{ source, order: ['l.last_activity_at', 'l.conversation_id'] }] }
  }
  if (!unread)
    return { values, walks: [{ source: `conversation c where ${where} ${isUnread}`, order: BY_ACTIVITY }] }
  const team = `conversation c where b.unread_mode = 'team' and c.unread and ${where}`
  const own = `conversation_member m ${JOINED} = m.conversation_id where m.workspace_id = $1 and m.member_id = $2
    and m.inbox_id = i.inbox_id and m.unread and not (b.unread_mode = 'team' and c.unread) and ${where}`
  return { values, walks: [team, own].map((source) => ({ source, order: BY_ACTIVITY })) }
}

function shelvesOf({ status, excludeInactive }: ConversationList): string[] {
  const active = excludeInactive ? ['open', 'snoozed'] : [...SHELVES]
  return active.filter((shelf) => status === undefined || shelf === status)
}

function oneWithin({ workspaceId, memberId, inboxIds }: Reach, id: string): Statement<ConversationRow> {
  const text = `${ROW} from conversation c ${WITH_OTHERS}
    where c.workspace_id = $1 and c.id = $3 and c.inbox_id = any($4)`
  return statement(text, [workspaceId, memberId, id, [...inboxIds]])
}
