import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { untagAll } from '#features/conversation/untag.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk

beforeAll(async () => {
  base = await testDatabase()
})
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
})
afterAll(() => base.drop())

const DONE = { ok: true, value: null }
const TAKEN = { ok: false, error: 'tag-name-taken' }

test('CH-9: no two tags are called the same, in capitals or not, and a tag keeps its own name', async () => {
  const { ada, ben } = world
  const [vip, wheel] = [uuidv7(), uuidv7()]
  expect(await save(ada, vip, 'VIP')).toEqual(DONE)
  expect(await save(ben, uuidv7(), ' vip ')).toEqual(TAKEN)
  expect(await save(ben, wheel, 'Wheel')).toEqual(DONE)
  expect(await save(ben, wheel, 'vIP')).toEqual(TAKEN)
  expect(await save(ada, vip, 'Vip', 'red')).toEqual(DONE)
  expect(await tags()).toEqual([
    { name: 'Vip', color: 'red' },
    { name: 'Wheel', color: 'blue' },
  ])
})

test('CH-9: of those who choose the same name in the same moment one gets it', async () => {
  const { ada, ben } = world
  const tried = await Promise.all([ada, ben, ada, ben].map((who) => save(who, uuidv7(), 'Rental')))
  expect(tried.filter(({ ok }) => ok)).toHaveLength(1)
  expect(tried.filter(({ ok }) => !ok)).toEqual([TAKEN, TAKEN, TAKEN])
  expect(await tags()).toHaveLength(1)
})

test('CH-9: another workspace has names of its own', async () => {
  const other = await createWorld(base.db)
  expect(await save(world.ada, uuidv7(), 'VIP')).toEqual(DONE)
  expect(
    await deskOf(other).run(other.ada, 'tag.save', { id: uuidv7(), name: 'VIP', color: 'gray' }),
  ).toEqual(DONE)
})

test('CH-9: a tag is changed and removed by who made it, and by who manages the workspace, and by nobody else', async () => {
  const { ada, ben } = world
  const [bens, nobodys] = [uuidv7(), uuidv7()]
  const refused = { ok: false, error: 'not-tag-maker' }
  await save(ben, bens, 'Wheel')
  await save(ada, nobodys, 'VIP')
  await desk.rows(sql`update tag set maker_id = null where id = ${nobodys}`)
  expect(await save(ben, nobodys, 'Vip')).toEqual(refused)
  expect(await desk.run(ben, 'tag.remove', { id: nobodys })).toEqual(refused)
  expect(await save(ben, bens, 'Wheels')).toEqual(DONE)
  for (const role of ['owner', 'admin']) {
    await desk.rows(sql`update member set role = ${role} where id = ${ada}`)
    for (const id of [bens, nobodys]) expect(await save(ada, id, `${role} ${id.slice(-8)}`)).toEqual(DONE)
  }
  await desk.rows(sql`update member set role = 'member' where id = ${ada}`)
  expect(await save(ada, bens, 'Mine')).toEqual(refused)
  expect(await desk.run(ada, 'tag.remove', { id: bens })).toEqual(refused)
  expect(await desk.run(ben, 'tag.remove', { id: bens })).toEqual(DONE)
  expect(await tags()).toHaveLength(1)
})

test('CH-9: who removed a tag can have it back for a moment, as it was and wherever it was, and nobody else', async () => {
  const { ada, ben, core, workspaceId } = world
  const id = uuidv7()
  const untag = () => untagAll(core, { workspaceId, tagId: id })
  const back = (who: string) => desk.run(who, 'tag.restore', { id })
  const lost = { ok: false, error: 'not-found' }
  const conversation = await desk.receive('It is bent')
  await save(ben, id, 'Wheel', 'red')
  await desk.run(ben, 'conversation.tag', { ids: [conversation], tagId: id, on: true })
  expect(await back(ada)).toEqual(lost)
  expect(await desk.run(ada, 'tag.remove', { id })).toEqual(DONE)
  expect(await back(ben)).toEqual(lost)
  expect(await back(ada)).toEqual(DONE)
  await untag()
  expect(await tagged()).toEqual([{ name: 'Wheel', color: 'red', makerId: ben }])
  expect(await back(ada)).toEqual(lost)

  await desk.run(ben, 'tag.remove', { id })
  await save(ada, uuidv7(), 'wheel')
  expect(await back(ben)).toEqual(TAKEN)
  await desk.rows(sql`update removal set removed_at = now() - interval '2 minutes'`)
  expect(await back(ben)).toEqual(lost)
  await untag()
  expect(await tagged()).toEqual([])
  expect(await desk.rows(sql`select id from removal`)).toEqual([])

  function tagged() {
    return desk.rows(
      sql`select t.name, t.color, t.maker_id as "makerId" from conversation c
        join tag t on t.workspace_id = c.workspace_id and t.id = any(c.tag_ids)
        where c.workspace_id = ${workspaceId} and c.id = ${conversation}`,
    )
  }
})

test('CH-9: what becomes of a tag is in the audit log; that it was made is not', async () => {
  const { ada } = world
  const id = uuidv7()
  await save(ada, id, 'Wheel')
  await save(ada, id, 'Wheel')
  await save(ada, id, 'Wheels', 'red')
  for (const command of ['tag.remove', 'tag.restore']) await desk.run(ada, command, { id })
  const lines = await desk.rows(
    sql`select action, detail from audit where subject_id = ${id} and actor_id = ${ada} order by seq`,
  )
  expect(lines).toEqual([
    { action: 'tag.changed', detail: { name: 'Wheels', from: 'Wheel', to: 'Wheels', color: 'red' } },
    { action: 'tag.removed', detail: { name: 'Wheels' } },
    { action: 'tag.restored', detail: { name: 'Wheels' } },
  ])
})

function save(who: string, id: string, name: string, color = 'blue') {
  return desk.run(who, 'tag.save', { id, name, color })
}

function tags(): Promise<{ name: string; color: string }[]> {
  return ownerRows(
    base.db,
    sql<{
      name: string
      color: string
    }>`select name, color from tag where workspace_id = ${world.workspaceId} order by name`,
  )
}
