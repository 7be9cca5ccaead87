import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql, statement } from '#db/sql.ts'
import { companyLabel } from '#features/contact/contact.ts'
import { instant } from '#kit/time.ts'
import type { Reach } from '#sync/synced.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, type World } from '#test/world.ts'
import { MOST_COUNTED } from '#v1/page.ts'
import { conversationList } from './conversation.v1.ts'
import { listingOf, pageStatement } from './list.v1.server.ts'

const MANY = 6_000
const PAGE = 10

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  await fill()
})
afterAll(() => base.drop())

const HALFWAY = instant(Date.UTC(2026, 0, 1) + (MANY / 2) * 60_000)

test('whatever is asked for and first, a page reads no more than some pages of entries, however many there are', async () => {
  const asked = [
    ...[{}, { status: 'open' }, { unread: 'true' }, { unread: 'false' }, { unresponded: 'true' }],
    ...[{ assignedTo: 'none' }, { company: 'Garcia' }, { company: 'Garcia', unread: 'true' }],
    ...[{ company: 'Garcia', lastActivityAfter: HALFWAY }, { pinned: 'true' }, { pinned: 'false' }],
    ...[{ lastActivityBefore: HALFWAY }, { createdAfter: HALFWAY }],
    ...[{ sort: 'waiting' }, { sort: 'unread' }, { sort: 'updated' }, { sort: 'unread', company: 'Garcia' }],
    ...[{ updatedAfter: HALFWAY }, { updatedBefore: HALFWAY }, { updatedAfter: HALFWAY, status: 'open' }],
  ]
  const read = await Promise.all(asked.map(async (query) => ({ query, rows: await rowsRead(query) })))
  expect(read.filter(({ rows }) => rows > 20 * PAGE)).toEqual([])
})

async function rowsRead(query: Record<string, string>): Promise<number> {
  const input = conversationList.parse({ maxResults: PAGE, ...query })
  const { workspaceId, ada, support, sales } = world
  const reach: Reach = { workspaceId, memberId: ada, inboxIds: new Set([support.id, sales.id]) }
  return inWorkspace(base.db, workspaceId, async (tx) => {
    const listing = await listingOf(tx, reach, input)
    if (!listing.ok) throw new Error(listing.error.code)
    const { text, values } = pageStatement(listing.value, null, PAGE + 1)
    const [plan] = await tx.rows(
      statement<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (analyze, format json) ${text}`, values),
    )
    return plan?.['QUERY PLAN'].reduce((sum, { Plan }) => sum + readBy(Plan), 0) ?? MOST_COUNTED
  })
}

type Node = { 'Node Type': string; 'Actual Rows': number; 'Actual Loops': number; Plans?: Node[] } & Partial<
  Record<'Rows Removed by Filter' | 'Rows Removed by Index Recheck', number>
>

/** The entries of tables and indexes that were looked at. */
function readBy(node: Node): number {
  const below = (node.Plans ?? []).reduce((sum, one) => sum + readBy(one), 0)
  if (!/^(Seq|Index|Index Only|Bitmap Heap|Bitmap Index) Scan$/.test(node['Node Type'])) return below
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return below + (node['Actual Rows'] + removed) * node['Actual Loops']
}

// One a minute; every third is something of each kind.
async function fill(): Promise<void> {
  const { workspaceId, ada, support } = world
  await inWorkspace(base.db, workspaceId, async (tx) => {
    await tx.rows(
      sql`with known as (
          insert into contact (workspace_id, id, created_at, updated_at)
          values (${workspaceId}, gen_random_uuid(), now(), now()) returning id
        ) insert into conversation (workspace_id, id, inbox_id, line_id, contact_id, participants, display, status,
          unread, item_seq, preview, last_activity_at, created_at, updated_at, waiting_since, assignee_id)
        select ${workspaceId}, gen_random_uuid(), ${support.id}, ${support.line.id}, known.id,
          array['+1415' || (1000000 + n)], '', case when n % 5 = 0 then 'done' else 'open' end, n % 3 = 0, 0, '{}',
          at, at, at, case when n % 3 = 1 then at end, case when n % 3 = 2 then ${ada}::uuid end
        from known, generate_series(1, ${MANY}::int) as n,
          lateral (select timestamptz '2026-01-01Z' + n * interval '1 minute' as at) t`,
    )
    await tx.rows(
      sql`insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
        select workspace_id, id, ${companyLabel('Garcia')}, inbox_id, shelf, last_activity_at from conversation
        where workspace_id = ${workspaceId} and right(participants[1], 1) in ('3', '6', '9')`,
    )
  })
  await ownerRows(base.db, sql`analyze conversation, conversation_label`)
}
