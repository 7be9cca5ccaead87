import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { createWorld, DORA } from '#test/world.ts'
import type { Page } from '#v1/page.ts'
import { createInbound, type Inbound } from './inbound.server.ts'
import type { WireMessage } from './message.v1.ts'

let api: Api
let ada: Program
let ben: Program
let cleo: Program
let inbound: Inbound
let support: string
let customers = 0
let customer: string

beforeAll(async () => {
  api = await openApi()
  const { world } = api
  ada = await api.of(world.ada)
  ben = await api.of(world.ben)
  cleo = await api.of(world.cleo)
  inbound = createInbound(world.core)
  support = publicId('PN', world.support.line.id)
})
beforeEach(() => {
  customer = `+1415555${2000 + customers++}`
})
afterAll(() => api.close())

async function write(from: string, text: string): Promise<void> {
  const event = {
    type: 'message-received',
    providerMessageId: uuidv7(),
    to: '+14155550101',
    from,
    text,
  } as const
  await inbound.accept({ line: api.world.support.line, event: { ...event, media: [], at: null } })
}

async function answer(to: string, content: string, by = ada): Promise<WireMessage> {
  const { body } = await by.post<{ data: WireMessage }>('/v1/messages', { content, from: support, to: [to] })
  return body.data
}

function list(query: Parameters<Program['get']>[1] = {}, by = ada) {
  const all = { phoneNumberId: support, participants: customer, maxResults: 100, ...query }
  return by.get<Page<WireMessage>>('/v1/messages', all)
}

async function texts(query: Parameters<Program['get']>[1] = {}): Promise<string[]> {
  return (await list(query)).body.data.map(({ text }) => text)
}

test('both sides of a thread, newest first, each with who it is from', async () => {
  await write(customer, 'Is it ready?')
  await answer(customer, 'Yes', ben)
  const { body } = await list()
  expect(body).toMatchObject({ totalItems: 2, nextPageToken: null })
  expect(body.data).toMatchObject([
    {
      text: 'Yes',
      direction: 'outgoing',
      from: '+14155550101',
      to: [customer],
      status: 'queued',
      userId: publicId('US', api.world.ben),
    },
    {
      text: 'Is it ready?',
      direction: 'incoming',
      from: customer,
      to: ['+14155550101'],
      status: 'delivered',
      userId: publicId('US', api.world.ada),
    },
  ])
})

test('each of our states has its word in the format, and a failure its reason', async () => {
  const sent = await answer(customer, 'Hi')
  const words = {
    sending: 'queued',
    accepted: 'sent',
    sent: 'sent',
    delivered: 'delivered',
    failed: 'undelivered',
    unknown: 'sent',
  }
  for (const [state, word] of Object.entries(words)) {
    const failure = state === 'failed' ? 'landline' : null
    await inWorkspace(api.db, api.world.workspaceId, (tx) =>
      tx.rows(sql`update message set status = ${state}, failure_code = ${failure} where text = 'Hi'`),
    )
    const { body } = await ada.get<{ data: WireMessage }>(`/v1/messages/${sent.id}`)
    const reason = state === 'unknown' ? 'delivery-unknown' : failure
    expect([state, body.data.status, body.data.failureCode]).toEqual([state, word, reason])
  }
})

test('a list of participants is read in each way that clients write one', async () => {
  await write(customer, 'Hello')
  const digits = customer.slice(1)
  const ways = [
    `participants=%2B${digits}`,
    `participants=+${digits}`,
    `participants[]=%2B${digits}`,
    `participants%5B%5D=%2B${digits}`,
    `participants[0]=%2B${digits}`,
    `participants=%2B${digits}&participants=%2B${digits}`,
  ]
  for (const way of ways) {
    const { body } = await ada.get<Page<WireMessage>>(
      `/v1/messages?phoneNumberId=${support}&maxResults=5&${way}`,
    )
    expect([way, body.data?.map(({ text }) => text)]).toEqual([way, ['Hello']])
  }
  const group = `participants[]=%2B${digits}&participants[]=%2B14155550177`
  const { body } = await ada.get<Page<WireMessage>>(
    `/v1/messages?phoneNumberId=${support}&maxResults=5&${group}`,
  )
  expect(body).toEqual({ data: [], totalItems: 0, nextPageToken: null })
  expect((await list({ participants: `${customer},${DORA}` })).status).toBe(400)
})

test('messages are found by when they were written and by whom', async () => {
  await write(customer, 'First')
  await answer(customer, 'Second', ben)
  await answer(customer, 'Third', ada)
  await inWorkspace(api.db, api.world.workspaceId, (tx) =>
    tx.rows(sql`update message m set created_at = timestamptz '2026-03-01T00:00:00Z' + m.seq * interval '1 day'
      from conversation c where c.id = m.conversation_id and c.participants = ${[customer]}`),
  )
  expect(await texts({ createdAfter: '2026-03-02T00:00:00Z' })).toEqual(['Third', 'Second'])
  expect(await texts({ createdBefore: '2026-03-04T02:00:00+02:00' })).toEqual(['Second', 'First'])
  expect(await texts({ since: '2026-03-03T00:00:00Z' })).toEqual(['First'])
  expect(await texts({ since: '2026-03-03T00:00:00Z', createdBefore: '2026-03-04T00:00:00Z' })).toEqual([
    'Second',
    'First',
  ])
  expect(await texts({ userId: publicId('US', api.world.ben) })).toEqual(['Second'])
  expect(await texts({ userId: publicId('US', api.world.ada) })).toEqual(['Third', 'First'])
  expect(await texts({ userId: 'USnobody' })).toEqual([])
})

test('a colleague of another inbox and a program of another workspace see nothing, and cannot tell why', async () => {
  const message = await answer(customer, 'Private')
  const other = await createWorld(api.db)
  const stranger = await api.of(other.ada, other)
  for (const program of [cleo, stranger]) {
    const { status, body } = await program.get(`/v1/messages/${message.id}`)
    expect([status, body]).toMatchObject([404, { code: '0200404', message: 'Not found' }])
    expect((await list({}, program)).body).toMatchObject({ code: '0202403' })
  }
  expect((await list({ phoneNumberId: 'PN0' })).body).toMatchObject({ code: '0202403' })
  for (const id of ['AC0', 'nonsense', message.conversationId, `AC${'z'.repeat(22)}`])
    expect((await ada.get(`/v1/messages/${id}`)).status).toBe(404)
})

test('a conversation that was moved out of reach is not listed by its number', async () => {
  await write(customer, 'Hello')
  await inWorkspace(api.db, api.world.workspaceId, (tx) =>
    tx.rows(sql`update conversation set inbox_id = ${api.world.sales.id} where participants = ${[customer]}`),
  )
  expect((await list({}, ben)).body.data).toEqual([])
  expect((await ben.post('/v1/messages', { content: 'Hi', from: support, to: [customer] })).status).toBe(404)
  expect((await list()).body.data).toHaveLength(1)
})

test('INB-11: what was said before a number was shared is for whoever it was said to, by every way', async () => {
  await write(customer, 'Before')
  await write(customer, 'After')
  const [after, before] = (await list()).body.data
  await inWorkspace(api.db, api.world.workspaceId, (tx) =>
    tx.rows(sql`update conversation set hidden_seq = 1, history_owner_id = ${api.world.ada}
      where participants = ${[customer]}`),
  )
  expect((await list()).body.data).toHaveLength(2)
  expect((await list({}, ben)).body).toMatchObject({ data: [after], totalItems: 1 })
  expect((await list({ maxResults: 1 }, ben)).body).toMatchObject({ nextPageToken: null })
  expect((await ada.get(`/v1/messages/${before?.id}`)).status).toBe(200)
  expect((await ben.get(`/v1/messages/${before?.id}`)).status).toBe(404)
  expect((await ben.get(`/v1/messages/${after?.id}`)).status).toBe(200)
})

test('all pages together are every message once and in order, while new ones come in', async () => {
  const plan = fc.record({
    before: fc.integer({ min: 0, max: 25 }),
    size: fc.integer({ min: 1, max: 9 }),
    between: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ before, size, between }) => {
      customer = `+1415555${2000 + customers++}`
      for (let i = before; i > 0; i--) await write(customer, `Text ${i}`)
      const seen: string[] = []
      let pageToken: string | null = null
      do {
        const { body } = await list({ maxResults: size, ...(pageToken === null ? {} : { pageToken }) })
        expect(body.totalItems).toBe(before)
        seen.push(...body.data.map(({ text }) => text))
        pageToken = body.nextPageToken
        for (let i = 0; i < between; i++) await write(customer, 'New')
      } while (pageToken !== null)
      expect(seen).toEqual(Array.from({ length: before }, (_, i) => `Text ${i + 1}`))
    }),
    { numRuns: 15 },
  )
})
