import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import { reachableLines } from '#features/line/line.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { tagNamed } from '#features/tag/tag.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import type { Reach } from '#sync/synced.ts'
import { endpoint } from '#v1/endpoint.server.ts'
import { NOBODY } from '#v1/fields.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import { SHELVES, type Shelf } from './conversation.ts'
import {
  type ConversationList,
  type ConversationRow,
  conversationList,
  toWireConversation,
  type WireConversation,
} from './conversation.v1.ts'
import { IN_ORDER, type Listing, listed, PAGE, UNREAD, WAITS } from './list.server.ts'
import { type ListPosition, PARTS } from './list.ts'
import { ROW, WITH_OTHERS } from './row.v1.server.ts'

/** `GET /v1/conversations` */
export const listConversations = endpoint(
  {
    ...{ method: 'GET', url: '/conversations', resource: 'conversations', scope: 'conversations:read' },
    ...{ from: 'query', input: conversationList },
  },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const listing = await listingOf(tx, reach, input)
      return listing.ok ? ok(await pageWithin(tx, listing.value, input)) : listing
    }),
)

// Where the list looks: what the caller reaches, the user too, and of it these numbers.
export async function listingOf(
  tx: Transaction,
  reach: Reach,
  input: ConversationList,
): Promise<Result<Listing>> {
  const { userId, tag, phoneNumber } = input
  const phoneNumbers = input.phoneNumbers ?? (phoneNumber === undefined ? undefined : [phoneNumber])
  const shared = userId === undefined ? [...reach.inboxIds] : await sharedInboxes(tx, reach, userId)
  const inboxIds = shared.filter((id) => input.inbox === undefined || id === input.inbox)
  const tagId = tag === undefined ? undefined : ((await tagNamed(tx, tag)) ?? NOBODY)
  const lines = phoneNumbers && (await reachableLines(tx, reach, phoneNumbers))
  const known = new Set(lines?.flatMap(({ id, address }) => [id, address]))
  if (phoneNumbers?.some((name) => !known.has(name))) return refuse('not-phone-number-user')
  const lineIds = lines?.map(({ id }) => id)
  return ok({
    ...{ reach, inboxIds, shelves: shelvesOf(input), filter: { ...filterOf(input), tagId } },
    pins: input.pinned === undefined ? undefined : input.pinned ? 'only' : 'without',
    also: (value) => conditions(input, lineIds, value),
    // Where nobody is assigned nothing has an assignee, whoever had it before.
    ...(input.assignedTo === 'none' && {
      either: ['b.assignment_mode and c.assignee_id is null', 'not b.assignment_mode'],
    }),
  })
}

async function sharedInboxes(tx: Transaction, reach: Reach, userId: string): Promise<string[]> {
  const theirs = await reachOf(tx, userId)
  return theirs ? [...reach.inboxIds].filter((inboxId) => theirs.inboxIds.has(inboxId)) : []
}

function shelvesOf({ status, excludeInactive }: ConversationList): Shelf[] {
  const active: readonly Shelf[] = excludeInactive ? ['open', 'snoozed'] : SHELVES
  return active.filter((shelf) => status === undefined || shelf === status)
}

// What lists of screens are filtered by too.
function filterOf(input: ConversationList): Listing['filter'] {
  const { unread, unresponded, hasVoicemail, assignedTo, company, property } = input
  const { createdAfter, lastActivityAfter, lastActivityBefore } = input
  return {
    unread: unread || undefined,
    unresponded: unresponded || undefined,
    voicemail: hasVoicemail || undefined,
    assigneeId: assignedTo === 'none' ? undefined : assignedTo,
    ...{ company, property, sort: sortOf(input) },
    // What began after a moment had nothing happen in it before.
    since: [createdAfter ?? '', lastActivityAfter ?? ''].sort().at(-1) || undefined,
    until: lastActivityBefore,
  }
}

// What is to come first, and is not asked for, is not looked for either.
function sortOf({ sort, unread, unresponded, updatedAfter, updatedBefore }: ConversationList) {
  if (sort === undefined) return updatedAfter || updatedBefore ? 'updated' : 'newest'
  const none = (sort === 'unread' && unread === false) || (sort === 'waiting' && unresponded === false)
  return none ? 'newest' : sort
}

function conditions(
  input: ConversationList,
  lineIds: string[] | undefined,
  value: (of: unknown) => string,
): string[] {
  const { createdAfter, createdBefore, updatedAfter, updatedBefore, lastActivityAfter } = input
  const { unread, unresponded, hasVoicemail, assignedTo } = input
  const asked = [
    lineIds && `c.line_id = any(${value(lineIds)})`,
    createdAfter && `c.created_at > ${value(createdAfter)}`,
    createdBefore && `c.created_at < ${value(createdBefore)}`,
    updatedAfter && `c.updated_at > ${value(updatedAfter)}`,
    updatedBefore && `c.updated_at < ${value(updatedBefore)}`,
    lastActivityAfter && `c.last_activity_at > ${value(lastActivityAfter)}`,
    unread === false && `not ${UNREAD}`,
    unresponded === false && `not ${WAITS}`,
    hasVoicemail === false && 'c.voicemails = 0',
    assignedTo !== undefined && assignedTo !== 'none' && 'b.assignment_mode',
  ]
  return asked.filter((part) => typeof part === 'string')
}

async function pageWithin(
  tx: Transaction,
  listing: Listing,
  input: ConversationList,
): Promise<Page<WireConversation>> {
  const rows = await tx.rows(pageStatement(listing, input.pageToken ?? null, input.maxResults + 1))
  return pageOf<ListedRow, WireConversation>(rows, input, {
    item: toWireConversation,
    position: ({ id, part, at }) => {
      const name = PARTS[part]
      return { id, part: name, at: name === 'mine' ? at : instant(Math.round(at * 1_000)) }
    },
    count: async () => (await tx.one(howMany(listing)))?.total ?? 0,
  })
}

/** `part` and `at`: where in the list it stands. */
type ListedRow = ConversationRow & { part: number; at: number }

export function pageStatement(
  listing: Listing,
  last: ListPosition | null,
  limit: number,
): Statement<ListedRow> {
  const { text, values } = listed(listing, last, limit)
  return statement(
    `${text} select listed.part, listed.at, ${ROW} from ${PAGE} ${WITH_OTHERS} ${IN_ORDER}`,
    values,
  )
}

function howMany(listing: Listing): Statement<{ total: number }> {
  const { text, values } = listed(listing, null, MOST_COUNTED)
  return statement(`${text} select count(*)::int as total from (select from listed limit $5) counted`, values)
}
