import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { inboxMemberId } from '#features/inbox/inbox.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import type { Conversation } from './conversation.ts'
import { conversationMemberId, isUnread, type UnreadMode } from './conversation-member.ts'
import { untagAll } from './untag.server.ts'
import { wakeNow, wakeOverdue } from './wake.server.ts'

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

test('AS-1: anybody who shares the inbox assigns, hands over and takes back, and the thread says who did', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Who helps me?')
  expect(await assign(ada, id, ada)).toEqual(DONE)
  expect(await assign(ben, id, ben)).toEqual(DONE)
  expect(await assign(ada, id, null)).toEqual(DONE)
  expect((await conversation(id)).assigneeId).toBeNull()
  expect(await lines(id)).toEqual([
    { type: 'conversation.assign', actorId: ada, data: { assigneeId: { from: null, to: ada } } },
    { type: 'conversation.assign', actorId: ben, data: { assigneeId: { from: ada, to: ben } } },
    { type: 'conversation.assign', actorId: ada, data: { assigneeId: { from: ben, to: null } } },
  ])
})

test('AS-1: who is not in the inbox cannot be given its conversations', async () => {
  const id = await desk.receive('For Support')
  await changesNothing(async () => {
    expect(await assign(world.ada, id, world.cleo)).toEqual(refused('not-in-inbox'))
    expect(await assign(world.ada, id, uuidv7())).toEqual(refused('not-in-inbox'))
    const elsewhere = await createWorld(base.db)
    expect(await assign(world.ada, id, elsewhere.ada)).toEqual(refused('not-in-inbox'))
  })
})

test('AS-2: without assignment mode nobody is assigned', async () => {
  const id = await desk.receive('Hello')
  await configure({ assignmentMode: false })
  await changesNothing(async () =>
    expect(await assign(world.ada, id, world.ben)).toEqual(refused('no-assignment')),
  )
})

test('AS-3, AS-4: who is not available is given nothing more, by nobody, and keeps what they have', async () => {
  const { ada, ben } = world
  const id = await desk.receive('First')
  const other = await desk.receive('Second', { from: '+14155550178' })
  await assign(ada, id, ben)
  await desk.run(ben, 'member.set-available', { available: false })
  await changesNothing(async () => {
    expect(await assign(ada, other, ben)).toEqual(refused('not-available'))
    expect(await assign(ben, other, ben)).toEqual(refused('not-available'))
    expect(await desk.run(ada, 'conversation.assign', { ids: [id, other], memberId: ben })).toEqual(
      refused('not-available'),
    )
  })
  expect((await conversation(id)).assigneeId).toBe(ben)
  await desk.receive('Are you still there?')
  expect((await conversation(id)).assigneeId).toBe(ben)
  await desk.run(ben, 'member.set-available', { available: true })
  expect(await assign(ben, other, ben)).toEqual(DONE)
})

test('AS-6: who is out of an inbox’s queue is given nothing of it, by nobody, and takes part everywhere else', async () => {
  const { ada, ben, support, sales } = world
  const id = await desk.receive('Hello')
  const other = await desk.receive('Hello', { line: sales.line })
  await assign(ben, id, ada)
  expect(await desk.run(ada, 'inbox.set-in-queue', { inboxId: support.id, inQueue: false })).toEqual(DONE)
  expect((await conversation(id)).assigneeId).toBe(ada)
  await assign(ada, id, null)
  await changesNothing(async () => {
    expect(await assign(ben, id, ada)).toEqual(refused('not-in-queue'))
    expect(await assign(ada, id, ada)).toEqual(refused('not-in-queue'))
  })
  expect(await assign(ada, other, ada)).toEqual(DONE)
  expect(await assign(ada, id, ben)).toEqual(DONE)
  await desk.run(ada, 'inbox.set-in-queue', { inboxId: support.id, inQueue: true })
  expect(await assign(ben, id, ada)).toEqual(DONE)
})

test('ruling 10, AS-4: a slip is taken back, whoever had it is not available or out of the queue meanwhile', async () => {
  const { ada, ben, support } = world
  const id = await desk.receive('Hello')
  await assign(ada, id, ben)
  for (const [name, away, back] of [
    ['member.set-available', { available: false }, { available: true }],
    ['inbox.set-in-queue', { inboxId: support.id, inQueue: false }, { inboxId: support.id, inQueue: true }],
  ] as const) {
    for (const slip of [null, ada]) {
      expect(await assign(ada, id, slip)).toEqual(DONE)
      await desk.run(ben, name, away)
      const undo = { ids: [id], memberId: ben, undo: true }
      await changesNothing(async () => {
        expect((await assign(ada, id, ben)).ok).toBe(false)
        expect((await desk.run(ben, 'conversation.assign', undo)).ok).toBe(false)
      })
      expect(await desk.run(ada, 'conversation.assign', undo)).toEqual(DONE)
      expect((await conversation(id)).assigneeId).toBe(ben)
      await desk.run(ben, name, back)
    }
  }
})

test('AS-6: nobody is in the queue of an inbox that they are not in', async () => {
  const inbox = { inboxId: world.sales.id, inQueue: false }
  await changesNothing(async () =>
    expect(await desk.run(world.ben, 'inbox.set-in-queue', inbox)).toEqual(refused('not-found')),
  )
})

test('AS-5, ST-10: a new one is nobody’s, and a closed one comes back to whoever had it', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  expect(await conversation(id)).toMatchObject({ assigneeId: null, status: 'open' })
  await assign(ada, id, ben)
  await desk.run(ben, 'conversation.done', { ids: [id] })
  await desk.receive('One more thing')
  expect(await conversation(id)).toMatchObject({ assigneeId: ben, status: 'open', unread: true })
})

test('ruling 7: handing over is unread for that member alone, taking it oneself for nobody', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  await desk.run(ada, 'conversation.read', { ids: [id] })
  await assign(ada, id, ada)
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
  await assign(ada, id, ben)
  expect(await unreadFor(ada, ben)(id)).toEqual([false, true])
  expect(await waiting(ben)).toMatchObject({ mine: 1, unread: 1 })
  await desk.run(ben, 'conversation.read', { ids: [id] })
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
  expect(await waiting(ben)).toMatchObject({ mine: 1, unread: 0 })
})

test('ruling 7: what is taken away again unseen is not left unread', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  await desk.run(ada, 'conversation.read', { ids: [id] })
  await assign(ada, id, ben)
  expect(await waiting(ben)).toMatchObject({ mine: 1, unread: 1 })
  await assign(ada, id, null)
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
  expect(await waiting(ben)).toMatchObject({ mine: 0, unread: 0 })
})

test('ST-8: spam is unread for nobody, whoever it is handed to and whatever more of it comes', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Win a car')
  await desk.run(ada, 'conversation.spam', { ids: [id] })
  await assign(ada, id, ben)
  await desk.receive('Win two cars')
  await desk.run(ada, 'conversation.unread', { ids: [id] })
  expect(await conversation(id)).toMatchObject({ status: 'spam', unread: false })
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
})

test('ruling 8, CH-3: what was no spam waits for an answer again, since when it always did', async () => {
  const { ada } = world
  const [first, quiet] = [await desk.receive('Hello'), await desk.receive('Hi', { from: '+14155550178' })]
  await send(ada, quiet, 'Hi Cliff')
  const ids = [first, quiet]
  const { waitingSince } = await conversation(first)
  const waiting = { filter: { inboxId: null, shelf: 'open', unresponded: true, sort: 'waiting' }, limit: 10 }
  await desk.run(ada, 'conversation.spam', { ids })
  await desk.receive('Are you there?')
  await desk.receive('One more thing', { from: '+14155550178' })
  const inSpam = { ...waiting, filter: { ...waiting.filter, shelf: 'spam' } }
  expect(await listed(ada, { ...inSpam, last: null })).toEqual([])
  await desk.run(ada, 'conversation.open', { ids })
  expect(await listed(ada, { ...waiting, last: null })).toEqual([first, quiet])
  expect((await conversation(first)).waitingSince).toBe(waitingSince)
})

test('ST-11: in a personal inbox each reads, and marks unread, for themselves', async () => {
  const { ada, ben } = world
  await configure({ unreadMode: 'personal' })
  const id = await desk.receive('Hello')
  expect(await unreadFor(ada, ben)(id)).toEqual([true, true])
  await desk.run(ada, 'conversation.read', { ids: [id] })
  expect(await unreadFor(ada, ben)(id)).toEqual([false, true])
  await send(ada, id, 'Hi Dora')
  expect(await unreadFor(ada, ben)(id)).toEqual([false, true])
  await desk.run(ben, 'conversation.read', { ids: [id] })
  await desk.run(ada, 'conversation.unread', { ids: [id] })
  expect(await unreadFor(ada, ben)(id)).toEqual([true, false])
})

test('ST-11: in a hybrid inbox each reads for themselves, and an answer or closing is for all', async () => {
  const { ada, ben } = world
  await configure({ unreadMode: 'hybrid' })
  const id = await desk.receive('Hello')
  await desk.run(ada, 'conversation.read', { ids: [id] })
  expect(await unreadFor(ada, ben)(id)).toEqual([false, true])
  await send(ada, id, 'Hi Dora')
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
  await desk.receive('And now?')
  expect(await unreadFor(ada, ben)(id)).toEqual([true, true])
  await desk.run(ada, 'conversation.done', { ids: [id] })
  expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
})

for (const unreadMode of ['personal', 'hybrid'] as const)
  test(`ruling 10: what Ada put away in a ${unreadMode} inbox and takes back, Ben has still to read`, async () => {
    const { ada, ben } = world
    await configure({ unreadMode })
    const id = await desk.receive('Hello')
    const until = instant(Date.now() + 3_600_000)
    for (const [name, input] of Object.entries({ done: {}, spam: {}, snooze: { until } })) {
      await desk.run(ada, `conversation.${name}`, { ids: [id], ...input })
      expect([name, await unreadFor(ada, ben)(id)]).toEqual([name, [false, false]])
      await desk.run(ada, 'conversation.open', { ids: [id] })
      expect([name, await unreadFor(ada, ben)(id)]).toEqual([name, [false, true]])
      expect([await waiting(ada), await waiting(ben)]).toMatchObject([{ unread: 0 }, { unread: 1 }])
    }
    await desk.run(ada, 'conversation.done', { ids: [id] })
    await desk.rows(sql`update conversation_member set put_away_at = put_away_at - interval '2 minutes'`)
    await desk.run(ada, 'conversation.open', { ids: [id] })
    expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
  })

test('ruling 10: an answer is not taken back with the closing that went with it', async () => {
  const { ada, ben } = world
  for (const [unreadMode, after] of [
    ['hybrid', [false, false]],
    ['personal', [false, true]],
  ] as const) {
    await configure({ unreadMode })
    const id = await desk.receive('Hello')
    await send(ada, id, 'Hi Dora', true)
    expect(await unreadFor(ada, ben)(id)).toEqual([false, false])
    await desk.run(ada, 'conversation.open', { ids: [id] })
    expect([unreadMode, await unreadFor(ada, ben)(id)]).toEqual([unreadMode, after])
    await desk.run(ben, 'conversation.read', { ids: [id] })
  }
})

for (const unreadMode of ['team', 'personal', 'hybrid'] as const)
  test(`ST-3, ruling 4: in a ${unreadMode} inbox nothing is unread where nobody looks`, async () => {
    const { ada, ben } = world
    await configure({ unreadMode })
    const until = instant(Date.now() + 60_000)
    for (const [name, input] of Object.entries({ done: {}, spam: {}, snooze: { until } })) {
      const id = await desk.receive('Hello')
      expect(await unreadFor(ada, ben)(id)).toEqual([true, true])
      expect(await desk.run(ada, `conversation.${name}`, { ids: [id], ...input })).toEqual(DONE)
      expect([name, await unreadFor(ada, ben)(id)]).toEqual([name, [false, false]])
      await assign(ada, id, ben)
      expect([name, await unreadFor(ada, ben)(id)]).toEqual([name, [false, false]])
      expect([await waiting(ada), await waiting(ben)]).toEqual([
        { mine: 0, unread: 0 },
        { mine: 0, unread: 0 },
      ])
      await assign(ada, id, null)
      await desk.run(ada, 'conversation.open', { ids: [id] })
    }
  })

test('ST-11: a text that comes while unread becomes personal is unread for each member', async () => {
  const { ada, ben } = world
  for (let round = 0; round < 15; round++) {
    const from = `+1415556${1_000 + round}`
    const [id] = await Promise.all([
      desk.receive('In this very moment', { from }),
      configure({ unreadMode: 'personal' }),
    ])
    expect(await unreadFor(ada, ben)(id)).toEqual([true, true])
    await configure({ unreadMode: 'team' })
  }
})

test('ST-11: another way of being unread loses nothing, there and back', async () => {
  const { ada, ben } = world
  const seen = await desk.receive('Seen by Ada')
  const unseen = await desk.receive('Seen by nobody', { from: '+14155550178' })
  await desk.run(ada, 'conversation.read', { ids: [seen] })
  await desk.run(ben, 'conversation.read', { ids: [seen] })
  await desk.receive('Again')
  await desk.run(ada, 'conversation.read', { ids: [seen] })
  const before = await unreadFor(ada, ben)(seen, unseen)
  expect(before).toEqual([false, false, true, true])
  await configure({ unreadMode: 'personal' })
  expect(await unreadFor(ada, ben)(seen, unseen)).toEqual([false, true, true, true])
  expect([await waiting(ada), await waiting(ben)]).toMatchObject([{ unread: 1 }, { unread: 2 }])
  await configure({ unreadMode: 'hybrid' })
  await configure({ unreadMode: 'hybrid' })
  expect(await unreadFor(ada, ben)(seen, unseen)).toEqual([false, true, true, true])
  await desk.run(ben, 'conversation.read', { ids: [seen] })
  await configure({ unreadMode: 'team' })
  expect(await unreadFor(ada, ben)(seen, unseen)).toEqual(before)
})

test('ST-11: each screen is told when unread becomes personal', async () => {
  const { ben } = world
  const id = await desk.receive('Seen by nobody')
  await configure({ unreadMode: 'personal' })
  const heard = await desk.rows(
    sql<{ type: string; ids: string[] }>`select type, ids from change
      where workspace_id = ${world.workspaceId} and audience = ${ben} order by seq`,
  )
  expect(heard).toContainEqual({ type: 'conversation_member', ids: [conversationMemberId(id, ben)] })
  expect(heard).toContainEqual({ type: 'member_counter', ids: [inboxMemberId(world.support.id, ben)] })
})

test('INB-14: only where an administrator allows it is a conversation moved, and only to an inbox of one’s own', async () => {
  const { ada, ben, support, sales } = world
  const id = await desk.receive('Sell me one')
  const move = (memberId: string, inboxId: string) =>
    desk.run(memberId, 'conversation.move', { ids: [id], inboxId })
  await changesNothing(async () => {
    expect(await move(ada, sales.id)).toEqual(refused('moving-off'))
  })
  await configure({ allowMoving: true })
  await changesNothing(async () => {
    expect(await move(ben, sales.id)).toEqual(refused('not-found'))
    expect(await move(ada, uuidv7())).toEqual(refused('not-found'))
    expect(await desk.run(ben, 'inbox.configure', { inboxId: support.id, allowMoving: false })).toEqual(
      refused('not-allowed'),
    )
  })
  await assign(ada, id, ben)
  expect(await move(ada, sales.id)).toEqual(DONE)
  expect(await conversation(id)).toMatchObject({ inboxId: sales.id, assigneeId: null, unread: true })
  expect(await waiting(ben)).toMatchObject({ mine: 0, unread: 0 })
  expect(await heardBy(sales.id)).toEqual(expect.arrayContaining(['conversation', 'contact']))
  expect(
    await desk.ask(ben, 'conversation.thread', { conversationId: id, before: null, limit: 9 }),
  ).toMatchObject({
    error: { code: 'not-found' },
  })
})

test('ruling 10: whoever has moved it may take that back, and it is whose it was', async () => {
  const { ada, ben, cleo, support, sales } = world
  await configure({ allowMoving: true })
  const id = await desk.receive('Sell me one')
  await assign(ada, id, ben)
  expect(await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })).toEqual(DONE)
  await desk.run(ben, 'member.set-available', { available: false })
  await configure({ allowMoving: false })
  const back = { ids: [id], inboxId: support.id }
  await changesNothing(async () => {
    expect(await desk.run(ada, 'conversation.move', back)).toEqual(refused('moving-off'))
    expect(await desk.run(cleo, 'conversation.move', { ...back, undo: true })).toEqual(refused('moving-off'))
    expect(await desk.run(ben, 'conversation.move', { ...back, undo: true })).toEqual(refused('not-found'))
  })
  expect(await desk.run(ada, 'conversation.move', { ...back, undo: true })).toEqual(DONE)
  expect(await conversation(id)).toMatchObject({ inboxId: support.id, assigneeId: ben })
  expect((await lines(id)).at(-1)).toMatchObject({
    data: { inboxId: { from: sales.id, to: support.id }, assigneeId: { from: null, to: ben } },
  })
  await changesNothing(async () =>
    expect(await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })).toEqual(
      refused('moving-off'),
    ),
  )
})

test('ruling 10: what a member had for themselves goes back there, at their own word alone', async () => {
  const { ada, ben, support } = world
  await configure({ allowMoving: true })
  const id = await desk.receive('For Ada')
  await desk.rows(sql`update inbox set owner_id = ${ada} where id = ${support.id}`)
  const shared = world.sales.id
  expect(await desk.run(ada, 'conversation.move', { ids: [id], inboxId: shared })).toEqual(DONE)
  await configure({ allowMoving: true }, shared)
  const back = { ids: [id], inboxId: support.id }
  await changesNothing(async () => {
    expect(await desk.run(ada, 'conversation.move', back)).toEqual(refused('moving-off'))
    expect(await desk.run(ben, 'conversation.move', { ...back, undo: true })).toEqual(refused('not-found'))
  })
  expect(await desk.run(ada, 'conversation.move', { ...back, undo: true })).toEqual(DONE)
  expect((await conversation(id)).inboxId).toBe(support.id)
})

test('ruling 10: after a minute it is a move like every other', async () => {
  const { ada, support, sales } = world
  await configure({ allowMoving: true })
  const id = await desk.receive('Sell me one')
  await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })
  await desk.rows(
    sql`update conversation_member set placed = jsonb_set(placed, '{0,at}', to_jsonb(${instant(Date.now() - 61_000)}::text))
      where conversation_id = ${id} and member_id = ${ada}`,
  )
  await changesNothing(async () =>
    expect(await desk.run(ada, 'conversation.move', { ids: [id], inboxId: support.id, undo: true })).toEqual(
      refused('moving-off'),
    ),
  )
})

test('INB-14: it stays the one thread of its number and people, and with whoever is there too', async () => {
  const { ada, cleo, sales } = world
  await configure({ allowMoving: true })
  const id = await desk.receive('Sell me one')
  await assign(ada, id, ada)
  await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })
  expect(await desk.receive('Please')).toBe(id)
  expect(await conversation(id)).toMatchObject({ inboxId: sales.id, assigneeId: ada, status: 'open' })
  expect(await unreadFor(ada, cleo)(id)).toEqual([true, true])
})

test('INB-14: what nobody has read is unread for each where unread is personal', async () => {
  const { ada, cleo, sales } = world
  await configure({ allowMoving: true })
  await configure({ unreadMode: 'personal' }, sales.id)
  const id = await desk.receive('Sell me one')
  await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })
  expect(await unreadFor(ada, cleo)(id)).toEqual([true, true])
})

test('ruling 10: a move that is taken back leaves Ben, who could not see it there, what he had to read', async () => {
  const { ada, ben, sales, support } = world
  await configure({ allowMoving: true, unreadMode: 'personal' })
  await configure({ unreadMode: 'personal' }, sales.id)
  const id = await desk.receive('Hello')
  await desk.run(ada, 'conversation.move', { ids: [id], inboxId: sales.id })
  expect([await unreadFor(ada, ben)(id), await waiting(ben)]).toEqual([[true, false], { mine: 0, unread: 0 }])
  await desk.run(ada, 'conversation.move', { ids: [id], inboxId: support.id, undo: true })
  expect([await unreadFor(ada, ben)(id), await waiting(ben)]).toEqual([[true, true], { mine: 0, unread: 1 }])
})

test('ST-13: pins of the team and of one member are two facts', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Important')
  await desk.run(ada, 'conversation.pin', { ids: [id], on: true })
  await desk.run(ben, 'conversation.pin-mine', { ids: [id], pin: 2.5 })
  await desk.run(ada, 'conversation.pin', { ids: [id], on: false })
  expect((await conversation(id)).pinnedAt).toBeNull()
  expect([await member(ada, id), await member(ben, id)]).toMatchObject([undefined, { pin: 2.5 }])
})

for (const unreadMode of ['team', 'personal'] as const)
  test(`snooze: its time brings it back as a reminder to a ${unreadMode} inbox, by its job or by the sweep`, async () => {
    const { ada, ben, core, workspaceId } = world
    await configure({ unreadMode })
    for (const wake of [wakeByJob, () => wakeOverdue(core)]) {
      const id = await desk.receive('Call me tomorrow')
      const until = instant(Date.now() + 86_400_000)
      expect(await desk.run(ada, 'conversation.snooze', { ids: [id], until })).toEqual(DONE)
      await desk.run(ben, 'conversation.read', { ids: [id] })
      expect(await jobs(`wake ${id}`)).toEqual([{ task: 'conversation.wake', runAt: until }])
      await wakeNow(core, { workspaceId, conversationId: id })
      expect(await conversation(id)).toMatchObject({ status: 'open', snoozedUntil: until, unread: false })
      await desk.rows(
        sql`update conversation set snoozed_until = now() - interval '2 minutes' where id = ${id}`,
      )
      await wake(id)
      expect(await conversation(id)).toMatchObject({ status: 'open', snoozedUntil: null, unread: true })
      expect(await unreadFor(ada, ben)(id)).toEqual([true, true])
      expect((await lines(id)).at(-1)).toMatchObject({ type: 'conversation.wake', actorId: null })
      await desk.run(ada, 'conversation.done', { ids: [id] })
    }

    async function wakeByJob(conversationId: string): Promise<void> {
      await wakeNow(core, { workspaceId, conversationId })
    }
  })

test('snooze: an answer of the customer brings it back before its time, and then it is not woken again', async () => {
  const { ada, core, workspaceId } = world
  const id = await desk.receive('Call me tomorrow')
  const until = instant(Date.now() + 60_000)
  expect(await desk.run(ada, 'conversation.snooze', { ids: [id], until: instant(0) })).toEqual(
    refused('in-the-past'),
  )
  await desk.run(ada, 'conversation.snooze', { ids: [id], until })
  await desk.receive('No, today')
  expect(await conversation(id)).toMatchObject({ snoozedUntil: null, unread: true })
  await changesNothing(() => wakeNow(core, { workspaceId, conversationId: id }))
})

test('CH-9: a tag that is removed is gone from every conversation', async () => {
  const { ada, ben, core, workspaceId } = world
  const tagId = uuidv7()
  const ids = [await desk.receive('A'), await desk.receive('B', { from: '+14155550178' })]
  await desk.run(ada, 'tag.save', { id: tagId, name: 'VIP', color: 'gray' })
  await desk.run(ben, 'conversation.tag', { ids, tagId, on: true })
  const tagged = { filter: { inboxId: null, shelf: 'open', tagId }, last: null, limit: 10 }
  expect(await listed(ada, tagged)).toHaveLength(2)
  await desk.run(ada, 'tag.remove', { id: tagId })
  await untagAll(core, { workspaceId, tagId })
  for (const id of ids) expect((await conversation(id)).tagIds).toEqual([])
  expect(await listed(ada, tagged)).toEqual([])
  expect(await desk.run(ben, 'conversation.tag', { ids, tagId, on: true })).toEqual(refused('not-found'))
})

test('what is of another inbox or workspace is not found by any command, and nothing changes', async () => {
  const { cleo, ben, sales } = world
  const id = await desk.receive('For Support')
  const own = await desk.receive('For Sales', { line: sales.line })
  const elsewhere = await createWorld(base.db)
  const foreign = await deskOf(elsewhere).receive('For others')
  await changesNothing(async () => {
    for (const ids of [[id], [own, id], [foreign], [uuidv7()]])
      for (const [name, input] of Object.entries(everyInput()))
        expect([name, await desk.run(cleo, name, { ...input, ids })]).toEqual([name, refused('not-found')])
    const message = { messageId: uuidv7(), text: 'Hi' }
    expect(await desk.run(cleo, 'message.send', { ...message, conversationId: id })).toEqual(
      refused('not-found'),
    )
    expect(await desk.run(cleo, 'conversation.delete', { id, confirmed: true })).toEqual(refused('not-found'))
    expect(await desk.run(ben, 'conversation.delete', { id, confirmed: true })).toEqual(
      refused('not-installer'),
    )
    expect(await desk.run(ben, 'conversation.delete', { id, confirmed: false })).toEqual(
      refused('invalid-input'),
    )
    for (const inboxId of [world.support.id, elsewhere.support.id])
      expect(await desk.run(cleo, 'inbox.configure', { inboxId, name: 'Mine' })).toEqual(refused('not-found'))
    expect(await desk.run(cleo, 'tag.remove', { id: uuidv7() })).toEqual(refused('not-found'))
    expect(await desk.run(cleo, 'no.such', {})).toEqual(refused('unknown-command'))
  })

  function everyInput(): Record<string, object> {
    const until = instant(Date.now() + 60_000)
    return {
      ...{
        'conversation.done': {},
        'conversation.open': {},
        'conversation.spam': {},
        'conversation.read': {},
      },
      ...{
        'conversation.unread': {},
        'conversation.snooze': { until },
        'conversation.assign': { memberId: null },
      },
      ...{ 'conversation.move': { inboxId: sales.id }, 'conversation.tag': { tagId: uuidv7(), on: false } },
      ...{ 'conversation.pin': { on: true }, 'conversation.pin-mine': { pin: 1 } },
    }
  }
})

test('many at once are done all or not at all, each with a line of its own', async () => {
  const { ada, ben, sales } = world
  const ids = [await desk.receive('A'), await desk.receive('B', { from: '+14155550178' })]
  const other = await desk.receive('C', { line: sales.line })
  await changesNothing(async () =>
    expect(await desk.run(ben, 'conversation.done', { ids: [...ids, other] })).toEqual(refused('not-found')),
  )
  expect(await desk.run(ada, 'conversation.done', { ids: [...ids, other, ...ids] })).toEqual(DONE)
  for (const id of [...ids, other]) {
    expect(await conversation(id)).toMatchObject({ status: 'done', itemSeq: 2 })
    expect(await lines(id)).toMatchObject([{ type: 'conversation.done', actorId: ada }])
  }
})

test('what one of many has read already is not counted again for the next', async () => {
  const { ada, ben } = world
  await configure({ unreadMode: 'hybrid' })
  const read = await desk.receive('A')
  const unread = await desk.receive('B', { from: '+14155550178' })
  await desk.run(ada, 'conversation.read', { ids: [read] })
  expect([await waiting(ada), await waiting(ben)]).toMatchObject([{ unread: 1 }, { unread: 2 }])
  await desk.run(ada, 'conversation.done', { ids: [read, unread] })
  expect([await waiting(ada), await waiting(ben)]).toMatchObject([{ unread: 0 }, { unread: 0 }])
})

test('a new member’s place in a list is their own', async () => {
  const { core, workspaceId, support } = world
  const eve = uuidv7()
  const member = {
    id: eve,
    name: 'Eve',
    email: `${eve}@example.com`,
    role: 'member',
    passwordHash: '-',
  } as const
  const system: Actor = { type: 'system', id: null }
  await write(core, workspaceId, system, async (write) => {
    await admit(write, member)
    await addMember(write, member)
  })
  const id = await desk.receive('Not for Eve')
  expect(await listed(eve, { filter: { inboxId: null, shelf: 'open' }, last: null, limit: 10 })).toEqual([])
  expect(await assign(world.ada, id, eve)).toEqual(refused('not-in-inbox'))
  await desk.rows(
    sql`insert into inbox_member (workspace_id, id, inbox_id, member_id)
      values (${workspaceId}, ${inboxMemberId(support.id, eve)}, ${support.id}, ${eve})`,
  )
  expect(await listed(eve, { filter: { inboxId: null, shelf: 'open' }, last: null, limit: 10 })).toEqual([id])
  expect(await assign(world.ada, id, eve)).toEqual(DONE)
})

async function changesNothing(work: () => Promise<void>): Promise<void> {
  const before = await desk.facts()
  await work()
  expect(await desk.facts()).toEqual(before)
}

function assign(by: string, id: string, memberId: string | null) {
  return desk.run(by, 'conversation.assign', { ids: [id], memberId })
}

function send(by: string, conversationId: string, text: string, thenDone = false) {
  return desk.run(by, 'message.send', { messageId: uuidv7(), conversationId, text, thenDone })
}

async function configure(settings: object, inboxId = world.support.id): Promise<void> {
  expect(await desk.run(world.ada, 'inbox.configure', { inboxId, ...settings })).toEqual(DONE)
}

async function conversation(id: string): Promise<Conversation> {
  const [row] = await desk.rows(
    sql<Conversation>`select inbox_id as "inboxId", status, unread, assignee_id as "assigneeId", item_seq as "itemSeq",
      waiting_since as "waitingSince", snoozed_until as "snoozedUntil", pinned_at as "pinnedAt", tag_ids as "tagIds"
      from conversation where workspace_id = ${world.workspaceId} and id = ${id}`,
  )
  if (!row) throw new Error('No such conversation')
  return row
}

type Mine = { unread: boolean; pin: number | null }

async function member(memberId: string, id: string): Promise<Mine | undefined> {
  const [row] = await desk.rows(
    sql<Mine>`select unread, pin from conversation_member
      where workspace_id = ${world.workspaceId} and id = ${conversationMemberId(id, memberId)}`,
  )
  return row
}

/** Whether each of these is unread for each of them, member by member for the first, then for the next. */
function unreadFor(...memberIds: string[]) {
  return async (...ids: string[]): Promise<boolean[]> => {
    const answers: boolean[] = []
    for (const id of ids) {
      const row = await conversation(id)
      const [inbox] = await desk.rows(
        sql<{ mode: UnreadMode }>`select unread_mode as mode from inbox
          where workspace_id = ${world.workspaceId} and id = ${row.inboxId}`,
      )
      for (const memberId of memberIds)
        answers.push(isUnread(row, await member(memberId, id), inbox?.mode ?? 'team'))
    }
    return answers
  }
}

async function waiting(memberId: string): Promise<{ mine: number; unread: number }> {
  const [row] = await desk.rows(
    sql<{ mine: number; unread: number }>`select mine, unread from member_counter
      where workspace_id = ${world.workspaceId} and id = ${inboxMemberId(world.support.id, memberId)}`,
  )
  return row ?? { mine: 0, unread: 0 }
}

type Line = { type: string; actorId: string | null; data: object }

/** What the thread says beside the messages. */
function lines(id: string): Promise<Line[]> {
  return desk.rows(
    sql<Line>`select type, actor_id as "actorId", data from event
      where workspace_id = ${world.workspaceId} and conversation_id = ${id} and seq is not null order by seq`,
  )
}

/** Of which types an audience has heard. */
async function heardBy(audience: string): Promise<string[]> {
  const heard = await desk.rows(
    sql<{ type: string }>`select type from change
      where workspace_id = ${world.workspaceId} and audience = ${audience} order by seq`,
  )
  return heard.map(({ type }) => type)
}

async function listed(memberId: string, input: object): Promise<string[]> {
  const page = await desk.ask(memberId, 'conversation.list', input)
  if (!page.ok) throw new Error(page.error.code)
  return (page.value.rows.conversation ?? []).map(({ id }) => id)
}

function jobs(key: string): Promise<{ task: string; runAt: string }[]> {
  return ownerRows(
    base.db,
    sql<{ task: string; runAt: string }>`select task_identifier as task, run_at as "runAt"
      from graphile_worker.jobs where key = ${key}`,
  )
}
