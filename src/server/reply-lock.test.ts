import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { MessageReceived } from '#channel/event.ts'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import { assignCommand, moveCommand } from '#features/conversation/conversation.api.ts'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import { reachTable } from '#features/member/member.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { sendCommand } from '#features/message/message.api.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import type { Result } from '#kit/result.ts'
import type { Present, PresentAt } from '#sync/around.ts'
import { write } from '#sync/write.server.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'

const LOCKED = { ok: false, error: { code: 'reply-locked', params: { name: 'Ben' } } }

let app: TestApp
let ada: Browser
let ben: Browser
let customers = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

beforeEach(async () => {
  ;[ada, ben] = await Promise.all([live(app.world.ada), live(app.world.ben)])
  return () => {
    for (const { connection } of [ada, ben]) connection.close()
  }
})

test('who looks at a conversation and writes there is on the other’s screen, and gone with their socket', async () => {
  const { id } = await begin()
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  ben.connection.close()
  await seen(ada, id, [])
})

test('after a break each side hears of the other again', async () => {
  const { id } = await begin()
  ada.connection.here({ conversationId: id, writing: false })
  ben.connection.here({ conversationId: id, writing: true })
  const both = [
    { memberId: app.world.ada, writing: false },
    { memberId: app.world.ben, writing: true },
  ]
  await seen(ada, id, both)
  await app.restart()
  await seen(ada, id, [])
  for (const browser of [ada, ben]) await seen(browser, id, both)
})

test('who is not in the inbox hears no word of it on their socket, and is not seen whatever they say', async () => {
  const { id } = await begin()
  const cleo = await rawSocket(app.world.cleo)
  cleo.say({ t: 'here', conversationId: id, writing: true })
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  await cleo.answered()
  expect(cleo.heard.join()).not.toContain(id)
  const places = cleo.heard.flatMap((text) => (text.includes('"around"') ? JSON.parse(text).places : []))
  expect(new Set(places.map((place: PresentAt) => place.conversationId))).toEqual(
    new Set([app.world.workspaceId]),
  )
})

test('who is put out of the inbox hears no more, and is no longer there for those who stay', async () => {
  const { id } = await begin()
  await admit(app.world.cleo, true)
  const cleo = await rawSocket(app.world.cleo)
  cleo.say({ t: 'here', conversationId: id, writing: false })
  await seen(ada, id, [{ memberId: app.world.cleo, writing: false }])
  await admit(app.world.cleo, false)
  await seen(ada, id, [])
  const before = cleo.heard.length
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  await cleo.answered()
  expect(cleo.heard.slice(before).join()).not.toContain(id)
})

test('a conversation that leaves for another inbox is empty for those who cannot follow', async () => {
  const { id } = await begin()
  const { support, sales } = app.world
  await done(ada, configureInboxCommand.name, { inboxId: support.id, allowMoving: true })
  ada.connection.here({ conversationId: id, writing: false })
  ben.connection.here({ conversationId: id, writing: false })
  await eventually(() => expect(ben.connection.around.at(id)).toHaveLength(2))
  await done(ada, moveCommand.name, { ids: [id], inboxId: sales.id })
  await seen(ben, id, [])
  await seen(ada, id, [{ memberId: app.world.ada, writing: false }])
})

test('what is not a place ends the socket; a place that is none does not', async () => {
  const cleo = await rawSocket(app.world.cleo)
  cleo.say({ t: 'here', conversationId: uuidv7(), writing: true })
  await cleo.answered()
  const closed = new Promise((resolve) => cleo.socket.once('close', resolve))
  cleo.say({ t: 'here', conversationId: 'everywhere', writing: true })
  expect(await closed).toBe(1008)
})

test('while the assignee writes, nobody else can answer; when they stop, everybody can', async () => {
  const { id } = await begin({ assignee: app.world.ben, lock: true })
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  expect(await reply(ada, id)).toEqual(LOCKED)
  expect(await startWith(ada, id)).toEqual(LOCKED)
  expect(await reply(ben, id)).toMatchObject({ ok: true })
  ben.connection.here({ conversationId: id, writing: false })
  await seen(ada, id, [{ memberId: app.world.ben, writing: false }])
  expect(await reply(ada, id)).toMatchObject({ ok: true })
})

test('without the lock, or while another than the assignee writes, everybody can answer', async () => {
  const open = await begin({ assignee: app.world.ben, lock: false })
  ben.connection.here({ conversationId: open.id, writing: true })
  await seen(ada, open.id, [{ memberId: app.world.ben, writing: true }])
  expect(await reply(ada, open.id)).toMatchObject({ ok: true })
  const adas = await begin({ assignee: app.world.ada, lock: true })
  ben.connection.here({ conversationId: adas.id, writing: true })
  await seen(ada, adas.id, [{ memberId: app.world.ben, writing: true }])
  expect(await reply(ada, adas.id)).toMatchObject({ ok: true })
})

test('who may not see the conversation is not told that somebody writes there', async () => {
  const { id } = await begin({ assignee: app.world.ben, lock: true })
  const cleo = await live(app.world.cleo)
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  expect(await reply(cleo, id)).toEqual({ ok: false, error: { code: 'not-found' } })
})

test('a program is nobody who would see a lock: it sends', async () => {
  const { id, number } = await begin({ assignee: app.world.ben, lock: true })
  ben.connection.here({ conversationId: id, writing: true })
  await seen(ada, id, [{ memberId: app.world.ben, writing: true }])
  const { core, workspaceId, support } = app.world
  const { key } = await createApiKey(core, workspaceId, { name: 'Shop', memberId: app.world.ada })
  const response = await fetch(`${app.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'Shipped', from: publicId('PN', support.line.id), to: [number] }),
  })
  expect(response.status).toBe(202)
})

async function live(memberId: string): Promise<Browser> {
  const browser = await app.browser(memberId)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}

async function begin({ assignee = '', lock = false } = {}): Promise<{ id: string; number: string }> {
  const { core, support } = app.world
  const number = `+1415555${String(3000 + ++customers)}`
  const event: MessageReceived = {
    ...{ type: 'message-received', providerMessageId: uuidv7(), text: 'Hello?', media: [], at: null },
    ...{ from: number, to: support.line.address },
  }
  await createInbound(core).accept({ line: support.line, event })
  const [row] = await ownerRows(
    core.db,
    sql<{ id: string }>`select id from conversation where participants = ${[number]}`,
  )
  const id = row?.id ?? ''
  await done(ada, configureInboxCommand.name, { inboxId: support.id, replyLock: lock })
  if (assignee) await done(ada, assignCommand.name, { ids: [id], memberId: assignee })
  return { id, number }
}

async function done({ connection }: Browser, name: string, input: unknown): Promise<void> {
  expect(await connection.call(name, input)).toMatchObject({ ok: true })
}

function reply({ connection }: Browser, conversationId: string): Promise<Result<unknown>> {
  return connection.call(sendCommand.name, { messageId: uuidv7(), conversationId, text: 'Hello!' })
}

// The same from the dialog for a new message.
async function startWith({ connection }: Browser, conversationId: string): Promise<Result<unknown>> {
  const { core, support } = app.world
  const [row] = await ownerRows(
    core.db,
    sql<{ participants: string[] }>`select participants from conversation where id = ${conversationId}`,
  )
  const input = { messageId: uuidv7(), lineId: support.line.id, to: row?.participants[0], text: 'Hello!' }
  return connection.call('conversation.start', input)
}

async function admit(memberId: string, into: boolean): Promise<void> {
  const { core, workspaceId, support } = app.world
  await write(core, workspaceId, { type: 'member', id: app.world.ada }, async (write) => {
    write.also(
      into
        ? sql`insert into inbox_member (workspace_id, id, inbox_id, member_id)
            values (${workspaceId}, pair_id(${support.id}, ${memberId}), ${support.id}, ${memberId})`
        : sql`delete from inbox_member where workspace_id = ${workspaceId} and inbox_id = ${support.id} and member_id = ${memberId}`,
    )
    write.changed(reachTable, [{ id: memberId }])
  })
}

async function rawSocket(memberId: string) {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/sync`, {
    headers: { cookie: await app.cookieOf(memberId) },
  })
  const heard: string[] = []
  socket.on('message', (data: Buffer) => heard.push(data.toString()))
  await new Promise((resolve) => socket.once('open', resolve))
  const say = (frame: object) => socket.send(JSON.stringify(frame))
  say({ t: 'hello', since: null, memberId: null, inboxIds: [] })
  await eventually(() => expect(heard.join()).toContain('"around"'))
  return { socket, heard, say, answered }

  // Longer than what happens is gathered before it is told; then all that came before has been heard.
  async function answered(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const id = uuidv7()
    say({ t: 'command', id, name: 'no.such', input: null })
    await eventually(() => expect(heard.join()).toContain(id))
  }
}

async function seen({ connection }: Browser, id: string, present: Present[]): Promise<void> {
  await eventually(() => expect(connection.around.at(id)).toEqual(present))
}
