import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { shareHistoryNow } from '#features/conversation/share-history.server.ts'
import { type ConnectedLine, connectedLine } from '#features/line/line.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { addLine, newSandboxSettings } from '#features/onboarding/connect.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { createHub } from '#server/hub.ts'
import { TABLES } from '#server/registry.ts'
import { catchUp } from '#sync/feed.server.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, KEY, type World } from '#test/world.ts'
import { addInbox } from './inbox.server.ts'

const ADAS_NUMBER = '+14155550199'
const EARLIER = /before the number was shared/

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk
let adas: { id: string; line: ConnectedLine }

beforeAll(async () => {
  base = await testDatabase()
})
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
  adas = await privateInbox(world.ada)
})
afterAll(() => base.drop())

const refused = (error: string) => ({ ok: false, error })

test('INB-11: only its owner shares a private inbox, with members of the workspace', async () => {
  const { ada, ben, support } = world
  const input = { inboxId: adas.id, name: 'Shop', emoji: '🛒', memberIds: [ben] }
  const before = await desk.facts()
  expect(await desk.run(ben, 'inbox.share', input)).toEqual(refused('not-found'))
  expect(await desk.run(ada, 'inbox.share', { ...input, inboxId: support.id })).toEqual(
    refused('not-allowed'),
  )
  expect(await desk.run(ada, 'inbox.share', { ...input, memberIds: [uuidv7()] })).toEqual(
    refused('not-found'),
  )
  expect(await desk.run(ada, 'inbox.share', { ...input, name: ' ' })).toEqual(refused('invalid-input'))
  const elsewhere = await createWorld(base.db)
  expect(await desk.run(ada, 'inbox.share', { ...input, memberIds: [elsewhere.ben] })).toEqual(
    refused('not-found'),
  )
  expect(await desk.facts()).toEqual(before)
  await share()
  expect(await desk.run(ada, 'inbox.share', input)).toEqual(refused('nothing-to-share'))
})

test('INB-11: what was said before the number was shared stays with whoever it was said to', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Dora, before the number was shared', { line: adas.line })
  await send(ada, id, 'Ada, before the number was shared')
  const start = await seq()
  const shared = await share()
  expect(await listed(ben, shared)).toEqual([])
  expect(await listed(ada, adas.id)).toEqual([id])

  const screen = await watch(ben)
  expect(await desk.receive('Dora, to all of you', { line: await lineNow() })).toBe(id)
  expect(await listed(ada, adas.id)).toEqual([])
  expect(await listed(ada, shared)).toEqual([id])
  expect(await listed(ben, shared)).toEqual([id])
  expect(await texts(ben, id)).toEqual(['Dora, to all of you'])
  expect(await texts(ada, id)).toEqual([
    'Dora, before the number was shared',
    'Ada, before the number was shared',
    'Dora, to all of you',
  ])
  expect(JSON.stringify(await desk.ask(ben, 'conversation.list', list(shared)))).not.toMatch(EARLIER)
  // What a carrier still reports of the earlier ones is told to Ada alone.
  await delivered(id)
  await screen.upToDate()
  expect(screen.seen()).toContain('Dora, to all of you')
  expect(screen.seen()).not.toMatch(EARLIER)
  const missed = await catchUp(base.db, TABLES, await desk.reach(ben), start)
  expect(JSON.stringify(missed)).not.toMatch(EARLIER)
  // All that ever changed, asked for by somebody who was away all the time.
  await desk.rows(sql`delete from change where workspace_id = ${world.workspaceId} and type = 'reach'`)
  const everything = await catchUp(base.db, TABLES, await desk.reach(ben), 0)
  expect(JSON.stringify(everything)).toContain('Dora, to all of you')
  expect(JSON.stringify(everything)).not.toMatch(EARLIER)
})

test('INB-11, MO-7: that the first text to all of them ends their texts is on each screen', async () => {
  const { ben } = world
  await desk.receive('Dora, before the number was shared', { line: adas.line })
  await share()
  const screen = await watch(ben)
  await desk.receive('STOP', { line: await lineNow() })
  await screen.upToDate()
  expect(screen.seen()).toContain('"optOut":{')
  expect(screen.seen()).not.toContain('"optOut":null')
})

test('INB-11: an answer of its owner takes it along too, and a failed one from before is tried again unseen', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Dora, before the number was shared', { line: adas.line })
  const messageId = await send(ada, id, 'Ada, before the number was shared')
  await desk.rows(
    sql`update message set status = 'failed', failure_code = 'landline' where id = ${messageId}`,
  )
  const shared = await share()
  const screen = await watch(ben)
  await send(ada, id, 'Ada, for all to see')
  expect(await desk.run(ada, 'message.retry', { messageId, conversationId: id })).toMatchObject({ ok: true })
  await screen.upToDate()
  expect(await listed(ben, shared)).toEqual([id])
  expect(await texts(ben, id)).toEqual(['Ada, for all to see'])
  expect(screen.seen()).not.toMatch(EARLIER)
  expect(await desk.run(ben, 'message.retry', { messageId, conversationId: id })).toEqual(
    refused('not-found'),
  )
})

test('INB-11: its owner shares the history too, and then everybody sees all of it', async () => {
  const { ada, ben, core, workspaceId } = world
  const id = await desk.receive('Dora, before the number was shared', { line: adas.line })
  const silent = await desk.receive('Eve, before the number was shared', {
    line: adas.line,
    from: '+14155550178',
  })
  const shared = await share()
  await desk.receive('Dora, to all of you', { line: await lineNow() })
  const before = await desk.facts()
  expect(await desk.run(ben, 'inbox.share-history', { inboxId: shared })).toEqual(refused('nothing-to-share'))
  expect(await desk.run(world.cleo, 'inbox.share-history', { inboxId: shared })).toEqual(refused('not-found'))
  expect(await desk.facts()).toEqual(before)
  const screen = await watch(ben)
  const start = await seq()
  expect(await desk.run(ada, 'inbox.share-history', { inboxId: shared })).toEqual({ ok: true, value: null })
  await shareHistoryNow(core, { workspaceId, inboxId: shared, ownerId: ada })
  await screen.upToDate()
  expect(screen.moved()).toBe(true)
  expect(await listed(ben, shared)).toEqual([id, silent])
  expect(await texts(ben, id)).toEqual(['Dora, before the number was shared', 'Dora, to all of you'])
  expect(await texts(ben, silent)).toEqual(['Eve, before the number was shared'])
  expect(await listed(ada, adas.id)).toEqual([])
  // A browser that was away begins again: what it holds of these threads lacks their beginning.
  expect(await catchUp(base.db, TABLES, await desk.reach(ben), start)).toBeNull()
  expect(await desk.run(ada, 'inbox.share-history', { inboxId: shared })).toEqual(refused('nothing-to-share'))
})

test('INB-11: a new customer of a shared number is everybody’s, and nothing is moved into a private inbox', async () => {
  const { ada, ben, support } = world
  const shared = await share()
  const id = await desk.receive('Hello all', { line: await lineNow() })
  expect(await listed(ben, shared)).toEqual([id])
  await desk.run(ada, 'inbox.configure', { inboxId: support.id, allowMoving: true })
  const other = await desk.receive('For the team')
  expect(await desk.run(ada, 'conversation.move', { ids: [other], inboxId: adas.id })).toEqual(
    refused('moving-off'),
  )
})

async function privateInbox(ownerId: string): Promise<{ id: string; line: ConnectedLine }> {
  const provider = providers.get('sandbox')
  if (!provider) throw new Error('The sandbox is always installed')
  const { value } = await write(
    world.core,
    world.workspaceId,
    { type: 'system', id: null },
    async (write) => {
      const about = { name: 'Ada', emoji: '🔒', position: 9, memberIds: [ownerId], managerId: ownerId }
      const id = await addInbox(write, { ...about, settings: { ownerId } })
      const line = { provider, settings: newSandboxSettings(), address: ADAS_NUMBER, installedBy: ownerId }
      return { id, lineId: await addLine(write, KEY, { ...line, inboxId: id }) }
    },
  )
  return { id: value.id, line: await connected(value.lineId) }
}

async function connected(lineId: string): Promise<ConnectedLine> {
  const line = await inWorkspace(base.db, world.workspaceId, (tx) =>
    connectedLine(tx, lineId, providers, KEY),
  )
  if (!line) throw new Error('The line was not connected')
  return line
}

// As a webhook finds it after it was shared.
function lineNow(): Promise<ConnectedLine> {
  return connected(adas.line.id)
}

/** Ada shares her number with Ben. Answers the shared inbox. */
async function share(): Promise<string> {
  const input = { inboxId: adas.id, name: 'Shop', emoji: '🛒', memberIds: [world.ben] }
  const result = await desk.run(world.ada, 'inbox.share', input)
  if (!result.ok) throw new Error(result.error)
  // The command's own answer.
  return (result.value as { inboxId: string }).inboxId
}

async function send(by: string, conversationId: string, text: string): Promise<string> {
  const messageId = uuidv7()
  expect(await desk.run(by, 'message.send', { messageId, conversationId, text })).toMatchObject({ ok: true })
  return messageId
}

async function delivered(conversationId: string): Promise<void> {
  await desk.rows(
    sql`update message set provider_message_id = 'SM1', status = 'sent'
      where conversation_id = ${conversationId} and direction = 'out'`,
  )
  const report = { type: 'message-status', providerMessageId: 'SM1', reference: null } as const
  const event = { ...report, status: 'delivered', failure: null, at: null } as const
  await createInbound(world.core).accept({ line: await lineNow(), event })
}

function list(inboxId: string) {
  return { filter: { inboxId, shelf: 'open' }, last: null, limit: 10 }
}

async function listed(memberId: string, inboxId: string): Promise<string[]> {
  const page = await desk.ask(memberId, 'conversation.list', list(inboxId))
  if (!page.ok) throw new Error(page.error.code)
  return (page.value.rows.conversation ?? []).map(({ id }) => id)
}

/** What a member reads in a thread, oldest first. */
async function texts(memberId: string, conversationId: string): Promise<string[]> {
  const thread = await desk.ask(memberId, 'conversation.thread', { conversationId, before: null, limit: 50 })
  if (!thread.ok) throw new Error(thread.error.code)
  // A thread's messages.
  const messages = (thread.value.rows.message ?? []) as { id: string; seq: number; text: string }[]
  return messages.toSorted((a, b) => a.seq - b.seq).map(({ text }) => text)
}

/** A member's open browser: all that it is sent. */
async function watch(memberId: string) {
  const hub = createHub(base.db, world.core.feed, TABLES)
  const frames: string[] = []
  let moved = false
  const reach = await desk.reach(memberId)
  await hub.join({ reach, send: (frame) => void frames.push(frame), moved: () => (moved = true) })
  return { upToDate: () => hub.beat(), seen: () => frames.join('\n'), moved: () => moved }
}

async function seq(): Promise<number> {
  const [feed] = await desk.rows(
    sql<{ seq: number }>`select seq from feed where workspace_id = ${world.workspaceId}`,
  )
  return feed?.seq ?? 0
}
