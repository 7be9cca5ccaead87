import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { TABLES } from '#server/registry.ts'
import { catchUp } from '#sync/feed.server.ts'
import { loadRows, loadVisible } from '#sync/table.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import { draftTable } from './draft.server.ts'
import { draftId } from './rewrite.ts'

const [PHONE, DESKTOP] = [uuidv7(), uuidv7()]

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk
let conversationId: string

beforeAll(async () => {
  base = await testDatabase()
})
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
  conversationId = await desk.receive('When do you open?')
})
afterAll(() => base.drop())

test('a draft is on each of its member’s devices, until it is taken away', async () => {
  const { ada } = world
  const version = uuidv7()
  expect(await write(ada, 'We open at', { version, begunAfter: 1 })).toEqual({ ok: true, value: null })
  expect(await seenBy(ada)).toMatchObject([{ text: 'We open at', begunAfter: 1, kind: 'message' }])
  expect(await write(ada, 'We open at nine', { base: version, device: PHONE })).toMatchObject({ ok: true })
  const [draft] = await seenBy(ada)
  expect(draft).toMatchObject({ text: 'We open at nine', others: [] })
  await write(ada, '', { base: draft?.version ?? null })
  expect(await seenBy(ada)).toEqual([])
  expect(await write(ada, '')).toMatchObject({ ok: true })
})

test('said twice, it is done once, whatever was said in between', async () => {
  const { ada } = world
  const [first, second] = [uuidv7(1), uuidv7(2)]
  await write(ada, 'We', { version: first })
  await write(ada, 'We open', { version: second, base: first })
  const before = await changes()
  await write(ada, 'We', { version: first })
  await write(ada, 'We open', { version: second, base: first })
  expect(await seenBy(ada)).toMatchObject([{ text: 'We open', version: second }])
  expect(await changes()).toEqual(before)
})

test('what two devices wrote without knowing of each other stands side by side', async () => {
  const { ada } = world
  await write(ada, 'We open at nine', { device: PHONE })
  await write(ada, 'Come whenever you like', { device: DESKTOP })
  expect(await seenBy(ada)).toMatchObject([{ text: 'Come whenever you like', others: ['We open at nine'] }])
  const place = { kind: 'message', placeId: conversationId }
  const beside = (on: boolean) => desk.run(ada, 'draft.set-beside', { ...place, text: 'We open at nine', on })
  await beside(false)
  expect(await seenBy(ada)).toMatchObject([{ others: [] }])
  await beside(true)
  const [draft] = await seenBy(ada)
  await write(ada, '', { base: draft?.version ?? null })
  expect(await seenBy(ada)).toMatchObject([{ text: '', others: ['We open at nine'] }])
  await beside(false)
  expect(await seenBy(ada)).toEqual([])
  expect(await beside(false)).toEqual({ ok: false, error: 'not-found' })
})

test('two devices that begin in the same moment both count', async () => {
  const { ada } = world
  await Promise.all([write(ada, 'One', { device: PHONE }), write(ada, 'Two', { device: DESKTOP })])
  const [draft] = await seenBy(ada)
  expect(new Set([draft?.text, ...(draft?.others ?? [])])).toEqual(new Set(['One', 'Two']))
})

test('a text, a comment and a chat message are begun each for itself', async () => {
  const { ada, ben } = world
  const chatId = uuidv7()
  await desk.run(ada, 'chat.create', { chatId, messageId: uuidv7(), name: 'Us', memberIds: [ben] })
  await write(ada, 'To Dora')
  await write(ada, 'About Dora', { kind: 'comment' })
  await write(ada, 'To Ben', { kind: 'chat', placeId: chatId })
  const texts = (await seenBy(ada)).map(({ text }) => text)
  expect(texts.sort()).toEqual(['About Dora', 'To Ben', 'To Dora'])
})

test('nobody else sees a draft: no colleague, no owner, nobody of another inbox or workspace', async () => {
  const { ada, ben, cleo, workspaceId } = world
  await desk.rows(sql`update member set role = 'owner' where id = ${ben}`)
  const since = await seq()
  await write(ada, 'A secret of mine')
  const id = draftId({ kind: 'message', placeId: conversationId }, ada)
  for (const other of [ben, cleo]) {
    const reach = await desk.reach(other)
    expect(await seenBy(other)).toEqual([])
    expect(await inWorkspace(base.db, workspaceId, (tx) => loadRows(tx, draftTable, [id], reach))).toEqual([])
    expect((await catchUp(base.db, TABLES, reach, since))?.rows.draft ?? []).toEqual([])
  }
  expect((await catchUp(base.db, TABLES, await desk.reach(ada), since))?.rows.draft).toHaveLength(1)
  const rivals = await createWorld(base.db)
  expect(
    await inWorkspace(base.db, rivals.workspaceId, (tx) =>
      tx.rows(sql`select id from draft where id = ${id}`),
    ),
  ).toEqual([])
})

test('only who is there begins something: not from another inbox, not in another’s chat', async () => {
  const { ada, ben, cleo } = world
  const chatId = uuidv7()
  await desk.run(ada, 'chat.create', { chatId, messageId: uuidv7(), name: 'Us', memberIds: [ben] })
  const refused = { ok: false, error: 'not-found' }
  expect(await write(cleo, 'Hello')).toEqual(refused)
  expect(await write(cleo, 'Hello', { kind: 'comment' })).toEqual(refused)
  expect(await write(cleo, 'Hello', { kind: 'chat', placeId: chatId })).toEqual(refused)
  expect(await write(ada, 'Hello', { placeId: uuidv7() })).toEqual(refused)
})

test('more than can be sent from there is refused, and says so', async () => {
  const { ada } = world
  const refused = { ok: false, error: 'text-too-long' }
  expect(await write(ada, 'x'.repeat(1_600))).toMatchObject({ ok: true })
  expect(await write(ada, 'x'.repeat(1_601))).toEqual(refused)
  expect(await write(ada, 'x'.repeat(5_000), { kind: 'comment' })).toMatchObject({ ok: true })
  expect(await write(ada, 'x'.repeat(5_001), { kind: 'comment' })).toEqual(refused)
  expect(await write(ada, 'Half \ud83d')).toMatchObject({ error: 'invalid-input' })
})

test('a draft changes nothing of its conversation and is told to nobody, in no event and no record', async () => {
  const { ada, workspaceId } = world
  const before = await factsBesideDrafts()
  await write(ada, 'Sesame')
  await write(ada, 'Sesame', { kind: 'comment', device: PHONE })
  expect(await factsBesideDrafts()).toEqual(before)
  const told = await desk.rows(
    sql<{ audience: string }>`select distinct audience from change
      where workspace_id = ${workspaceId} and type = 'draft'`,
  )
  expect(told).toEqual([{ audience: ada }])
  const written = await ownerRows(
    base.db,
    sql<{ detail: string }>`select detail::text from audit where workspace_id = ${workspaceId}
      union all select answer::text from command where workspace_id = ${workspaceId}`,
  )
  expect(JSON.stringify(written)).not.toContain('Sesame')

  async function factsBesideDrafts() {
    const { draft, command, change, feed, ...rest }: Record<string, unknown> = { ...(await desk.facts()) }
    expect([draft, command, change, feed]).not.toContain(undefined)
    return rest
  }
})

test('ST-12: with its conversation it is gone, from every device of its member', async () => {
  const { ada, ben } = world
  await desk.rows(sql`update line set installed_by = ${ben} where id = ${world.support.line.id}`)
  await write(ada, 'To Dora')
  await write(ada, 'About Dora', { kind: 'comment' })
  const since = await seq()
  expect(await desk.run(ben, 'conversation.delete', { id: conversationId, confirmed: true })).toMatchObject({
    ok: true,
  })
  expect((await catchUp(base.db, TABLES, await desk.reach(ada), since))?.gone.draft).toHaveLength(2)
  expect(await all()).toEqual([])
})

test('AD-3: it goes with its member; whoever is put out of an inbox finds it again when they are back', async () => {
  const { ada, ben, support } = world
  await write(ben, 'I will')
  const place = { inboxId: support.id, memberId: ben }
  await desk.run(ada, 'inbox.set-member', { ...place, role: null })
  expect(await seenBy(ben)).toEqual([])
  expect(await write(ben, 'I will not')).toEqual({ ok: false, error: 'not-found' })
  await desk.run(ada, 'inbox.set-member', { ...place, role: 'agent' })
  expect(await seenBy(ben)).toMatchObject([{ text: 'I will' }])
  await desk.run(ada, 'member.remove', { memberId: ben, heirId: null, confirmed: true })
  expect(await all()).toEqual([])
})

type About = Partial<{
  kind: string
  placeId: string
  begunAfter: number
  base: string | null
  version: string
  device: string
}>

function write(memberId: string, text: string, about: About = {}) {
  return desk.run(memberId, 'draft.write', {
    ...{ kind: 'message', placeId: conversationId, begunAfter: null },
    ...{ base: null, version: uuidv7(), device: DESKTOP, text },
    ...about,
  })
}

async function seenBy(memberId: string) {
  const reach = await desk.reach(memberId)
  const rows: unknown = await inWorkspace(base.db, world.workspaceId, (tx) =>
    loadVisible(tx, draftTable, reach),
  )
  // What the table of drafts holds.
  return rows as {
    kind: string
    text: string
    begunAfter: number | null
    others: string[]
    version: string
  }[]
}

function all() {
  return desk.rows(sql<{ id: string }>`select id from draft where workspace_id = ${world.workspaceId}`)
}

async function changes() {
  return desk.rows(
    sql`select seq::int from change where workspace_id = ${world.workspaceId} and type = 'draft'`,
  )
}

async function seq(): Promise<number> {
  const [feed] = await desk.rows(
    sql<{ seq: number }>`select seq::int as seq from feed where workspace_id = ${world.workspaceId}`,
  )
  return feed?.seq ?? 0
}
