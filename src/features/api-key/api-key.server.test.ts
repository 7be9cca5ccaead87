import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, type World } from '#test/world.ts'
import { createApiKey, findApiKey } from './api-key.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

function keyOf(memberId: string) {
  return createApiKey(world.core, world.workspaceId, { name: 'Shop', memberId })
}

function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
  return inWorkspace(base.db, world.workspaceId, (tx) => tx.rows(statement))
}

test('a key acts for its maker and reaches what they reach at that moment', async () => {
  const { id, key } = await keyOf(world.ben)
  const inbox = (inboxId: string) => ({ reach: { memberId: world.ben, inboxIds: new Set([inboxId]) } })
  const who = { keyId: id, actor: { type: 'api', id: world.ben } }
  expect(await findApiKey(base.db, key)).toMatchObject({ ...who, ...inbox(world.support.id) })
  await rows(sql`update inbox_member set inbox_id = ${world.sales.id} where member_id = ${world.ben}`)
  expect(await findApiKey(base.db, key)).toMatchObject({ ...who, ...inbox(world.sales.id) })
})

test('the key itself is nowhere in the database', async () => {
  const { id, key } = await keyOf(world.ada)
  const [kept] = await rows(sql<object>`select to_jsonb(k)::text as row from api_key k where id = ${id}`)
  expect(JSON.stringify(kept)).not.toContain(key.slice(22))
  expect(JSON.stringify(await rows(sql`select data from event`))).not.toContain(key.slice(22))
})

test('a key of another workspace, a changed, a revoked and an orphaned one open nothing', async () => {
  const { id, key } = await keyOf(world.cleo)
  const other = await createWorld(base.db)
  const elsewhere = await createApiKey(other.core, other.workspaceId, { name: 'Shop', memberId: other.ada })
  for (const wrong of [`${key.slice(0, 22)}${elsewhere.key.slice(22)}`, `${key.slice(0, -1)}!`, ''])
    expect(await findApiKey(base.db, wrong)).toBeUndefined()
  await rows(sql`update member set removed_at = now() where id = ${world.cleo}`)
  expect(await findApiKey(base.db, key)).toBeUndefined()
  await rows(sql`update member set removed_at = null where id = ${world.cleo}`)
  expect(await findApiKey(base.db, key)).toBeDefined()
  await rows(sql`update api_key set revoked_at = now() where id = ${id}`)
  expect(await findApiKey(base.db, key)).toBeUndefined()
})

test('when a key was last used is written down at most once a minute, by one of many', async () => {
  const { id, key } = await keyOf(world.ada)
  const use = () => Promise.all(Array.from({ length: 20 }, () => findApiKey(base.db, key)))
  const written = () =>
    rows(
      sql<{
        at: string
        version: string
      }>`select last_used_at as at, xmin::text as version from api_key where id = ${id}`,
    )
  await use()
  const first = await written()
  expect(first[0]?.at).not.toBeNull()
  await use()
  expect(await written()).toEqual(first)
  await rows(sql`update api_key set last_used_at = now() - interval '2 minutes' where id = ${id}`)
  await use()
  expect((await written())[0]?.at).not.toBe(first[0]?.at)
})
