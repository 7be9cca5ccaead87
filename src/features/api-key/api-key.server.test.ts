import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import { apiKeyTable, createApiKey, findApiKey, noteUse } from './api-key.server.ts'
import { makeApiKey } from './api-key.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  desk = deskOf(world)
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

test('a key that has expired opens nothing, and one for some inboxes reaches no other', async () => {
  const { core, workspaceId, ada, support, sales } = world
  const expiresAt = new Date(Date.now() - 1).toISOString()
  const old = await createApiKey(core, workspaceId, { name: 'Shop', memberId: ada, expiresAt })
  expect(await findApiKey(base.db, old.key)).toBeUndefined()
  const some = { name: 'Shop', memberId: ada, inboxIds: [sales.id, uuidv7()] }
  const { key } = await createApiKey(core, workspaceId, some)
  expect((await findApiKey(base.db, key))?.reach.inboxIds).toEqual(new Set([sales.id]))
  // What its maker no longer reaches, it does not reach either, and it does not reach more instead.
  await rows(sql`delete from inbox_member where member_id = ${ada} and inbox_id = ${sales.id}`)
  expect((await findApiKey(base.db, key))?.reach.inboxIds).toEqual(new Set())
  const back = sql`insert into inbox_member (workspace_id, id, inbox_id, member_id, role)
    values (${workspaceId}, pair_id(${sales.id}, ${ada}), ${sales.id}, ${ada}, 'agent')`
  await rows(back)
  expect((await desk.reach(ada)).inboxIds).toEqual(new Set([support.id, sales.id]))
})

function newKey(limits: object = {}) {
  const keySha256 = createHash('sha256').update(uuidv7()).digest('hex')
  return { id: uuidv7(), name: 'Shop', keySha256, scopes: null, inboxIds: null, expiresAt: null, ...limits }
}

test('a key that an owner makes in a browser opens the workspace, and its text was never sent', async () => {
  const key = makeApiKey(world.workspaceId, randomBytes(32))
  const keySha256 = createHash('sha256').update(key).digest('hex')
  const input = newKey({ keySha256, scopes: ['messages:write'], inboxIds: [world.support.id] })
  expect(await desk.run(world.ada, 'api-key.create', input)).toEqual({ ok: true, value: null })
  expect(await findApiKey(base.db, key)).toMatchObject({
    ...{ keyId: input.id, actor: { type: 'api', id: world.ada }, scopes: ['messages:write'] },
    reach: { memberId: world.ada, inboxIds: new Set([world.support.id]) },
  })
  expect(await logOf(input.id)).toEqual([
    { action: 'api-key.created', detail: { name: 'Shop', scopes: ['messages:write'], inboxes: 1 } },
  ])
  expect(await desk.run(world.ada, 'api-key.revoke', { id: input.id })).toEqual({ ok: true, value: null })
  expect(await findApiKey(base.db, key)).toBeUndefined()
  expect((await logOf(input.id)).map(({ action }) => action)).toEqual(['api-key.created', 'api-key.revoked'])
  expect(await desk.run(world.ada, 'api-key.revoke', { id: input.id })).toEqual({
    ok: false,
    error: 'not-found',
  })
})

function logOf(id: string) {
  return rows(
    sql<{
      action: string
      detail: object
    }>`select action, detail from audit where subject_id = ${id} order by seq`,
  )
}

test('AD-3: members neither make, see nor revoke keys, and nobody makes one for more than they reach', async () => {
  const { ada, ben, support, sales } = world
  const { id } = await keyOf(ada)
  expect(await desk.run(ben, 'api-key.create', newKey())).toEqual({ ok: false, error: 'not-allowed' })
  expect(await desk.run(ben, 'api-key.revoke', { id })).toEqual({ ok: false, error: 'not-found' })
  const seen = async (memberId: string) => {
    const reach = await desk.reach(memberId)
    return inWorkspace(base.db, world.workspaceId, (tx) => loadRows(tx, apiKeyTable, [id], reach))
  }
  expect(await seen(ben)).toEqual([])
  expect(await seen(ada)).toMatchObject([{ id, name: 'Shop', createdBy: ada, lastUsedAt: null }])
  await rows(sql`update member set role = 'admin' where id = ${ben}`)
  const { inboxIds: his } = await desk.reach(ben)
  const notHis = [support, sales].flatMap((inbox) => (his.has(inbox.id) ? [] : inbox.id))
  expect(notHis).toHaveLength(1)
  const wrong = [
    [{ inboxIds: notHis }, 'not-found'],
    [{ inboxIds: [] }, 'invalid-input'],
    [{ scopes: [] }, 'invalid-input'],
    [{ scopes: ['everything'] }, 'invalid-input'],
    [{ name: '  ' }, 'invalid-input'],
    [{ keySha256: 'short' }, 'invalid-input'],
    [{ expiresAt: '2020-01-01T00:00:00.000Z' }, 'in-the-past'],
  ] as const
  for (const [limits, error] of wrong)
    expect(await desk.run(ben, 'api-key.create', newKey(limits))).toEqual({ ok: false, error })
  expect(await desk.run(ben, 'api-key.create', newKey())).toMatchObject({ ok: true })
  await rows(sql`update member set role = 'member' where id = ${ben}`)
})

test('when a key was last used is written down at most once a minute, by one of many, and its readers hear of it', async () => {
  const { id, key } = await keyOf(world.ada)
  const found = await findApiKey(base.db, key)
  if (!found) throw new Error('The key opens nothing')
  expect(found.stale).toBe(true)
  const use = () => Promise.all(Array.from({ length: 20 }, () => noteUse(world.core, found)))
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
  expect((await findApiKey(base.db, key))?.stale).toBe(false)
  const heard = await rows(
    sql<{ audience: string }>`select audience from change where type = 'api_key' and ids = ${[id]}`,
  )
  // When it was made, and when it was used.
  expect(heard.map(({ audience }) => audience)).toEqual([world.ada, world.ada])
  await use()
  expect(await written()).toEqual(first)
  await rows(sql`update api_key set last_used_at = now() - interval '2 minutes' where id = ${id}`)
  await use()
  expect((await written())[0]?.at).not.toBe(first[0]?.at)
})
