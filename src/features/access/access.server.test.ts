import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey, findApiKey } from '#features/api-key/api-key.server.ts'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { addInbox } from '#features/inbox/inbox.server.ts'
import { addLine, newSandboxSettings } from '#features/onboarding/connect.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, KEY, type World } from '#test/world.ts'
import { unassignNow } from './hand-over.server.ts'

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
const done = { ok: true }

async function roles(): Promise<Record<string, string>> {
  const rows = await desk.rows(
    sql<{ name: string; role: string }>`select name, role from member
      where workspace_id = ${world.workspaceId} and removed_at is null order by created_at, id`,
  )
  return Object.fromEntries(rows.map(({ name, role }) => [name, role]))
}

async function assigneeOf(id: string): Promise<string | null | undefined> {
  const [row] = await desk.rows(
    sql<{ assigneeId: string | null }>`select assignee_id as "assigneeId" from conversation where id = ${id}`,
  )
  return row?.assigneeId
}

async function deeds(): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ action: string }>`select action from audit where workspace_id = ${world.workspaceId} order by seq`,
  )
  return rows.map(({ action }) => action)
}

function setRole(by: string, memberId: string, role: string) {
  return desk.run(by, 'member.set-role', { memberId, role })
}

function place(by: string, memberId: string, inboxId: string, role: string | null) {
  return desk.run(by, 'inbox.set-member', { inboxId, memberId, role })
}

function remove(by: string, memberId: string, heirId: string | null = null) {
  return desk.run(by, 'member.remove', { memberId, heirId, confirmed: true })
}

async function counters(): Promise<{ wrong: number }[]> {
  return ownerRows(
    base.db,
    sql<{
      wrong: number
    }>`select k.mine - (select count(*) from conversation c where c.workspace_id = k.workspace_id
        and c.inbox_id = k.inbox_id and c.shelf = 'open' and c.assignee_id = k.member_id) as wrong
      from member_counter k where k.mine <> (select count(*) from conversation c where c.workspace_id = k.workspace_id
        and c.inbox_id = k.inbox_id and c.shelf = 'open' and c.assignee_id = k.member_id)
      or k.unread <> (select count(*) from conversation_member m where m.workspace_id = k.workspace_id
        and m.inbox_id = k.inbox_id and m.member_id = k.member_id and m.unread)`,
  )
}

test('AD-3: the owner and admins make admins, members do not, and the owner stays', async () => {
  const { ada, ben, cleo } = world
  expect(await setRole(ben, ben, 'admin')).toEqual(refused('not-allowed'))
  expect(await setRole(ada, ben, 'admin')).toMatchObject(done)
  expect(await setRole(ben, cleo, 'admin')).toMatchObject(done)
  expect(await setRole(cleo, ben, 'member')).toMatchObject(done)
  expect(await setRole(cleo, ada, 'member')).toEqual(refused('owner-stays'))
  expect(await setRole(ada, ada, 'member')).toEqual(refused('owner-stays'))
  expect(await setRole(ada, ben, 'owner')).toEqual(refused('invalid-input'))
  expect(await roles()).toEqual({ Ada: 'owner', Ben: 'member', Cleo: 'admin' })
  expect(await deeds()).toEqual(expect.arrayContaining(['member.role-changed']))
})

test('AD-3: there is always exactly one owner, whoever hands it on at once', async () => {
  const { ada, ben, cleo } = world
  const hand = (by: string, memberId: string, confirmed: unknown = true) =>
    desk.run(by, 'ownership.transfer', { memberId, confirmed })
  expect(await hand(ben, ben)).toEqual(refused('not-allowed'))
  expect(await hand(ada, ben, false)).toEqual(refused('invalid-input'))
  const both = await Promise.all([hand(ada, ben), hand(ada, cleo)])
  expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  const after = await roles()
  expect(Object.values(after).sort()).toEqual(['admin', 'member', 'owner'])
  expect(after.Ada).toBe('admin')
})

test('INB-5: managers and admins let people in and put them out; agents do not', async () => {
  const { ada, ben, cleo, support, sales } = world
  expect(await place(ben, cleo, support.id, 'agent')).toEqual(refused('not-allowed'))
  expect(await place(ada, ben, support.id, 'manager')).toMatchObject(done)
  expect(await place(ben, cleo, support.id, 'agent')).toMatchObject(done)
  expect([...(await desk.reach(cleo)).inboxIds].sort()).toEqual([support.id, sales.id].sort())
  expect(await place(ben, cleo, sales.id, 'manager')).toEqual(refused('not-found'))
  expect(await place(ben, cleo, support.id, null)).toMatchObject(done)
  expect([...(await desk.reach(cleo)).inboxIds]).toEqual([sales.id])
  const elsewhere = await createWorld(base.db)
  expect(await place(ada, elsewhere.ben, support.id, 'agent')).toEqual(refused('not-found'))
  expect(await place(elsewhere.ada, ben, support.id, 'agent')).toEqual(refused('not-found'))
  expect((await deeds()).slice(-3)).toEqual([
    'inbox.member-changed',
    'inbox.member-added',
    'inbox.member-removed',
  ])
})

test('INB-5: an admin sets up an inbox in which they are not, and sees nothing of what is said there', async () => {
  const { ada, ben, cleo, sales } = world
  await setRole(ada, ben, 'admin')
  const all = await desk.ask(ben, 'inbox.all', {})
  const overview = (all.ok ? all.value.value : []) as InboxOverview[] // What this query tells.
  expect(overview.map(({ name }) => name)).toEqual(['Support', 'Sales'])
  expect(await desk.ask(ben, 'conversation.list', listOf(sales.id))).toMatchObject(refusedQuery('not-found'))
  expect(await place(ben, ben, sales.id, 'manager')).toMatchObject(done)
  expect(await desk.ask(ben, 'conversation.list', listOf(sales.id))).toMatchObject({ ok: true })
  expect(await desk.ask(cleo, 'inbox.all', {})).toEqual(refusedQuery('not-allowed'))
})

const listOf = (inboxId: string) => ({ filter: { inboxId, shelf: 'open' }, last: null, limit: 50 })
const refusedQuery = (code: string) => ({ ok: false, error: { code } })

test('INB-5: somebody is always left in a shared inbox, and nobody enters a private one', async () => {
  const { ada, ben, support } = world
  expect(await place(ada, ben, support.id, null)).toMatchObject(done)
  expect(await place(ada, ada, support.id, null)).toEqual(refused('last-in-inbox'))
  const own = await privateInbox(ben)
  expect(await place(ada, ada, own.id, 'agent')).toEqual(refused('not-found'))
  expect(await place(ben, ada, own.id, 'agent')).toEqual(refused('private-inbox'))
})

test('AD-2: owners and admins make inboxes and put them in order', async () => {
  const { ada, ben, cleo, support, sales } = world
  const about = { name: 'Returns', emoji: '📦', memberIds: [ben] }
  expect(await desk.run(ben, 'inbox.create', about)).toEqual(refused('not-allowed'))
  const made = await desk.run(ada, 'inbox.create', about)
  const { inboxId } = (made.ok ? made.value : {}) as { inboxId: string } // What this command answers.
  expect((await desk.reach(ben)).inboxIds.has(inboxId)).toBe(true)
  expect((await desk.reach(cleo)).inboxIds.has(inboxId)).toBe(false)
  const ids = [sales.id, inboxId, support.id]
  expect(await desk.run(ben, 'inbox.order', { ids })).toEqual(refused('not-allowed'))
  expect(await desk.run(ada, 'inbox.order', { ids })).toMatchObject(done)
  const all = await desk.ask(ada, 'inbox.all', {})
  expect(((all.ok ? all.value.value : []) as InboxOverview[]).map(({ id }) => id)).toEqual(ids)
})

test('who leaves an inbox leaves what they had there to nobody, done or not', async () => {
  const { ada, ben, support } = world
  const open = await desk.receive('Open', { from: '+14155550201' })
  const finished = await desk.receive('Done', { from: '+14155550202' })
  await desk.run(ada, 'conversation.assign', { ids: [open, finished], memberId: ben })
  await desk.run(ada, 'conversation.done', { ids: [finished] })
  await place(ada, ben, support.id, null)
  expect(await assigneeOf(open)).toBeNull()
  await unassignNow(world.core, { workspaceId: world.workspaceId, memberId: ben, inboxId: support.id })
  expect(await assigneeOf(finished)).toBeNull()
  expect(await counters()).toEqual([])
})

test('AD-3: a removed member’s open conversations go to whom was chosen, where that member is, in the same moment', async () => {
  const { ada, ben, cleo, support, sales } = world
  await place(ada, ben, sales.id, 'agent')
  const there = await desk.receive('To Ada', { from: '+14155550203' })
  const elsewhere = await desk.receive('To nobody', { from: '+14155550204', line: sales.line })
  await desk.run(ada, 'conversation.assign', { ids: [there, elsewhere], memberId: ben })
  await place(ada, cleo, support.id, 'agent')
  await place(ada, cleo, sales.id, null)
  expect(await remove(ada, ben, cleo)).toMatchObject(done)
  expect([await assigneeOf(there), await assigneeOf(elsewhere)]).toEqual([cleo, null])
  expect(await roles()).toEqual({ Ada: 'owner', Cleo: 'member' })
  expect(await counters()).toEqual([])
  expect((await deeds()).at(-1)).toBe('member.removed')
  expect(await desk.run(ben, 'conversation.done', { ids: [there] })).toEqual(refused('not-found'))
})

test('AD-3: who may remove whom', async () => {
  const { ada, ben, cleo } = world
  expect(await remove(ben, cleo)).toEqual(refused('not-allowed'))
  expect(await remove(ada, ada)).toEqual(refused('owner-stays'))
  await setRole(ada, ben, 'admin')
  expect(await remove(ben, ada)).toEqual(refused('owner-stays'))
  expect(await remove(ben, ben)).toEqual(refused('not-yourself'))
  await desk.run(cleo, 'member.set-available', { available: false })
  expect(await remove(ada, ben, cleo)).toEqual(refused('not-available'))
  const other = await createWorld(base.db)
  expect(await remove(ada, other.ben)).toEqual(refused('not-found'))
  expect(await remove(ada, ben, other.cleo)).toEqual(refused('not-found'))
  expect(await remove(ben, cleo)).toMatchObject(done)
  expect(await remove(ada, cleo)).toEqual(refused('not-found'))
})

test('AD-1: owners and admins name the workspace and say where it is; members do not', async () => {
  const { workspaceId, ada, ben } = world
  const configure = (by: string, wanted: object) =>
    desk.run(by, 'workspace.configure', { workspaceId, ...wanted })
  const shown = () =>
    desk.rows(sql`select name, time_zone from workspace where workspace_id = ${workspaceId}`)
  expect(await configure(ben, { name: 'Ben & Co' })).toEqual(refused('not-allowed'))
  expect(await configure(ada, { timeZone: 'Mars/Olympus' })).toEqual(refused('invalid-input'))
  expect(await configure(ada, { name: ' ' })).toEqual(refused('invalid-input'))
  expect(await shown()).toEqual([{ name: 'Mills & Co', time_zone: null }])
  await setRole(ada, ben, 'admin')
  expect(await configure(ben, { name: 'Mills & Sons', timeZone: 'Europe/Madrid' })).toMatchObject(done)
  expect(await shown()).toEqual([{ name: 'Mills & Sons', time_zone: 'Europe/Madrid' }])
  expect((await deeds()).at(-1)).toBe('workspace.configured')
})

test('a removed member is not written to in new chats', async () => {
  const { ada, ben, cleo } = world
  const chatId = uuidv7()
  const chat = { chatId, messageId: uuidv7(), name: 'Us' }
  expect(await desk.run(ada, 'chat.open', { memberId: ben })).toMatchObject(done)
  expect(await desk.run(ada, 'chat.create', { ...chat, memberIds: [ben] })).toMatchObject(done)
  await desk.run(ada, 'member.remove', { memberId: cleo, heirId: null, confirmed: true })
  expect(await desk.run(ada, 'chat.open', { memberId: cleo })).toEqual(refused('not-found'))
  const another = { chatId: uuidv7(), messageId: uuidv7(), name: 'Us', memberIds: [cleo] }
  expect(await desk.run(ada, 'chat.create', another)).toEqual(refused('not-found'))
  expect(await desk.run(ada, 'chat.add', { chatId, messageId: uuidv7(), memberIds: [cleo] })).toEqual(
    refused('not-found'),
  )
})

test('a removed member’s keys open nothing, and their sessions are gone', async () => {
  const { ada, ben, core, workspaceId } = world
  const { key } = await createApiKey(core, workspaceId, { name: 'Shop', memberId: ben })
  await base.db.owner.query(
    `insert into auth.session (id, "expiresAt", token, "updatedAt", "userId") values ($1, now() + interval '1 day', $1, now(), $1)`,
    [ben],
  )
  await remove(ada, ben)
  expect(await findApiKey(base.db, key)).toBeUndefined()
  const { rows } = await base.db.owner.query(
    `select id from auth.session where "userId" = $1 union all select user_id from auth.membership where member_id::text = $1`,
    [ben],
  )
  expect(rows).toEqual([])
  expect(await deeds()).toEqual(expect.arrayContaining(['api-key.revoked', 'member.removed']))
})

test('customers of a removed member’s private number go on to somebody, without what was said before', async () => {
  const { ada, ben, workspaceId, core } = world
  const own = await privateInbox(ben)
  await remove(ada, ben)
  const rows = await desk.rows(
    sql<{ ownerId: string; inboxId: string }>`select i.owner_id as "ownerId", i.id as "inboxId" from line l
      join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${workspaceId} and l.id = ${own.lineId}`,
  )
  expect(rows).toMatchObject([{ ownerId: ada }])
  expect(rows[0]?.inboxId).not.toBe(own.id)
  expect((await desk.reach(ada)).inboxIds.has(own.id)).toBe(false)
  expect(core).toBe(world.core)
})

test('an inbox in which nobody would be left gets whoever takes over', async () => {
  const { ada, ben, cleo, sales } = world
  await place(ada, ada, sales.id, null)
  await remove(ada, cleo, ben)
  expect((await desk.reach(ben)).inboxIds.has(sales.id)).toBe(true)
})

async function privateInbox(memberId: string): Promise<{ id: string; lineId: string }> {
  const provider = providers.get('sandbox')
  if (!provider) throw new Error('The sandbox is always installed')
  const { value } = await write(
    world.core,
    world.workspaceId,
    { type: 'system', id: null },
    async (write) => {
      const settings = { ownerId: memberId, assignmentMode: false }
      const about = {
        name: 'Mine',
        emoji: '🔒',
        position: 5,
        memberIds: [memberId],
        managerId: memberId,
        settings,
      }
      const id = await addInbox(write, about)
      const line = { inboxId: id, provider, settings: newSandboxSettings(), address: '+14155550190' }
      return { id, lineId: await addLine(write, KEY, { ...line, installedBy: memberId }) }
    },
  )
  return value
}
