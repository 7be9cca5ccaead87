import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '#db/sql.ts'
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

const refused = (error: string) => ({ ok: false, error })
const done = { ok: true, value: null }

test('INB-4: the team’s segment is changed and removed by who made it, and by nobody else who answers', async () => {
  const { ada, ben } = world
  const id = uuidv7()
  expect(await save(ben, { id, name: 'Urgent', forTeam: true })).toEqual(done)
  await desk.rows(sql`update member set role = 'member' where id = ${ada}`)
  for (const change of [{ name: 'Mine now' }, { forTeam: false }])
    expect(await save(ada, { id, name: 'Urgent', forTeam: true, ...change })).toEqual(
      refused('not-segment-maker'),
    )
  expect(await desk.run(ada, 'segment.remove', { id })).toEqual(refused('not-segment-maker'))
  expect(await segments()).toEqual([{ name: 'Urgent', ownerId: null, makerId: ben }])
  expect(await save(ben, { id, name: 'Very urgent', forTeam: true })).toEqual(done)
  expect(await desk.run(ben, 'segment.remove', { id })).toEqual(done)
  expect(await segments()).toEqual([])
})

test('INB-4: who manages the workspace changes and removes a team’s segment, and never takes it as their own', async () => {
  const { ada, ben } = world
  const id = uuidv7()
  await save(ben, { id, name: 'Urgent', forTeam: true })
  for (const role of ['owner', 'admin']) {
    await desk.rows(sql`update member set role = ${role} where id = ${ada}`)
    expect(await save(ada, { id, name: 'Urgent', forTeam: false })).toEqual(refused('segment-of-team'))
    expect(await save(ada, { id, name: `For the ${role}`, forTeam: true })).toEqual(done)
    expect(await segments()).toEqual([{ name: `For the ${role}`, ownerId: null, makerId: ben }])
  }
  expect(await desk.run(ada, 'segment.remove', { id })).toEqual(done)
})

test('INB-4: one’s own segment is given to the team and taken back by its maker, and hidden from everybody else', async () => {
  const { ada, ben } = world
  const id = uuidv7()
  await save(ben, { id, name: 'Mine', forTeam: false })
  expect(await desk.run(ada, 'segment.remove', { id })).toEqual(refused('not-found'))
  for (const forTeam of [true, false]) {
    expect(await save(ben, { id, name: 'Mine', forTeam })).toEqual(done)
    expect(await segments()).toEqual([{ name: 'Mine', ownerId: forTeam ? null : ben, makerId: ben }])
  }
})

test('INB-4: who removed a segment has it back for a moment, as its maker’s; what becomes of a team’s is in the audit log', async () => {
  const { ada, ben } = world
  const [id, own] = [uuidv7(), uuidv7()]
  const back = (who: string) => desk.run(who, 'segment.restore', { id })
  await save(ben, { id, name: 'Urgent', forTeam: true })
  await save(ben, { id, name: 'Very urgent', forTeam: true })
  await desk.run(ada, 'segment.remove', { id })
  expect(await back(ben)).toEqual(refused('not-found'))
  expect(await back(ada)).toEqual(done)
  expect(await segments()).toEqual([{ name: 'Very urgent', ownerId: null, makerId: ben }])
  expect(await save(ben, { id, name: 'Very urgent', forTeam: false })).toEqual(done)
  await save(ben, { id: own, name: 'Mine', forTeam: false })
  await desk.run(ben, 'segment.remove', { id: own })
  await desk.run(ben, 'segment.remove', { id })
  await desk.rows(sql`update removal set removed_at = now() - interval '2 minutes'`)
  expect(await back(ben)).toEqual(refused('not-found'))
  const lines = await desk.rows(
    sql`select action, actor_id as by, detail from audit where action like 'segment.%' order by seq`,
  )
  expect(lines).toEqual([
    {
      action: 'segment.changed',
      by: ben,
      detail: { name: 'Very urgent', from: 'Urgent', to: 'Very urgent' },
    },
    { action: 'segment.removed', by: ada, detail: { name: 'Very urgent' } },
    { action: 'segment.restored', by: ada, detail: { name: 'Very urgent' } },
    { action: 'segment.taken', by: ben, detail: { name: 'Very urgent' } },
  ])
})

test('INB-4: a segment of an inbox that one has left meanwhile does not come back', async () => {
  const { ben, ada, support } = world
  const id = uuidv7()
  await save(ben, { id, name: 'Urgent', forTeam: true })
  await desk.run(ben, 'segment.remove', { id })
  await desk.run(ada, 'inbox.set-member', { inboxId: support.id, memberId: ben, role: null })
  expect(await desk.run(ben, 'segment.restore', { id })).toEqual(refused('not-found'))
  expect(await segments()).toEqual([])
})

function save(by: string, about: { id: string; name: string; forTeam: boolean }) {
  const filter = { inboxId: world.support.id, shelf: 'open' }
  return desk.run(by, 'segment.save', { ...about, filter, position: 1 })
}

function segments() {
  return desk.rows(
    sql`select name, owner_id as "ownerId", maker_id as "makerId" from segment
      where workspace_id = ${world.workspaceId}`,
  )
}
