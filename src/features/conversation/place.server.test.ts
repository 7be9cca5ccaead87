import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { participantsKey } from './place.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

test('the database and the program write the key of participants alike', async () => {
  for (const participants of [[DORA], [DORA, '22395'], ['MYBANK', 'B & C', '+34612345678']]) {
    const row = await inWorkspace(base.db, world.workspaceId, (tx) =>
      tx.one(sql<{ key: string }>`select participants_key(${participants}) as key`),
    )
    expect(row?.key).toBe(participantsKey(participants))
  }
})

test('under row-level security a conversation is still found by its participants through the index', async () => {
  const plan = await inWorkspace(base.db, world.workspaceId, async (tx) => {
    await tx.rows(sql`set local enable_seqscan = off`)
    await fillSupport(tx)
    return tx.rows(
      sql<object>`explain select id from conversation where workspace_id = ${world.workspaceId}
        and line_id = ${world.support.line.id} and participants_key = ${participantsKey([DORA])}`,
    )
  })
  expect(JSON.stringify(plan)).toMatch(/Index Cond: [^"]*participants_key = /)
})

// So many that no other way to one of them looks as short.
async function fillSupport(tx: Transaction): Promise<void> {
  const { workspaceId, support } = world
  await tx.rows(
    sql`with known as (
        insert into contact (workspace_id, id, created_at, updated_at)
        values (${workspaceId}, gen_random_uuid(), now(), now()) returning id
      ) insert into conversation (workspace_id, id, inbox_id, line_id, contact_id, participants, display, status,
        unread, item_seq, preview, last_activity_at, created_at, updated_at)
      select ${workspaceId}, gen_random_uuid(), ${support.id}, ${support.line.id}, known.id, array['+1415' || n], '',
        'open', false, 0, '{}', now(), now(), now() from known, generate_series(1000000, 1003000) as n`,
  )
}
