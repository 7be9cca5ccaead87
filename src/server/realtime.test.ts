import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { MessageReceived } from '#channel/event.ts'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import {
  doneCommand,
  listQuery,
  readCommand,
  threadQuery,
  unreadCommand,
} from '#features/conversation/conversation.api.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import type { ListPosition } from '#features/conversation/list.ts'
import { inboxCounterType, inboxType } from '#features/inbox/inbox.ts'
import { everybodyComesAgain, reachTable } from '#features/member/member.server.ts'
import { createInbound, type Inbound } from '#features/message/inbound.server.ts'
import { sendCommand } from '#features/message/message.api.ts'
import { type Message, messageType } from '#features/message/message.ts'
import { uuidv7 } from '#kit/id.ts'
import { write } from '#sync/write.server.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'
import { DORA } from '#test/world.ts'

let app: TestApp
let inbound: Inbound

beforeAll(async () => {
  app = await startTestApp()
  inbound = createInbound(app.world.core)
})
afterAll(() => app.close())

test('a text is on the screens of those who share the inbox, and on nobody else’s', async () => {
  const [ada, ben, cleo] = await Promise.all([open(app.world.ada), open(app.world.ben), open(app.world.cleo)])
  await receive('Is my order ready?')
  for (const browser of [ada, ben])
    await eventually(() => expect(previews(browser)).toContain('Is my order ready?'))
  await settled(cleo)
  expect(previews(cleo)).toEqual([])
  expect(cleo.store.all(inboxType).map(({ name }) => name)).toEqual(['Sales'])
  expect(counter(ben)).toMatchObject({ open: 1, unread: 1 })
})

test('what one member does is on the other’s screen, and both are equal at rest', async () => {
  const [ada, ben] = await Promise.all([open(app.world.ada), open(app.world.ben)])
  const { id } = await receive('Hello?')
  await eventually(() => expect(ada.store.get(conversationType, id)).toBeDefined())
  await Promise.all([ask(ada, id), ask(ben, id)])
  const before = counter(ben).unread
  await ada.connection.run(readCommand, { ids: [id] })
  await ada.connection.run(doneCommand, { ids: [id] })
  await eventually(() =>
    expect(ben.store.get(conversationType, id)).toMatchObject({ status: 'done', unread: false }),
  )
  await eventually(() => expect(counter(ben).unread).toBe(before - 1))
  expect(ben.store.thread(id).map(({ type }) => type)).toContain('event')
  await equalAtRest(ada, ben, id)
})

test('the reply is shown before the server knows of it, then as it goes out', async () => {
  const ada = await open(app.world.ada)
  const { id } = await receive('Do you open on Sundays?')
  await ask(ada, id)
  const messageId = uuidv7()
  const sent = ada.connection.run(sendCommand, {
    messageId,
    conversationId: id,
    text: 'From ten to two.',
    thenDone: false,
  })
  expect(ada.store.get(messageType, messageId)).toMatchObject({ status: 'queued', text: 'From ten to two.' })
  expect(await sent).toMatchObject({ ok: true })
  await eventually(() => expect(ada.store.get(messageType, messageId)?.status).toBe('delivered'))
})

test('a command sent twice is done once, and answered alike', async () => {
  const ada = await open(app.world.ada)
  const { id } = await receive('Twice?')
  const socket = await rawSocket(app.world.ada)
  const input = { messageId: uuidv7(), conversationId: id, text: 'Once.' }
  const frame = JSON.stringify({ t: 'command', id: uuidv7(), name: sendCommand.name, input })
  const answers: { t: string; id?: string }[] = []
  socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString())))
  for (let i = 0; i < 5; i++) socket.send(frame)
  await eventually(() => expect(answers.filter(({ t }) => t === 'done')).toHaveLength(5))
  socket.close()
  const items = await ask(ada, id)
  expect(items.filter(({ text }) => text === 'Once.')).toHaveLength(1)
})

test('a laptop that slept through a restart and a busy hour has caught up exactly', async () => {
  const ada = await open(app.world.ada)
  const ben = await open(app.world.ben)
  const { id } = await receive('Before the gap')
  await Promise.all([ask(ada, id), ask(ben, id)])
  for (const socket of ada.sockets) socket.terminate()
  await app.restart()
  for (let i = 0; i < 30; i++) await receive(`Message ${i}`)
  await ben.connection.run(unreadCommand, { ids: [id] })
  await eventually(() => expect(ada.connection.state()).toBe('live'))
  await equalAtRest(ada, ben, id)
  expect(texts(ada, id).slice(-30)).toEqual(Array.from({ length: 30 }, (_, i) => `Message ${i}`))
})

test('what was done offline is sent when the line is back, once', async () => {
  const ada = await open(app.world.ada)
  const { id } = await receive('Offline?')
  await ask(ada, id)
  for (const socket of ada.sockets) socket.terminate()
  await eventually(() => expect(ada.connection.state()).toBe('offline'))
  const sent = ada.connection.run(sendCommand, {
    messageId: uuidv7(),
    conversationId: id,
    text: 'Written on a train',
    thenDone: false,
  })
  expect(texts(ada, id)).toContain('Written on a train')
  expect(await sent).toMatchObject({ ok: true })
  const ben = await open(app.world.ben)
  await ask(ben, id)
  expect(texts(ben, id).filter((text) => text === 'Written on a train')).toHaveLength(1)
})

test('a refused command is undone on the screen, with the reason', async () => {
  const refused = vi.fn()
  const cleo = await open(app.world.cleo, { onRefused: refused })
  const { id } = await receive('Not for Cleo')
  const result = await cleo.connection.run(doneCommand, { ids: [id] })
  expect(result).toEqual({ ok: false, error: { code: 'not-found' } })
  expect(refused).toHaveBeenCalledWith({ code: 'not-found' }, 'conversation.done', { ids: [id] })
})

test('who is let into an inbox sees it at once, and who is put out sees it no more', async () => {
  const cleo = await open(app.world.cleo)
  const { id } = await receive('For a new colleague')
  await letIn(app.world.cleo, app.world.support.id, true)
  await eventually(() =>
    expect(cleo.store.all(inboxType).map(({ name }) => name)).toEqual(['Support', 'Sales']),
  )
  await ask(cleo, id)
  expect(texts(cleo, id)).toContain('For a new colleague')
  await letIn(app.world.cleo, app.world.support.id, false)
  await eventually(() => expect(cleo.store.all(inboxType).map(({ name }) => name)).toEqual(['Sales']))
  expect(cleo.store.get(conversationType, id)).toBeUndefined()
  expect(cleo.store.thread(id)).toEqual([])
})

test('another inbox’s list and thread are not found', async () => {
  const cleo = await open(app.world.cleo)
  const { id } = await receive('Private to Support')
  const filter = { inboxId: app.world.support.id, shelf: 'open' as const }
  const list = { filter, last: null, limit: 50 }
  expect(await cleo.connection.ask(listQuery, list)).toEqual({ ok: false, error: { code: 'not-found' } })
  const thread = await cleo.connection.ask(threadQuery, { conversationId: id, before: null, limit: 50 })
  expect(thread).toEqual({ ok: false, error: { code: 'not-found' } })
})

test('a socket without a session, from another origin, or that talks nonsense is closed', async () => {
  expect(await closeCode(new WebSocket(`${app.url.replace('http', 'ws')}/sync`))).toBe(4401)
  const foreign = new WebSocket(`${app.url.replace('http', 'ws')}/sync`, { origin: 'https://evil.example' })
  expect(await closeCode(foreign)).toBe(1006)
  const older = await rawSocket(app.world.ada)
  older.send(JSON.stringify({ t: 'hello', protocol: 0, since: null, memberId: null, inboxIds: [] }))
  expect(await closeCode(older)).toBe(4426)
  const nonsense = await rawSocket(app.world.ada)
  nonsense.send('{"t":"hello"')
  expect(await closeCode(nonsense)).toBe(1008)
})

test('a list is walked page by page, each conversation once, newest first', async () => {
  const ada = await open(app.world.ada)
  for (let i = 0; i < 25; i++) await receive(`Hi ${i}`, `+141555502${String(i).padStart(2, '0')}`)
  const seen: string[] = []
  const filter = { inboxId: app.world.support.id, shelf: 'open' as const }
  let last: ListPosition | null = null
  for (let more = true; more; ) {
    const page = await ada.connection.ask(listQuery, { filter, last, limit: 10 })
    if (!page.ok) throw new Error(page.error.code)
    const rows = (page.value.rows[conversationType.name] ?? []) as { id: string; lastActivityAt: string }[] // The list's own rows.
    seen.push(...rows.map((row) => row.id))
    const [end] = rows.slice(-1)
    last = end ? { part: 'rest', at: end.lastActivityAt, id: end.id } : null
    more = page.value.more
  }
  const open_ = ada.store.all(conversationType).filter(({ status }) => status === 'open')
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(
    open_.toSorted((a, b) => (a.lastActivityAt > b.lastActivityAt ? -1 : 1)).map((row) => row.id),
  )
})

test('rows that were changed without a word are on each screen, whether it was there or comes later', async () => {
  const { core, ada, ben, support } = app.world
  const [here, away] = await Promise.all([open(ada), open(ben)])
  for (const socket of away.sockets) socket.terminate()
  await ownerRows(core.db, sql`update inbox set emoji = '🪴' where id = ${support.id}`)
  await everybodyComesAgain((statement) => ownerRows(core.db, statement))
  away.connection.wake()
  await receive('And life goes on')
  for (const { store } of [here, away])
    await eventually(() => expect(store.get(inboxType, support.id)?.emoji).toBe('🪴'))
})

async function open(memberId: string, options = {}): Promise<Browser> {
  const browser = await app.browser(memberId, options)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}

async function receive(text: string, from = DORA): Promise<{ id: string }> {
  const event: MessageReceived = {
    type: 'message-received',
    providerMessageId: uuidv7(),
    to: '',
    from,
    text,
    media: [],
    at: null,
  }
  const { line } = app.world.support
  await inbound.accept({ line, event: { ...event, to: line.address } })
  return { id: await conversationOf(from) }
}

async function letIn(memberId: string, inboxId: string, into: boolean): Promise<void> {
  const { core, workspaceId, ada } = app.world
  await write(core, workspaceId, { type: 'member', id: ada }, async (write) => {
    write.also(
      into
        ? sql`insert into inbox_member (workspace_id, id, inbox_id, member_id)
            values (${workspaceId}, pair_id(${inboxId}, ${memberId}), ${inboxId}, ${memberId})`
        : sql`delete from inbox_member where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and member_id = ${memberId}`,
    )
    write.changed(reachTable, [{ id: memberId }])
  })
}

async function conversationOf(from: string): Promise<string> {
  const row = await inWorkspace(app.world.core.db, app.world.workspaceId, (tx) =>
    tx.one(
      sql<{
        id: string
      }>`select id from conversation where workspace_id = ${app.world.workspaceId} and participants = ${[from]}`,
    ),
  )
  return row?.id ?? ''
}

async function ask({ store, connection }: Browser, conversationId: string): Promise<Message[]> {
  store.holdThread(conversationId)
  await connection.ask(threadQuery, { conversationId, before: null, limit: 50 })
  return store.all(messageType).filter((message) => message.conversationId === conversationId)
}

function texts({ store }: Browser, conversationId: string): string[] {
  const rows = store.thread(conversationId).filter(({ type }) => type === messageType.name)
  return rows.map(({ row }) => store.get(messageType, row.id)?.text ?? '')
}

function previews({ store }: Browser): string[] {
  return store.all(conversationType).map(({ preview }) => preview.text)
}

function counter({ store }: Browser) {
  return store.get(inboxCounterType, app.world.support.id) ?? { open: 0, unread: 0 }
}

async function equalAtRest(one: Browser, other: Browser, conversationId: string): Promise<void> {
  await eventually(() => {
    expect(one.store.get(conversationType, conversationId)).toEqual(
      other.store.get(conversationType, conversationId),
    )
    expect(one.store.thread(conversationId)).toEqual(other.store.thread(conversationId))
    expect(counter(one)).toEqual(counter(other))
  })
}

// The server answers in order: after this answer, whatever came before has been heard.
async function settled({ connection }: Browser): Promise<void> {
  await connection.call('no.such', {})
}

async function rawSocket(memberId: string): Promise<WebSocket> {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/sync`, {
    headers: { cookie: await app.cookieOf(memberId) },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send(JSON.stringify({ t: 'hello', since: null, memberId: null, inboxIds: [] }))
  return socket
}

function closeCode(socket: WebSocket): Promise<number> {
  socket.on('error', () => {})
  return new Promise((resolve) => socket.once('close', resolve))
}
