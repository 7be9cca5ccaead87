import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { inboxMemberId } from '#features/inbox/inbox.ts'
import { followForSearch } from '#features/search/follow.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import type { Comment } from './comment.ts'

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
const refused = (error: string) => ({ ok: false, error })

test('CH-12: a comment stands in the thread with its number, and changes nothing of the conversation', async () => {
  const id = await desk.receive('Where is my order?')
  await desk.run(world.ada, 'conversation.done', { ids: [id] })
  const before = await conversation(id)
  const commentId = await comment(world.ben, id, 'It left on Monday.')
  expect(await find(commentId)).toMatchObject({ authorId: world.ben, text: 'It left on Monday.', seq: 3 })
  const { itemSeq, updatedAt: _, ...rest } = await conversation(id)
  expect(itemSeq).toBe(3)
  // Not unread, not open again, not on top, and its preview is still what the customer said.
  expect(rest).toMatchObject(without(before, ['itemSeq', 'updatedAt']))
  const thread = await desk.ask(world.ada, 'conversation.thread', {
    conversationId: id,
    before: null,
    limit: 9,
  })
  expect(thread.ok && thread.value.rows['comment']).toMatchObject([{ id: commentId, seq: 3 }])
})

test('CH-12: a comment never goes to the customer', async () => {
  const id = await desk.receive('Hello')
  await comment(world.ada, id, 'Do not tell them')
  expect(await desk.rows(sql`select id from message where direction = 'out'`)).toEqual([])
  expect(await jobs()).toEqual([])
})

test('CH-12: whoever has no access neither comments nor reads, and learns nothing', async () => {
  const id = await desk.receive('For Support')
  const commentId = await comment(world.ada, id, 'Between us')
  const place = { conversationId: id, commentId }
  const before = await desk.facts()
  for (const [name, input] of [
    ['comment.create', { ...place, commentId: uuidv7(), text: 'Hi', mentions: [] }],
    ['comment.edit', { ...place, text: 'Changed', mentions: [] }],
    ['comment.delete', place],
    ['comment.restore', place],
    ['comment.react', { ...place, emoji: '👍', on: true }],
  ] as const)
    expect(await desk.run(world.cleo, name, input)).toEqual(refused('not-found'))
  expect(await desk.facts()).toEqual(before)
  const thread = { conversationId: id, before: null, limit: 9 }
  expect(await desk.ask(world.cleo, 'conversation.thread', thread)).toMatchObject({
    error: { code: 'not-found' },
  })
})

test('CH-12: a comment of another conversation is not found under this one', async () => {
  const [one, other] = [await desk.receive('One'), await desk.receive('Two', { from: '+14155550178' })]
  const commentId = await comment(world.ada, one, 'Here')
  expect(await desk.run(world.ada, 'comment.delete', { conversationId: other, commentId })).toEqual(
    refused('not-found'),
  )
})

test('NO-7: who is mentioned is in the event, once, without a word of what was said', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const text = '@Ben @Ben @team look at the hibiscus'
  const mentions = [mention(ben, 0, 4), mention(ben, 5, 9), mention(null, 10, 15)]
  const commentId = uuidv7()
  await desk.run(ada, 'comment.create', { commentId, conversationId: id, text, mentions })
  expect(await events()).toEqual([
    { type: 'comment.created', subjectId: commentId, data: { commentId, mentioned: [ben], team: true } },
  ])
  await edit(ada, id, commentId, '@Ben and @Ada', [mention(ben, 0, 4), mention(ada, 9, 13)])
  expect((await events()).at(-1)).toMatchObject({
    type: 'comment.edited',
    data: { mentioned: [ada], team: false },
  })
  expect(JSON.stringify(await events())).not.toContain('hibiscus')
})

test('CH-12: nobody who has no access can be mentioned, and nothing is kept of the attempt', async () => {
  const { ada, ben, cleo } = world
  const id = await desk.receive('Hello')
  const elsewhere = await createWorld(base.db)
  const before = await desk.facts()
  for (const stranger of [cleo, elsewhere.ben, uuidv7()])
    expect(await say(ada, id, '@Cleo', [mention(stranger, 0, 5)])).toEqual(refused('cannot-mention'))
  expect(await desk.facts()).toEqual(before)
  // What was true when it was written is asked again when it is changed.
  const commentId = await comment(ada, id, 'For Ben')
  await desk.rows(sql`delete from inbox_member where id = ${inboxMemberId(world.support.id, ben)}`)
  expect(await edit(ada, id, commentId, '@Ben', [mention(ben, 0, 4)])).toEqual(refused('cannot-mention'))
})

test('CH-12: only its author changes a comment, and what it said before stays', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ben, id, 'Frist')
  expect(await edit(ada, id, commentId, 'Mine now')).toEqual(refused('not-author'))
  expect(await edit(ben, id, commentId, ' ')).toEqual(refused('empty-note'))
  expect(await edit(ben, id, commentId, 'First')).toEqual(DONE)
  expect(await find(commentId)).toMatchObject({ text: 'First', earlier: [{ text: 'Frist' }] })
})

test('CH-12: its author or an owner deletes a comment, and only whoever did takes that back', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const [hers, his] = [await comment(ada, id, 'Of Ada'), await comment(ben, id, 'Of Ben')]
  const remove = (by: string, commentId: string) =>
    desk.run(by, 'comment.delete', { conversationId: id, commentId })
  const restore = (by: string, commentId: string) =>
    desk.run(by, 'comment.restore', { conversationId: id, commentId })
  expect(await remove(ben, hers)).toEqual(refused('not-author'))
  expect(await remove(ada, his)).toEqual(DONE)
  expect(await find(his)).toMatchObject({ deletedBy: ada, text: 'Of Ben' })
  expect(await edit(ben, id, his, 'Still here')).toEqual(refused('not-found'))
  expect(await restore(ben, his)).toEqual(refused('not-author'))
  expect(await restore(ada, his)).toEqual(DONE)
  expect(await find(his)).toMatchObject({ deletedAt: null, deletedBy: null })
})

test('CH-12: each member reacts for themselves', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ada, id, 'Done!')
  const react = (by: string, emoji: string, on = true) =>
    desk.run(by, 'comment.react', { conversationId: id, commentId, emoji, on })
  for (const by of [ada, ben, ben]) expect(await react(by, '🎉')).toEqual(DONE)
  expect(await react(ben, 'no emoji')).toEqual(refused('invalid-input'))
  await react(ada, '🎉', false)
  expect((await find(commentId))?.reactions).toMatchObject([{ emoji: '🎉', memberId: ben }])
})

test('CH-12: what was said in a comment is found by those who see it, as it is now', async () => {
  const { ada, ben, cleo } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ben, id, 'The wombat is on its way')
  await follow()
  expect(await found(ada, 'wombat')).toMatchObject([{ id: commentId, kind: 'comment', by: ben, seq: 2 }])
  expect(await found(cleo, 'wombat')).toEqual([])
  await edit(ben, id, commentId, 'The walrus is on its way')
  await follow()
  expect(await found(ada, 'wombat')).toEqual([])
  expect(await found(ada, 'walrus')).toHaveLength(1)
  await desk.run(ben, 'comment.delete', { conversationId: id, commentId })
  await follow()
  expect(await found(ada, 'walrus')).toEqual([])
})

test('ST-12: a comment goes with its conversation', async () => {
  const { ben } = world
  await desk.rows(sql`update line set installed_by = ${ben} where id = ${world.support.line.id}`)
  const id = await desk.receive('Hello')
  await comment(ben, id, 'Our secret')
  await desk.run(ben, 'conversation.delete', { id, confirmed: true })
  expect(await desk.rows(sql`select id from comment`)).toEqual([])
})

test('INB-11: what was said among the few before a number was shared stays with them', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const commentId = await comment(ada, id, 'Before')
  await desk.rows(sql`update conversation set hidden_seq = 2, history_owner_id = ${ada} where id = ${id}`)
  const react = (by: string) =>
    desk.run(by, 'comment.react', { conversationId: id, commentId, emoji: '👍', on: true })
  expect(await react(ben)).toEqual(refused('not-found'))
  expect(await react(ada)).toEqual(DONE)
  const [last] = await desk.rows(
    sql<{ audience: string }>`select audience from change where type = 'comment' order by seq desc limit 1`,
  )
  expect(last?.audience).toBe(ada)
})

function mention(memberId: string | null, from: number, to: number) {
  return { memberId, from, to }
}

type Mentions = ReturnType<typeof mention>[]

function say(
  by: string,
  conversationId: string,
  text: string,
  mentions: Mentions = [],
  commentId = uuidv7(),
) {
  return desk.run(by, 'comment.create', { commentId, conversationId, text, mentions })
}

async function comment(by: string, conversationId: string, text: string): Promise<string> {
  const commentId = uuidv7()
  expect(await say(by, conversationId, text, [], commentId)).toEqual(DONE)
  return commentId
}

function edit(by: string, conversationId: string, commentId: string, text: string, mentions: Mentions = []) {
  return desk.run(by, 'comment.edit', { conversationId, commentId, text, mentions })
}

async function find(id: string): Promise<Comment | undefined> {
  const [row] = await desk.rows(
    sql<Comment>`select id, seq, author_id as "authorId", text, earlier, reactions, deleted_at as "deletedAt",
      deleted_by as "deletedBy" from comment where id = ${id}`,
  )
  return row
}

async function conversation(id: string) {
  const [row] = await desk.rows(
    sql<{
      itemSeq: number
      updatedAt: string
      status: string
    }>`select item_seq as "itemSeq", updated_at as "updatedAt",
      status, unread, preview, last_activity_at as "lastActivityAt", waiting_since as "waitingSince", inbound_seq,
      outbound_seq from conversation where id = ${id}`,
  )
  if (!row) throw new Error('It is not there')
  return row
}

function without(row: object, names: string[]): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))
}

function events() {
  return desk.rows(
    sql<{
      type: string
      subjectId: string
      data: object
    }>`select type, subject_id as "subjectId", data from event
      where type like 'comment.%' order by feed_seq`,
  )
}

async function jobs(): Promise<string[]> {
  const rows = await ownerRows(
    base.db,
    sql<{ task: string }>`select t.identifier as task from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'message.%'`,
  )
  return rows.map(({ task }) => task)
}

async function follow(): Promise<void> {
  const follower = followForSearch(base.db, world.core.feed, (error) => {
    throw error
  })
  await follower.catchUp()
  await follower.stop()
}

async function found(by: string, words: string) {
  const nothing = { inboxIds: null, tagIds: null, by: null, has: [], since: null, until: null, from: null }
  const answer = await desk.ask(by, 'search', { words, ...nothing, limit: 20 })
  return answer.ok ? (answer.value.rows['search_hit'] ?? []) : []
}
