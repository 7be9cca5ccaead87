import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { TABLES } from '#server/registry.ts'
import { bootstrap } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, KEY, type World } from '#test/world.ts'
import { followForNotifications, type Lookers, tellBatch } from './follow.server.ts'
import { KINDS, MEDIA, type Notification } from './notification.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk

const NOBODY: Lookers = { presentAt: () => [] }
const ALL = Object.fromEntries(KINDS.map((kind) => [kind, [...MEDIA]]))
const NOTHING = Object.fromEntries(KINDS.map((kind) => [kind, []]))

beforeAll(async () => {
  base = await testDatabase()
})
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
})
afterAll(() => base.drop())

test('NO-1, NO-2, NO-3: a text is told by whose its conversation is, to nobody outside its inbox', async () => {
  const { ada, ben, cleo } = world
  for (const memberId of [ada, ben, cleo]) await choose(memberId, { kinds: ALL })
  const id = await desk.receive('Is anybody there?')
  await desk.run(ada, 'conversation.assign', { ids: [id], memberId: ben })
  await tell()
  await desk.receive('Hello?')
  await tell()
  expect(await heardBy(ben)).toEqual(['mine Hello?', 'assigned ', 'mine Is anybody there?'])
  expect(await heardBy(ada)).toEqual(['others Hello?', 'others Is anybody there?'])
  expect(await heardBy(cleo)).toEqual([])
})

test('NO-3: who wants nothing gets no row at all', async () => {
  await choose(world.ada, { kinds: NOTHING })
  await choose(world.ben, { kinds: {}, inboxes: { [world.support.id]: { unassigned: [] } } })
  await desk.receive('Hello')
  await tell()
  expect(await desk.rows(sql`select id from notification`)).toEqual([])
})

test('NO-4: whoever is given a conversation is told, unless they took it or it was passed on', async () => {
  const { ada, ben } = world
  const [given, taken, passed] = [
    await desk.receive('One', { from: '+14155550171' }),
    await desk.receive('Two', { from: '+14155550172' }),
    await desk.receive('Three', { from: '+14155550173' }),
  ]
  await tell()
  await desk.run(ada, 'conversation.assign', { ids: [given], memberId: ben })
  await desk.run(ben, 'conversation.assign', { ids: [taken], memberId: ben })
  await desk.run(ada, 'conversation.assign', { ids: [passed], memberId: ben })
  await desk.run(ada, 'conversation.assign', { ids: [passed], memberId: ada })
  await tell()
  const [assigned, ...more] = (await heldBy(ben)).filter(({ kind }) => kind === 'assigned')
  expect(assigned).toMatchObject({ conversationId: given, actorId: ada, readAt: null })
  expect(more).toEqual([])
})

test('NO-7: a mention reaches who is named, and never one without access', async () => {
  const { ada, ben, cleo } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ada, id, '@Ben look', [ben])
  await comment(ada, id, '@Cleo look', [cleo])
  await tell()
  expect((await heldBy(ben)).filter(({ kind }) => kind === 'mention')).toMatchObject([
    { conversationId: id, subjectId: commentId, seq: 2, text: '@Ben look', actorId: ada },
  ])
  expect(await heardBy(cleo)).toEqual([])
  await comment(ben, id, '@team all of you', [null])
  await tell()
  expect((await heldBy(ada)).filter(({ kind }) => kind === 'mention')).toHaveLength(1)
})

test('NO-7: a comment that is deleted is taken back from who was told', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ada, id, '@Ben never mind', [ben])
  await tell()
  expect((await heardBy(ben)).join()).toContain('never mind')
  await desk.run(ada, 'comment.delete', { conversationId: id, commentId })
  await tell()
  expect((await heardBy(ben)).join()).not.toContain('never mind')
})

test('NO, INB-12: a chat is told to who is in it, by name to who is named, and taken back when it is deleted', async () => {
  const { ada, ben, cleo } = world
  const [chatId, messageId, named] = [uuidv7(), uuidv7(), uuidv7()]
  const group = { chatId, messageId: uuidv7(), name: 'Lunch', memberIds: [ben] }
  expect(await desk.run(ada, 'chat.create', group)).toMatchObject({ ok: true })
  const say = (messageId: string, text: string, mentions: object[] = []) =>
    desk.run(ada, 'chat.send', { chatId, messageId, text, mentions })
  expect(await say(messageId, 'Who is hungry?')).toMatchObject({ ok: true })
  expect(await say(named, '@Ben you?', [{ memberId: ben, from: 0, to: 4 }])).toMatchObject({ ok: true })
  await tell()
  expect(await heardBy(ben)).toEqual(['mention @Ben you?', 'chat Who is hungry?'])
  expect(await heldBy(ben)).toMatchObject([
    { chatId, title: 'Lunch' },
    { chatId, actorId: ada },
  ])
  expect([...(await heardBy(ada)), ...(await heardBy(cleo))]).toEqual([])
  expect(await desk.run(ada, 'chat.delete', { chatId, messageId })).toMatchObject({ ok: true })
  await tell()
  expect(await heardBy(ben)).toEqual(['mention @Ben you?'])
  expect(await desk.run(ben, 'chat.leave', { chatId, messageId: uuidv7() })).toMatchObject({ ok: true })
  expect(await heardBy(ben)).toEqual([])
})

test('AS-6: who has stepped out of an inbox’s queue is not told of new work there', async () => {
  const { ada, ben, support } = world
  await choose(ben, { kinds: ALL })
  await choose(ada, { kinds: ALL })
  expect(await desk.run(ben, 'inbox.set-in-queue', { inboxId: support.id, inQueue: false })).toMatchObject({
    ok: true,
  })
  await desk.receive('Hello')
  await tell()
  expect(await heardBy(ben)).toEqual([])
  expect(await heardBy(ada)).toEqual(['unassigned Hello'])
})

test('NO: who lost access before they were told is not told, and who lost it after holds nothing', async () => {
  const { ada, ben } = world
  await choose(ben, { kinds: ALL })
  await choose(ada, { kinds: ALL })
  await desk.receive('Before')
  await tell()
  expect(await heardBy(ben)).toEqual(['unassigned Before'])
  await desk.receive('After')
  await leave(ben)
  await tell()
  expect(await heardBy(ben)).toEqual([])
  expect(
    await desk.rows(sql`select id from notification where text = 'After' and member_id = ${ben}`),
  ).toEqual([])
  expect(await heardBy(ada)).toEqual(['unassigned After', 'unassigned Before'])
})

test('NO: what is moved out of one’s reach is taken back', async () => {
  const { ada, ben, support, sales } = world
  await choose(ben, { kinds: ALL })
  await desk.run(ada, 'inbox.configure', { inboxId: support.id, allowMoving: true })
  const id = await desk.receive('Hello')
  await tell()
  expect(await heardBy(ben)).toEqual(['unassigned Hello'])
  expect(await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })).toMatchObject({
    ok: true,
  })
  await tell()
  expect(await desk.rows(sql`select id from notification where member_id = ${ben}`)).toEqual([])
})

test('NO: spam is told to nobody', async () => {
  const id = await desk.receive('Win!')
  await tell()
  await choose(world.ben, { kinds: ALL })
  await desk.run(world.ada, 'conversation.spam', { ids: [id] })
  await desk.receive('Win more!')
  await tell()
  expect((await heardBy(world.ben)).join()).not.toContain('more')
})

test('NO: what one looks at is noted as read', async () => {
  await choose(world.ben, { kinds: ALL })
  const id = await desk.receive('Hello')
  await tell({ presentAt: (_, conversationId) => (conversationId === id ? [world.ben] : []) })
  expect(await heldBy(world.ben)).toMatchObject([{ media: ['app'], tone: null, readAt: expect.any(String) }])
})

test('NO: each is told once, however often and by however many it is followed', async () => {
  await choose(world.ben, { kinds: ALL })
  const texts = Array.from({ length: 12 }, (_, index) => `Text ${index}`)
  await Promise.all(texts.map((text) => desk.receive(text)))
  // Small batches, several processes at once, and one that dies before it commits.
  const dying = {
    presentAt: () => {
      throw new Error('The process is gone')
    },
  }
  await expect(tellBatch(tellerOf(dying), world.workspaceId, 3)).rejects.toThrow('gone')
  await Promise.all([1, 2, 3].map(() => tellBatch(tellerOf(NOBODY), world.workspaceId, 3)))
  await tell()
  await tell()
  expect((await heardBy(world.ben)).toSorted()).toEqual(texts.map((text) => `unassigned ${text}`).toSorted())
})

test('NO-1, NO-3: texts that come before the last one was read are one, of the newest, with how many they are', async () => {
  const { ada, ben } = world
  for (const memberId of [ada, ben])
    await choose(memberId, { kinds: { ...NOTHING, unassigned: ['app', 'push'], mine: ['app'] } })
  const id = await desk.receive('One')
  await desk.receive('Two')
  await desk.receive('Elsewhere', { from: '+14155550178' })
  await tell()
  await desk.receive('Three')
  await tell()
  const [newest, other, ...more] = byTime(await heldBy(ben))
  expect(newest).toMatchObject({ text: 'Three', times: 3, seq: 3, conversationId: id, kind: 'unassigned' })
  expect(other).toMatchObject({ text: 'Elsewhere', times: 1 })
  // Lists go by the ids: it stands where its newest does.
  expect(newest?.id.localeCompare(other?.id ?? '')).toBe(1)
  expect(more).toEqual([])
  // What Ada reads is read by her alone, and what comes then is news.
  await desk.run(ada, 'notification.read-all', { ids: [], upTo: uuidv7(), conversationId: id })
  await desk.receive('Four')
  await tell()
  expect(told(await heldBy(ada))).toEqual(['Four 1', 'Three 3', 'Elsewhere 1'])
  expect(told(await heldBy(ben))).toEqual(['Four 4', 'Elsewhere 1'])
  // A text in a conversation of one's own is another kind of news.
  await desk.run(ada, 'conversation.assign', { ids: [id], memberId: ben })
  await desk.receive('Five')
  await tell()
  expect(told(await heldBy(ben))).toEqual(['Five 1', 'Four 4', 'Elsewhere 1'])
})

test('NO-3: a burst is one row for each member, however many batches it is told in', async () => {
  await choose(world.ben, { kinds: { ...NOTHING, unassigned: ['app'] } })
  await choose(world.ada, { kinds: NOTHING })
  await Promise.all(Array.from({ length: 40 }, (_, index) => desk.receive(`Text ${index}`)))
  while (await tellBatch(tellerOf(NOBODY), world.workspaceId, 7)) {}
  expect(await desk.rows(sql`select times from notification`)).toEqual([{ times: 40 }])
})

test('NO: it is told within a second', async () => {
  const follower = followForNotifications(tellerOf(NOBODY), (error) => expect.fail(String(error)))
  await follower.catchUp()
  await choose(world.ben, { kinds: ALL })
  await desk.receive('Quick')
  await vi.waitFor(async () => expect(await heardBy(world.ben)).toEqual(['unassigned Quick']), {
    timeout: 1_000,
    interval: 20,
  })
  await follower.stop()
})

test('NO: it is read one by one, or all of it, and by nobody else', async () => {
  const { ada, ben } = world
  for (const memberId of [ada, ben]) await choose(memberId, { kinds: ALL })
  const [one, two] = [await desk.receive('One'), await desk.receive('Two', { from: '+14155550178' })]
  await desk.receive('Three')
  await tell()
  const [third, second, first] = await heldBy(ben)
  const wrong = await desk.run(ada, 'notification.read', { ids: [first?.id], read: true })
  expect(wrong).toEqual({ ok: true, value: null })
  expect((await unread(ben)).length).toBe(3)
  await desk.run(ben, 'notification.read', { ids: [second?.id], read: true })
  expect(await unread(ben)).toEqual(['Three', 'One'])
  await desk.run(ben, 'notification.read', { ids: [second?.id], read: false })
  await desk.run(ben, 'notification.read-all', { ids: [], upTo: third?.id, conversationId: one })
  expect(await unread(ben)).toEqual(['Two'])
  await desk.run(ben, 'notification.read-all', { ids: [second?.id], upTo: third?.id, conversationId: null })
  expect(await unread(ben)).toEqual([])
  expect((await unread(ada)).length).toBe(3)
  expect(two).not.toBe(one)
})

test('NO: older ones come page by page, and only one’s own', async () => {
  const { ben, cleo } = world
  await choose(ben, { kinds: ALL })
  for (const text of ['One', 'Two', 'Three']) await desk.receive(text)
  await tell()
  const page = await desk.ask(ben, 'notification.list', { before: null, limit: 2 })
  const rows = page.ok ? (page.value.rows['notification'] as Notification[]) : []
  expect(rows.map(({ text }) => text)).toEqual(['Three', 'Two'])
  expect(page.ok && page.value.more).toBe(true)
  const last = await desk.ask(ben, 'notification.list', { before: rows[1]?.id, limit: 2 })
  expect(last).toMatchObject({ value: { more: false, rows: { notification: [{ text: 'One' }] } } })
  expect(await desk.ask(cleo, 'notification.list', { before: null, limit: 9 })).toMatchObject({
    value: { rows: { notification: [] } },
  })
})

test('NO-5: what is chosen is one’s own, and the rest of it stays', async () => {
  const { ben, support } = world
  await choose(ben, { kinds: { mine: ['app'] }, inboxes: { [support.id]: { others: ['push'] } } })
  await choose(ben, { kinds: { others: [] }, volume: 0.2, inboxTones: { [support.id]: 'bell' } })
  await choose(ben, { inboxes: { [support.id]: null } })
  const [setting] = await desk.rows(
    sql`select kinds, inboxes, inbox_tones as tones, volume from notification_setting where id = ${ben}`,
  )
  const tones = { [support.id]: 'bell' }
  expect(setting).toEqual({ kinds: { mine: ['app'], others: [] }, inboxes: {}, tones, volume: 0.2 })
  const refused = { ok: false, error: 'not-found' }
  expect(await desk.run(world.ada, 'notification.set', { memberId: ben, volume: 1 })).toEqual(refused)
  const wrong = { memberId: ben, timeZone: 'Mars/Olympus' }
  expect(await desk.run(ben, 'notification.set', wrong)).toEqual({ ok: false, error: 'invalid-input' })
})

test('NO: a conversation is muted by who sees it, for themselves', async () => {
  const { ada, ben, cleo } = world
  for (const memberId of [ada, ben]) await choose(memberId, { kinds: ALL })
  const conversationId = await desk.receive('Hello')
  await tell()
  const mute = { conversationId, scope: 'all' }
  expect(await desk.run(cleo, 'notification.mute', mute)).toEqual({ ok: false, error: 'not-found' })
  expect(await desk.run(ben, 'notification.mute', mute)).toMatchObject({ ok: true })
  await desk.receive('Again')
  await tell()
  expect(await heardBy(ben)).toEqual(['unassigned Hello'])
  expect(await heardBy(ada)).toEqual(['unassigned Again', 'unassigned Hello'])
  await desk.run(ben, 'notification.mute', { ...mute, scope: 'none' })
  await desk.receive('And again')
  await tell()
  expect(await heardBy(ben)).toEqual(['unassigned And again', 'unassigned Hello'])
})

function tellerOf(lookers: Lookers) {
  return { core: world.core, key: KEY, lookers }
}

async function tell(lookers: Lookers = NOBODY): Promise<void> {
  while (await tellBatch(tellerOf(lookers), world.workspaceId)) {}
}

async function choose(memberId: string, wanted: object): Promise<void> {
  expect(await desk.run(memberId, 'notification.set', { memberId, ...wanted })).toMatchObject({ ok: true })
}

async function comment(memberId: string, conversationId: string, text: string, named: (string | null)[]) {
  const commentId = uuidv7()
  const to = text.indexOf(' ')
  const mentions = named.map((memberId) => ({ memberId, from: 0, to }))
  await desk.run(memberId, 'comment.create', { commentId, conversationId, text, mentions })
  return commentId
}

/** What a member's browser holds, newest first. */
async function heldBy(memberId: string): Promise<Notification[]> {
  const { rows } = await bootstrap(base.db, TABLES, await desk.reach(memberId))
  // Rows of a type are rows of that type.
  return (rows['notification'] as Notification[]).toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

async function heardBy(memberId: string): Promise<string[]> {
  return (await heldBy(memberId)).map(({ kind, text }) => `${kind} ${text}`)
}

function byTime(rows: Notification[]): Notification[] {
  return rows.toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

function told(rows: Notification[]): string[] {
  return byTime(rows).map(({ text, times }) => `${text} ${times}`)
}

async function unread(memberId: string): Promise<string[]> {
  return (await heldBy(memberId)).filter(({ readAt }) => readAt === null).map(({ text }) => text)
}

async function leave(memberId: string): Promise<void> {
  await inWorkspace(base.db, world.workspaceId, (tx) =>
    tx.rows(sql`delete from inbox_member where workspace_id = ${tx.workspaceId} and member_id = ${memberId}`),
  )
}
