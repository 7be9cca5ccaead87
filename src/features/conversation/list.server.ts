import { type Statement, statement } from '#db/sql.ts'
import { contactType } from '#features/contact/contact.ts'
import { ok, refuse } from '#kit/result.ts'
import { answered } from '#sync/query.server.ts'
import type { Answer } from '#sync/query.ts'
import { fieldsOf, type Reach, type SyncedRow } from '#sync/synced.ts'
import { columnOf, selected } from '#sync/table.server.ts'
import { listQuery } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'
import { conversationMemberType } from './conversation-member.ts'
import { isAscending, type ListFilter, type ListPosition, labelsOf, PARTS } from './list.ts'

/** A page of a list: each conversation with its contact and what the member has of it, by one statement. */
export const listAnswer = answered(listQuery, async (tx, { filter, last, limit }, reach) => {
  if (filter.inboxId !== null && !reach.inboxIds.has(filter.inboxId)) return refuse('not-found')
  const found = await tx.rows(pageOf(reach, filter, last, limit + 1))
  return ok({ rows: split(found.slice(0, limit)), more: found.length > limit })
})

export const SAME_CONTACT = 'k.workspace_id = c.workspace_id and k.id = c.contact_id'
export const CONVERSATION = selected(fieldsOf(conversationType), 'c')
export const CONTACT = under('contact', contactType)
/** What the member `$3` has of it. */
export const MINE = under('mine', conversationMemberType)

export type JoinedRow = Conversation & Record<`contact.${string}` | `mine.${string}`, unknown>

/** Rows of a join as the rows of their types. */
export function split(found: JoinedRow[]): Answer['rows'] {
  const contacts = new Map<string, SyncedRow>()
  const mine: SyncedRow[] = []
  const conversations = found.map((row) => {
    const parts: Record<string, Record<string, unknown>> = { own: {}, contact: {}, mine: {} }
    for (const [name, value] of Object.entries(row)) {
      const [part, field] = name.includes('.') ? name.split('.') : ['own', name]
      if (part && field) (parts[part] ??= {})[field] = value
    }
    contacts.set(row.contactId, { ...parts.contact, id: row.contactId })
    if (typeof parts.mine?.id === 'string') mine.push({ ...parts.mine, id: parts.mine.id })
    return { ...parts.own, id: row.id }
  })
  return {
    [conversationType.name]: conversations,
    [contactType.name]: [...contacts.values()],
    [conversationMemberType.name]: mine,
  }
}

function under(name: string, type: typeof contactType | typeof conversationMemberType): string {
  const alias = name === 'contact' ? 'k' : 'm'
  return fieldsOf(type)
    .map((field) => `${alias}.${columnOf(field)} as "${name}.${field}"`)
    .join(', ')
}

/**
 * The parts of the list one after the other, each no longer than the page: inbox by inbox one walk of the index that
 * holds just these rows in just this order, so that a page costs the same however many conversations there are.
 */
export function pageOf(
  reach: Reach,
  filter: ListFilter,
  last: ListPosition | null,
  limit: number,
): Statement<JoinedRow> {
  const values: unknown[] = [
    reach.workspaceId,
    filter.inboxId === null ? [...reach.inboxIds] : [filter.inboxId],
    reach.memberId,
    filter.shelf,
    limit,
  ]
  const value = (of: unknown) => `$${values.push(of)}`
  const where = conditions(filter, value)
  const [label, ...labels] = labelsOf(filter).map(value)
  const from = last === null ? 0 : PARTS.indexOf(last.part)
  const parts = PARTS.slice(from).flatMap((part, index) => {
    const after = last && last.part === part ? position(last, isAscending(part, filter), value) : ''
    return partsOf(part, filter, { where, after, label, labels }).map((walk) => ordered(walk, from + index))
  })
  const text = `with mine as materialized (
      select conversation_id from conversation_member
      where workspace_id = $1 and member_id = $3 and pin is not null
    ), listed as (${parts.join(' union all ')})
    select ${CONVERSATION}, ${CONTACT}, ${MINE} from (
      select id, part, at, ascending from listed
      order by part, case when ascending then at else -at end, case when ascending then id end,
        case when not ascending then id end desc limit $5) listed
    join conversation c on c.workspace_id = $1 and c.id = listed.id
    join contact k on ${SAME_CONTACT}
    left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
    order by listed.part, case when listed.ascending then listed.at else -listed.at end,
      case when listed.ascending then c.id end, case when not listed.ascending then c.id end desc`
  return statement(text, values)
}

/** Conversations of one inbox in one order. */
type Walk = { from: string; where: string; key: string; number: string; ascending: boolean }

// Enough is enough: nobody's page is longer, and a walk that is never left behind costs nothing.
function ordered({ from, where, key, number, ascending }: Walk, part: number): string {
  const direction = ascending ? '' : 'desc'
  return `(select w.id, ${part} as part, w.at, ${ascending} as ascending
    from unnest($2::uuid[]) as i(id) join inbox b on b.workspace_id = $1 and b.id = i.id
    cross join lateral (select c.id, ${number} as at from ${from}
      where ${where} order by ${key} ${direction}, ${idOf(from)} ${direction} limit $5) w)`
}

type Conditions = { where: string; after: string; label: string | undefined; labels: string[] }

function partsOf(part: ListPosition['part'], filter: ListFilter, conditions: Conditions): Walk[] {
  const { where, after, label, labels } = conditions
  const ascending = isAscending(part, filter)
  const alsoLabelled = (all: string[]) =>
    all
      .map(
        (one) => `and exists (select from conversation_label o
          where o.workspace_id = $1 and o.conversation_id = c.id and o.label = ${one})`,
      )
      .join(' ')
  const every = label === undefined ? [] : [label, ...labels]
  if (part === 'mine') {
    return [
      walk(
        JOINED_MEMBER,
        'm.pin',
        `m.workspace_id = $1 and m.member_id = $3 and m.pin is not null and ${where}
        ${unreadToo(filter)} ${alsoLabelled(every)}`,
        ascending,
        after,
        'm.pin',
      ),
    ]
  }
  if (part === 'pinned') {
    return [
      walk(
        'conversation c',
        'c.pinned_at',
        `c.pinned_at is not null and ${NOT_MINE} and ${where}
        ${unreadToo(filter)} ${alsoLabelled(every)}`,
        ascending,
        after,
      ),
    ]
  }
  const unpinned = `c.pinned_at is null and ${NOT_MINE} and ${where}`
  const first = part === 'first'
  if (first && filter.sort === 'waiting') {
    return [
      walk(
        'conversation c',
        'c.waiting_since',
        `c.waiting_since is not null and ${unpinned}
        ${unreadToo(filter)} ${alsoLabelled(every)}`,
        ascending,
        after,
      ),
    ]
  }
  if (first && filter.sort !== 'unread') return []
  const rest =
    first || filter.sort === undefined || filter.sort === 'newest'
      ? ''
      : filter.sort === 'waiting'
        ? 'and c.waiting_since is null'
        : `and not ${UNREAD}`
  if (label !== undefined) {
    const key = 'l.last_activity_at'
    return [
      walk(
        LABELLED,
        key,
        `l.workspace_id = $1 and l.label = ${label} and l.inbox_id = i.id and l.shelf = $4
        and ${unpinned} ${rest} ${first ? `and ${UNREAD}` : unreadToo(filter)} ${alsoLabelled(labels)}`,
        ascending,
        after,
        key,
      ),
    ]
  }
  if (first || filter.unread) {
    return [
      walk(
        'conversation c',
        'c.last_activity_at',
        `b.unread_mode = 'team' and c.unread and ${unpinned} ${rest}`,
        ascending,
        after,
      ),
      walk(
        JOINED_MEMBER,
        'c.last_activity_at',
        `m.workspace_id = $1 and m.member_id = $3 and m.inbox_id = i.id and m.unread
        and not (b.unread_mode = 'team' and c.unread) and ${unpinned} ${rest}`,
        ascending,
        after,
      ),
    ]
  }
  return [walk('conversation c', 'c.last_activity_at', `${unpinned} ${rest}`, ascending, after)]
}

const JOINED_MEMBER = `conversation_member m
  join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id`
const LABELLED = `conversation_label l
  join conversation c on c.workspace_id = l.workspace_id and c.id = l.conversation_id`
const NOT_MINE = 'c.id <> all (array(select conversation_id from mine))'
const UNREAD = `((b.unread_mode = 'team' and c.unread) or exists (select from conversation_member u
  where u.workspace_id = $1 and u.member_id = $3 and u.conversation_id = c.id and u.unread))`

function unreadToo({ unread }: ListFilter): string {
  return unread ? `and ${UNREAD}` : ''
}

function walk(
  from: string,
  key: string,
  where: string,
  ascending: boolean,
  after: string,
  column = key,
): Walk {
  const place = after && `and (${column}, ${idOf(from)}) ${after}`
  const number = key === 'm.pin' ? key : `extract(epoch from ${key})::double precision`
  return { from, where: `${where} ${place}`, key, number, ascending }
}

// The index of labels is in the order of its own ids.
function idOf(from: string): string {
  return from === LABELLED ? 'l.conversation_id' : 'c.id'
}

type Value = (of: unknown) => string

function position({ at, id }: ListPosition, ascending: boolean, value: Value): string {
  const type = typeof at === 'number' ? 'double precision' : 'timestamptz'
  return `${ascending ? '>' : '<'} (${value(at)}::${type}, ${value(id)}::uuid)`
}

function conditions(filter: ListFilter, value: Value): string {
  const { section, unresponded, assigneeId, lineId, since, until } = filter
  return [
    'c.workspace_id = $1 and c.inbox_id = i.id and c.shelf = $4',
    section === 'unassigned' && 'c.assignee_id is null',
    section === 'mine' && 'c.assignee_id = $3',
    section === 'others' && 'c.assignee_id is not null and c.assignee_id <> $3',
    unresponded && 'c.waiting_since is not null',
    assigneeId !== undefined && `c.assignee_id = ${value(assigneeId)}`,
    lineId !== undefined && `c.line_id = ${value(lineId)}`,
    since !== undefined && `c.last_activity_at >= ${value(since)}`,
    until !== undefined && `c.last_activity_at < ${value(until)}`,
  ]
    .filter(Boolean)
    .join(' and ')
}
