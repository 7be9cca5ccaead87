import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import type { SyncedRow } from '#sync/synced.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { eventually } from '#test/eventually.ts'
import type { World } from '#test/world.ts'
import { chatMemberId, chatMemberType, chatMessageType, chatType, directChatId, unreadIn } from './chat.ts'
import { createChatCommand, openChatCommand, sendChatCommand } from './team.api.ts'

let app: TestApp
let world: World
let desk: Desk

beforeAll(async () => {
  app = await startTestApp()
  world = app.world
  desk = deskOf(world)
})
afterAll(() => app.close())

const DONE = { ok: true, value: null }
const refused = (error: string) => ({ ok: false, error })

test('INB-12: what two say to each other is on both screens, and on nobody else’s line', async () => {
  const [ada, ben, cleo] = await Promise.all([open(world.ada), open(world.ben), open(world.cleo)])
  const heard = framesOf(cleo)
  const chatId = directChatId(world.ada, world.ben)
  await ada.connection.run(openChatCommand, { memberId: world.ben })
  ben.store.holdThread(chatId)
  await say(ada, chatId, 'A wombat, between us')
  await eventually(() =>
    expect(ben.store.all(chatMessageType).map(({ text }) => text)).toEqual(['A wombat, between us']),
  )
  expect(unread(ben, chatId)).toBe(1)
  expect(unread(ada, chatId)).toBe(0)
  // Something that she hears of too, so that what came before it would have come.
  const seen = uuidv7()
  await desk.run(world.ada, 'tag.save', { id: seen, name: 'Seen', color: 'gray' })
  await eventually(() => expect(heard().join()).toContain(seen))
  expect(heard().join()).not.toMatch(/wombat|chat/)
  expect(cleo.store.all(chatType)).toEqual([])
})

test('INB-12: two who write to each other at once have one chat', async () => {
  const { ben, cleo } = world
  const answers = await Promise.all([
    desk.run(ben, 'chat.open', { memberId: cleo }),
    desk.run(cleo, 'chat.open', { memberId: ben }),
  ])
  expect(answers).toEqual([DONE, DONE])
  const chats = await desk.rows(
    sql<{ id: string }>`select id from chat where direct and id = ${directChatId(ben, cleo)}`,
  )
  expect(chats).toHaveLength(1)
})

test('INB-12: nobody chats with themselves, a stranger, or a member of another workspace', async () => {
  expect(await desk.run(world.ada, 'chat.open', { memberId: world.ada })).toEqual(refused('not-found'))
  expect(await desk.run(world.ada, 'chat.open', { memberId: uuidv7() })).toEqual(refused('not-found'))
})

test('INB-13: a group is heard by whoever is in it; who comes in sees all of it, who leaves nothing more', async () => {
  const [ada, ben, cleo] = await Promise.all([open(world.ada), open(world.ben), open(world.cleo)])
  const chatId = uuidv7()
  const group = { chatId, messageId: uuidv7(), name: 'Stand-up', memberIds: [world.ben] }
  expect(await ada.connection.run(createChatCommand, group)).toMatchObject({ ok: true })
  await say(ada, chatId, 'Ten o’clock?')
  await eventually(() => expect(ben.store.get(chatType, chatId)?.itemSeq).toBe(2))
  expect(unread(ben, chatId)).toBe(2)
  expect(cleo.store.get(chatType, chatId)).toBeUndefined()
  for (const [name, input] of everythingIn(chatId, await newest(chatId)))
    expect(await desk.run(world.cleo, name, input)).toEqual(refused('not-found'))

  await desk.run(world.ben, 'chat.add', { chatId, messageId: uuidv7(), memberIds: [world.cleo] })
  await eventually(() => expect(cleo.store.get(chatType, chatId)?.memberIds).toContain(world.cleo))
  expect(unread(cleo, chatId)).toBe(1)
  const thread = { conversationId: chatId, before: null, limit: 50 }
  const all = await desk.ask(world.cleo, 'chat.thread', thread)
  expect(all.ok && all.value.rows['chat_message']).toMatchObject([
    { did: { type: 'added', memberIds: [world.cleo] } },
    { text: 'Ten o’clock?' },
    { did: { type: 'created' } },
  ])

  expect(await desk.run(world.ben, 'chat.leave', { chatId, messageId: uuidv7() })).toEqual(DONE)
  await eventually(() => expect(ben.store.get(chatType, chatId)).toBeUndefined())
  expect(ben.store.get(chatMemberType, chatMemberId(chatId, world.ben))).toBeUndefined()
  const heard = framesOf(ben)
  await say(ada, chatId, 'He has gone')
  await eventually(() => expect(cleo.store.get(chatType, chatId)?.preview.text).toBe('He has gone'))
  expect(heard().join()).not.toContain('He has gone')
  expect(await desk.ask(world.ben, 'chat.thread', thread)).toMatchObject({ error: { code: 'not-found' } })
  // Who comes back from being away is told the same.
  const again = await open(world.ben)
  expect(again.store.get(chatType, chatId)).toBeUndefined()
})

test('INB-13: a group is called what anybody in it says, and a chat of two has no name', async () => {
  const { ada, ben } = world
  const chatId = await group([ben])
  await desk.run(ben, 'chat.rename', { chatId, messageId: uuidv7(), name: 'Workshop' })
  expect(await chat(chatId)).toMatchObject({ name: 'Workshop', itemSeq: 2 })
  await desk.run(ada, 'chat.open', { memberId: ben })
  for (const [name, more] of [
    ['chat.rename', { name: 'Ours' }],
    ['chat.add', { memberIds: [world.cleo] }],
    ['chat.leave', {}],
  ] as const)
    expect(
      await desk.run(ada, name, { chatId: directChatId(ada, ben), messageId: uuidv7(), ...more }),
    ).toEqual(refused('not-found'))
})

test('INB-13: only who is in a chat can be named in it, and the event says who, without a word', async () => {
  const { ada, ben, cleo } = world
  const chatId = await group([ben])
  const messageId = uuidv7()
  const named = (memberId: string) => [{ memberId, from: 0, to: 4 }]
  const send = (memberId: string) =>
    desk.run(ada, 'chat.send', { chatId, messageId, text: '@Ben 4711', mentions: named(memberId) })
  expect(await send(cleo)).toEqual(refused('cannot-mention'))
  expect(await send(ben)).toEqual(DONE)
  const [event] = await desk.rows(
    sql<{ type: string; inboxId: null; data: object }>`select type, inbox_id as "inboxId", data from event
      where subject_id = ${messageId}`,
  )
  const data = { chatId, messageId, mentioned: [ben], team: false }
  expect(event).toEqual({ type: 'chat.message', inboxId: null, data })
})

test('INB-13: whoever wrote it changes and deletes it, the row says so, and reading is one’s own', async () => {
  const { ada, ben } = world
  const chatId = await group([ben])
  const messageId = uuidv7()
  const at = { chatId, messageId }
  await desk.run(ada, 'chat.send', { ...at, text: 'Frist', mentions: [] })
  expect(await desk.run(ben, 'chat.edit', { ...at, text: 'Mine', mentions: [] })).toEqual(
    refused('not-author'),
  )
  await desk.run(ada, 'chat.edit', { ...at, text: 'First', mentions: [] })
  expect((await chat(chatId))?.preview.text).toBe('First')
  expect(await desk.run(ben, 'chat.delete', at)).toEqual(refused('not-author'))
  await desk.run(ada, 'chat.delete', at)
  expect((await chat(chatId))?.preview.text).toBe('')
  await desk.run(ada, 'chat.restore', at)
  expect((await chat(chatId))?.preview.text).toBe('First')
  expect(await desk.run(ben, 'chat.react', { ...at, emoji: '👍', on: true })).toEqual(DONE)
  expect(await reads(chatId)).toEqual([2, 0])
  await desk.run(ben, 'chat.read', { chatId })
  expect(await reads(chatId)).toEqual([2, 2])
})

test('INB-13: what was said is found by who is in the chat, whatever signs are in it', async () => {
  const { ada, ben, cleo } = world
  const chatId = await group([ben])
  await desk.run(ada, 'chat.send', { chatId, messageId: uuidv7(), text: '100% of the Ferns', mentions: [] })
  for (const words of ['ferns', '100%', 'the FERN', '%'])
    expect(await found(ben, words)).toEqual(['100% of the Ferns'])
  for (const words of ['_erns', '100%%', 'fern tree', '  ']) expect(await found(ben, words)).toEqual([])
  expect(await found(cleo, 'ferns')).toEqual([])
})

test('INB-12, INB-13: nothing new begins with who has left, and what was said with them stays', async () => {
  const { ada, ben, cleo } = world
  const chatId = await group([ben])
  expect(await desk.run(ben, 'chat.open', { memberId: cleo })).toEqual(DONE)
  await desk.run(ada, 'member.remove', { memberId: cleo, heirId: null, confirmed: true })
  expect(await desk.run(ada, 'chat.open', { memberId: cleo })).toEqual(refused('not-found'))
  expect(await desk.run(ben, 'chat.open', { memberId: cleo })).toEqual(DONE)
  const at = { chatId, messageId: uuidv7(), memberIds: [cleo] }
  expect(await desk.run(ada, 'chat.add', at)).toEqual(refused('not-found'))
  const anew = { ...at, chatId: uuidv7(), name: null }
  expect(await desk.run(ada, 'chat.create', anew)).toEqual(refused('not-found'))
})

async function group(memberIds: string[]): Promise<string> {
  const chatId = uuidv7()
  await desk.run(world.ada, 'chat.create', { chatId, messageId: uuidv7(), name: null, memberIds })
  return chatId
}

function everythingIn(chatId: string, messageId: string): [string, object][] {
  const at = { chatId, messageId }
  return [
    ['chat.send', { ...at, messageId: uuidv7(), text: 'Hi', mentions: [] }],
    ['chat.read', { chatId }],
    ['chat.rename', { ...at, name: 'Mine' }],
    ['chat.add', { ...at, memberIds: [world.cleo] }],
    ['chat.leave', at],
    ['chat.edit', { ...at, text: 'Changed', mentions: [] }],
    ['chat.delete', at],
    ['chat.restore', at],
    ['chat.react', { ...at, emoji: '👍', on: true }],
  ]
}

async function newest(chatId: string): Promise<string> {
  const [row] = await desk.rows(
    sql<{ id: string }>`select id from chat_message where chat_id = ${chatId} order by seq desc limit 1`,
  )
  return row?.id ?? ''
}

async function chat(id: string) {
  const [row] = await desk.rows(
    sql<{ name: string | null; itemSeq: number; preview: { text: string } }>`
      select name, item_seq as "itemSeq", preview from chat where id = ${id}`,
  )
  return row
}

async function reads(chatId: string): Promise<number[]> {
  const rows = await desk.rows(
    sql<{ seq: number }>`select read_seq as seq from chat_member where chat_id = ${chatId}
      order by member_id = ${world.ada} desc`,
  )
  return rows.map(({ seq }) => seq)
}

async function found(by: string, words: string): Promise<string[]> {
  const answer = await desk.ask(by, 'chat.search', { words })
  const hits = (answer.ok ? (answer.value.rows['chat_hit'] ?? []) : []) as (SyncedRow & { text: string })[]
  return hits.map(({ text }) => text)
}

async function say({ connection }: Browser, chatId: string, text: string): Promise<void> {
  const input = { chatId, messageId: uuidv7(), text, mentions: [] }
  expect(await connection.run(sendChatCommand, input)).toMatchObject({ ok: true })
}

function unread({ store, connection }: Browser, chatId: string): number {
  const chat = store.get(chatType, chatId)
  const mine = store.get(chatMemberType, chatMemberId(chatId, connection.me()?.memberId ?? ''))
  return chat ? unreadIn(chat, mine) : 0
}

function framesOf({ sockets }: Browser): () => string[] {
  const frames: string[] = []
  for (const socket of sockets) socket.on('message', (data: Buffer) => frames.push(data.toString('utf8')))
  return () => frames
}

async function open(memberId: string): Promise<Browser> {
  const browser = await app.browser(memberId)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}
