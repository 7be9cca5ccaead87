import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { threadQuery } from '#features/conversation/conversation.api.ts'
import { HANDSET_CUSTOMERS, type HandsetMessage } from '#features/handset/handset.api.ts'
import { sendCommand } from '#features/message/message.api.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'
import { createWorld, DORA, type World } from '#test/world.ts'

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let app: TestApp
let world: World
let line: string
let cookie: string

beforeAll(async () => {
  app = await startTestApp()
  world = app.world
  line = publicId('PN', world.support.line.id)
  cookie = await app.cookieOf(world.cleo)
})
afterAll(() => app.close())

function get(path: string, headers: Record<string, string> = { cookie }) {
  return fetch(app.url + path, { headers })
}

function text(body: object, headers: Record<string, string> = { cookie }) {
  return fetch(`${app.url}/api/handset/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ line, number: DORA, text: '', ...body }),
  })
}

function thread(number = DORA) {
  return `/api/handset/messages?line=${line}&number=${encodeURIComponent(number)}`
}

async function shown(number = DORA): Promise<HandsetMessage[]> {
  return (await (await get(thread(number))).json()).messages
}

test('a member finds the lines to text, and customers to be', async () => {
  const found = await (await get('/api/handset')).json()
  expect(found.lines).toEqual([
    { id: line, display: '(415) 555-0101', address: '+14155550101', inbox: 'Support' },
    {
      ...{ id: publicId('PN', world.sales.line.id), display: '(415) 555-0102' },
      ...{ address: '+14155550102', inbox: 'Sales' },
    },
  ])
  expect(found.customers).toContainEqual({ name: 'Dora Mills', number: DORA, fails: null })
})

test('a text from the handset is in the inbox when it is answered, once', async () => {
  const id = uuidv7()
  const sent = await text({ id, text: 'Is my order ready?' })
  expect([sent.status, await sent.json()]).toEqual([201, { id }])
  expect((await text({ id, text: 'Is my order ready?' })).status).toBe(201)
  const messages = await inWorkspace(world.core.db, world.workspaceId, (tx) =>
    tx.rows(sql`select m.text, c.unread from message m join conversation c on c.id = m.conversation_id`),
  )
  expect(messages).toEqual([{ text: 'Is my order ready?', unread: true }])
  expect(await shown()).toMatchObject([
    { from: 'customer', text: 'Is my order ready?', state: 'received', media: [] },
  ])
})

test('our answer is on the phone when it has arrived there, and the phone is told', async () => {
  const stream = await get(`/api/handset/stream?line=${line}&number=${encodeURIComponent(DORA)}`)
  const reader = stream.body?.getReader()
  const told = async () => new TextDecoder().decode((await reader?.read())?.value)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  expect(await told()).toBe('data: changed\n\n')
  await answer('Yes, come by!')
  await vi.waitFor(
    async () => {
      await told()
      expect((await shown()).at(-1)).toMatchObject({
        from: 'team',
        text: 'Yes, come by!',
        state: 'delivered',
      })
    },
    { timeout: 10_000, interval: 0 },
  )
  await reader?.cancel()
})

async function answer(body: string): Promise<void> {
  const ada = await app.browser(world.ada)
  const [conversation] = await inWorkspace(world.core.db, world.workspaceId, (tx) =>
    tx.rows(sql<{ id: string }>`select id from conversation where participants = ${[DORA]}`),
  )
  const input = { messageId: uuidv7(), conversationId: conversation?.id ?? '', text: body, thenDone: false }
  await ada.connection.ask(threadQuery, { conversationId: input.conversationId, before: null, limit: 50 })
  await ada.connection.run(sendCommand, input)
}

test('a phone is told of its own thread and of no other', async () => {
  const stream = await get(`/api/handset/stream?line=${line}&number=%2B14155550142`)
  const reader = stream.body?.getReader()
  await reader?.read()
  let news = 0
  void reader?.read().then(({ done }) => {
    if (!done) news++
  })
  await text({ text: 'And on Sundays?' })
  await text({ text: 'Hello', line: publicId('PN', world.sales.line.id), number: '+14155550142' })
  expect(news).toBe(0)
  await text({ text: 'Hello', number: '+14155550142' })
  await eventually(() => expect(news).toBe(1))
  await reader?.cancel()
})

test('a picture goes the same way, and comes back to the phone', async () => {
  const number = '+14155550143'
  await text({ number, media: [{ type: 'image/png', base64: PIXEL }] })
  await vi.waitFor(async () => expect((await shown(number))[0]?.media[0]?.url).toMatch(/^\/blob\//), {
    timeout: 10_000,
  })
  const [file] = (await shown(number))[0]?.media ?? []
  expect(file).toMatchObject({ type: 'image/png', width: 1, height: 1 })
  const bytes = await (await get(file?.url ?? '', {})).arrayBuffer()
  expect(Buffer.from(bytes).toString('base64')).toBe(PIXEL)
})

test('what is no text is refused with a code', async () => {
  const wrong: [object, Record<string, string>][] = [
    [{ text: '  ' }, { text: 'empty-message' }],
    [{ text: 'x'.repeat(1_601) }, { text: 'too-long' }],
    [{ text: 'Hi', number: 'Dora' }, { number: 'invalid-number' }],
    [{ text: 'Hi', number: '+999' }, { number: 'invalid-number' }],
    [{ media: [{ type: 'nonsense', base64: PIXEL }] }, { 'media.0.type': 'invalid-type' }],
    [{ media: [{ type: 'image/png', base64: '%' }] }, { 'media.0.base64': 'invalid-base64' }],
  ]
  for (const [body, fields] of wrong) {
    const refused = await text(body)
    expect([refused.status, await refused.json()]).toEqual([422, { error: 'invalid-input', fields }])
  }
})

test('nobody reaches another workspace’s lines, nor what is no sandbox', async () => {
  const other = await createWorld(world.core.db)
  const foreign = publicId('PN', other.support.line.id)
  const strangers = [foreign, publicId('PN', uuidv7()), 'PN', 'x']
  for (const line of strangers) {
    expect((await text({ line, text: 'Hi' })).status).toBe(404)
    expect((await get(`/api/handset/messages?line=${line}&number=%2B14155550177`)).status).toBe(404)
    expect((await get(`/api/handset/stream?line=${line}&number=%2B14155550177`)).status).toBe(404)
  }
  await inWorkspace(world.core.db, other.workspaceId, (tx) =>
    tx.rows(sql`update line set provider = 'pigeon'`),
  )
  const cookie = await app.cookieOf(other.ada)
  expect((await (await get('/api/handset', { cookie })).json()).lines).toEqual([])
  expect((await text({ line: foreign, text: 'Hi' }, { cookie })).status).toBe(404)
})

test('without signing in there is only the demo, only at this machine', async () => {
  expect((await get('/api/handset', {})).status).toBe(401)
  expect((await text({ text: 'Hi' }, {})).status).toBe(401)
  expect((await fetch(`${app.url}/api/setup/demo`, { method: 'POST' })).status).toBe(201)
  const { lines } = await (await get('/api/handset', {})).json()
  expect(lines.map(({ inbox }: { inbox: string }) => inbox)).toEqual(['Support', 'Sales'])
  expect((await text({ text: 'Hi' }, {})).status).toBe(404)
  expect((await text({ line: lines[0].id, text: 'Hi' }, {})).status).toBe(201)
  const forwarded = { 'x-forwarded-for': '192.0.2.7' }
  expect((await get('/api/handset', forwarded)).status).toBe(401)
  expect((await text({ line: lines[0].id, text: 'Hi' }, forwarded)).status).toBe(401)
  expect(
    (await text({ line: lines[0].id, text: 'Hi' }, { origin: 'https://elsewhere.example' })).status,
  ).toBe(403)
})

test('a customer who fails on purpose fails as announced', async () => {
  const failing = HANDSET_CUSTOMERS.filter(({ fails }) => fails !== null)
  expect(failing.map(({ number }) => number.slice(-2))).toEqual(['95', '96', '97', '98', '99'])
  const { provider, settings } = world.support.line
  const sentAt = '2026-01-01T00:00:00.000Z'
  const context = { settings, fetch: async () => Promise.reject(new Error('The sandbox has no network')) }
  for (const { number, fails } of failing) {
    const message = {
      from: '+14155550101',
      to: [number],
      text: 'Hi',
      media: [],
      reference: 'x',
      statusUrl: null,
    }
    const sent = await provider.send(context, message)
    const failure =
      sent.outcome === 'accepted'
        ? await provider.statusOf(context, {
            providerMessageId: sent.providerMessageId,
            to: [number],
            sentAt,
          })
        : { value: sent }
    expect(failure).toMatchObject({ value: { failure: { code: fails } } })
  }
})
