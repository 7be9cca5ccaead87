import { type Statement, statement } from '#db/sql.ts'
import { contactType } from '#features/contact/contact.ts'
import { ok, refuse } from '#kit/result.ts'
import { answered } from '#sync/query.server.ts'
import type { Answer } from '#sync/query.ts'
import { fieldsOf, type Reach, type SyncedRow } from '#sync/synced.ts'
import { columnOf, selected } from '#sync/table.server.ts'
import { listQuery } from './conversation.api.ts'
import { type Conversation, conversationType, type Shelf } from './conversation.ts'
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

/** The page after `last` as the screens show it: each row with its contact and what the member has of it. */
export function pageOf(
  reach: Reach,
  { inboxId, shelf, ...filter }: ListFilter,
  last: ListPosition | null,
  limit: number,
): Statement<JoinedRow> {
  const inboxIds = inboxId === null ? [...reach.inboxIds] : [inboxId]
  const { text, values } = listed({ reach, inboxIds, shelves: [shelf], filter, pins: 'above' }, last, limit)
  return statement(
    `${text} select ${CONVERSATION}, ${CONTACT}, ${MINE} from ${PAGE}
    join contact k on ${SAME_CONTACT}
    left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
    ${IN_ORDER}`,
    values,
  )
}

/** What a list is of. */
export type Listing = {
  reach: Reach
  inboxIds: readonly string[]
  shelves: readonly Shelf[]
  /** `updated`: what was changed last comes first. */
  filter: Omit<ListFilter, 'inboxId' | 'shelf' | 'sort'> & {
    sort?: ListFilter['sort'] | 'updated'
  }
  /** What is pinned stands above the rest, or is all there is, or is left out; without this it is among the rest. */
  pins?: 'above' | 'only' | 'without' | undefined
  /** What else each must be: SQL over conversation `c` and inbox `b`. */
  also?(value: Value): string[]
  /** Of these it must be one, and each is a walk of its own: an index can follow each of them, but not all at once. */
  either?: readonly string[]
}

type Value = (of: unknown) => string

/**
 * The parts of a list one after the other, each no longer than the page: inbox by inbox one walk of the index that
 * holds just these rows in just this order, so that a page costs the same however many conversations there are.
 * Answers SQL that defines `listed`, whose parameters are the workspace, inboxes, member, shelf, limit and more.
 */
export function listed(
  { reach, inboxIds, shelves, filter, pins, also = () => [], either = [''] }: Listing,
  last: ListPosition | null,
  limit: number,
): { text: string; values: unknown[] } {
  const shelf = shelves.length === 1 ? shelves[0] : shelves
  const values: unknown[] = [reach.workspaceId, inboxIds, reach.memberId, shelf, limit]
  const value = (of: unknown) => `$${values.push(of)}`
  const place =
    shelves.length === 1 ? { places: INBOXES, shelf: '$4' } : { places: SHELVED, shelf: 's.shelf' }
  const range = rangeOf(filter, value)
  const look: Look = {
    ...{ filter, range, shelf: place.shelf },
    where: all(`c.inbox_id = i.id and c.shelf = ${place.shelf}`, conditions(filter, value), ...also(value)),
    unpinned: pins === 'above' || pins === 'without' ? `c.pinned_at is null and ${NOT_MINE}` : '',
    labels: labelsOf(filter).map(value),
  }
  const parts: readonly Part[] = PARTS_BY_PINS[pins ?? 'without']
  const from = last ? Math.max(0, parts.indexOf(last.part)) : 0
  const walks = parts.slice(from).flatMap((part) => {
    const ascending = isAscending(part, filter)
    const after = last?.part === part ? position(last, ascending, value) : undefined
    return walksOf(part, look).flatMap((walk) =>
      either.map((one) => inOrder(walk, { part, ascending, after, places: place.places, one })),
    )
  })
  const text = `with mine as materialized (
      select conversation_id from conversation_member
      where workspace_id = $1 and member_id = $3 and pin is not null
    ), listed as (${walks.join(' union all ')})`
  return { text, values }
}

const PARTS_BY_PINS = {
  above: PARTS,
  only: ['mine', 'pinned'],
  without: ['first', 'rest'],
} as const satisfies Record<NonNullable<Listing['pins']>, readonly Part[]>

const INBOXES = 'unnest($2::uuid[]) as i(id) join inbox b on b.workspace_id = $1 and b.id = i.id'
const SHELVED = `${INBOXES} cross join unnest($4::text[]) as s(shelf)`

/** SQL: the page's conversations `c`, and where they stand in the list. */
export const PAGE = `(
    select id, part, at, ascending from listed
    order by part, case when ascending then at else -at end, case when ascending then id end,
      case when not ascending then id end desc limit $5) listed
  join conversation c on c.workspace_id = $1 and c.id = listed.id`
export const IN_ORDER = `order by listed.part, case when listed.ascending then listed.at else -listed.at end,
  case when listed.ascending then c.id end, case when not listed.ascending then c.id end desc`

type Part = ListPosition['part']

/** What the walks of a list ask. */
type Look = {
  filter: Listing['filter']
  shelf: string
  where: string
  /** Where pins stand elsewhere: that it is none of them. */
  unpinned: string
  labels: string[]
  /** When something happened last, said of this column. */
  range(column: string): string
}

/** Conversations of one inbox and shelf, and the column that an index has them in order by. */
type Walk = { from: string; key: string; where: string }

function walksOf(part: Part, look: Look): Walk[] {
  const { where, labels, filter } = look
  const found = all(where, look.range('c.last_activity_at'), filter.unread && UNREAD, ...labels.map(labelled))
  if (part === 'mine') return [{ from: JOINED_MEMBER, key: 'm.pin', where: all(MY_PIN, found) }]
  if (part === 'pinned')
    return [
      { from: CONVERSATIONS, key: 'c.pinned_at', where: all('c.pinned_at is not null', NOT_MINE, found) },
    ]
  if (filter.sort === 'updated')
    return part === 'rest'
      ? [{ from: CONVERSATIONS, key: 'c.updated_at', where: all(found, look.unpinned) }]
      : []
  if (part === 'rest') return byActivity(look, filter.sort && NOT_FIRST[filter.sort], filter.unread === true)
  if (filter.sort === 'unread') return byActivity(look, '', true)
  if (filter.sort !== 'waiting') return []
  return [{ from: CONVERSATIONS, key: 'c.waiting_since', where: all(WAITS, found, look.unpinned) }]
}

function byActivity(look: Look, besides: string | undefined, unread: boolean): Walk[] {
  const where = all(look.where, look.range('c.last_activity_at'), look.unpinned, besides)
  const [label, ...labels] = look.labels
  if (label !== undefined) {
    const key = 'l.last_activity_at'
    const first = `l.workspace_id = $1 and l.label = ${label} and l.inbox_id = i.id and l.shelf = ${look.shelf}`
    const others = labels.map(labelled)
    return [{ from: LABELLED, key, where: all(first, look.range(key), where, unread && UNREAD, ...others) }]
  }
  const key = 'c.last_activity_at'
  if (!unread) return [{ from: CONVERSATIONS, key, where }]
  return [
    { from: CONVERSATIONS, key, where: all(UNREAD_BY_TEAM, where) },
    { from: JOINED_MEMBER, key, where: all(UNREAD_BY_ME, where) },
  ]
}

const CONVERSATIONS = 'conversation c'
const JOINED_MEMBER = `conversation_member m
  join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id`
const LABELLED = `conversation_label l
  join conversation c on c.workspace_id = l.workspace_id and c.id = l.conversation_id`
const MY_PIN = 'm.workspace_id = $1 and m.member_id = $3 and m.pin is not null'
const NOT_MINE = 'c.id <> all (array(select conversation_id from mine))'
/** SQL of `waitsSince`. */
export const WAITS = `(c.waiting_since is not null and c.shelf <> 'spam')`
const UNREAD_BY_TEAM = `b.unread_mode = 'team' and c.unread`
const UNREAD_BY_ME = `m.workspace_id = $1 and m.member_id = $3 and m.inbox_id = i.id and m.unread
  and not (${UNREAD_BY_TEAM})`
/** SQL of `isUnread`, for the member `$3`. */
export const UNREAD = `((${UNREAD_BY_TEAM}) or exists (select from conversation_member u
  where u.workspace_id = $1 and u.member_id = $3 and u.conversation_id = c.id and u.unread))`
const NOT_FIRST = { newest: '', waiting: `not ${WAITS}`, unread: `not ${UNREAD}` }

function labelled(label: string): string {
  return `exists (select from conversation_label o
    where o.workspace_id = $1 and o.conversation_id = c.id and o.label = ${label})`
}

type Order = { part: Part; ascending: boolean; after: string | undefined; places: string; one: string }

// Enough is enough: nobody's page is longer, and a walk that is never left behind costs nothing.
function inOrder({ from, key, where }: Walk, { part, ascending, after, places, one }: Order): string {
  // The index of labels is in the order of its own ids.
  const id = from === LABELLED ? 'l.conversation_id' : 'c.id'
  const direction = ascending ? '' : 'desc'
  const at = key === 'm.pin' ? key : `extract(epoch from ${key})::double precision`
  const behind = after && `(${key}, ${id}) ${after}`
  return `(select w.id, ${PARTS.indexOf(part)} as part, w.at, ${ascending} as ascending from ${places}
    cross join lateral (select c.id, ${at} as at from ${from} where c.workspace_id = $1 and ${all(where, one, behind)}
      order by ${key} ${direction}, ${id} ${direction} limit $5) w)`
}

function position({ at, id }: ListPosition, ascending: boolean, value: Value): string {
  const type = typeof at === 'number' ? 'double precision' : 'timestamptz'
  return `${ascending ? '>' : '<'} (${value(at)}::${type}, ${value(id)}::uuid)`
}

function conditions(filter: Listing['filter'], value: Value): string {
  const { section, unresponded, assigneeId, lineId } = filter
  return all(
    section === 'unassigned' && 'c.assignee_id is null',
    section === 'mine' && 'c.assignee_id = $3',
    section === 'others' && 'c.assignee_id is not null and c.assignee_id <> $3',
    unresponded && WAITS,
    assigneeId !== undefined && `c.assignee_id = ${value(assigneeId)}`,
    lineId !== undefined && `c.line_id = ${value(lineId)}`,
  )
}

function rangeOf({ since, until }: Listing['filter'], value: Value): Look['range'] {
  const [from, to] = [since && value(since), until && value(until)]
  return (column) => all(from && `${column} >= ${from}`, to && `${column} < ${to}`)
}

function all(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' and ')
}
