import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Provider } from '#channel/provider.ts'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { deskOf } from '#test/desk.ts'
import { createWorld, DORA } from '#test/world.ts'
import type { WireMessage } from './message.v1.ts'

type Sent = { data: WireMessage }
type Refused = { code: string; title: string; message: string; errors?: { path: string }[] }

let api: Api
let ada: Program
let ben: Program
let support: string
let sales: string
let customers = 0
let customer: string

beforeAll(async () => {
  api = await openApi()
  ada = await api.of(api.world.ada)
  ben = await api.of(api.world.ben)
  support = publicId('PN', api.world.support.line.id)
  sales = publicId('PN', api.world.sales.line.id)
})
beforeEach(() => {
  customer = `+1415555${2000 + customers++}`
})
afterAll(() => api.close())

function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
  return inWorkspace(api.db, api.world.workspaceId, (tx) => tx.rows(statement))
}

test('a text to a new customer is taken, begins their conversation and waits to be sent', async () => {
  const before = await rows(
    sql<{ open: number }>`select open from inbox_counter where id = ${api.world.support.id}`,
  )
  const { status, body } = await ben.post<Sent>('/v1/messages', {
    content: 'It is ready',
    from: support,
    to: [DORA],
  })
  expect(status).toBe(202)
  expect(body.data).toMatchObject({
    text: 'It is ready',
    from: '+14155550101',
    to: [DORA],
    phoneNumberId: support,
    direction: 'outgoing',
    status: 'queued',
    userId: publicId('US', api.world.ben),
    failureCode: null,
  })
  expect((await ben.get(`/v1/messages/${body.data.id}`)).body).toEqual(body)
  const [kept] = await rows(
    sql<object>`select c.status, c.unread, c.item_seq, c.display, m.via, m.status as message, e.actor, e.actor_id
      from conversation c join message m on m.conversation_id = c.id join event e on e.subject_id = m.id
      where c.participants = ${[DORA]}`,
  )
  expect(kept).toEqual({
    ...{ status: 'open', unread: false, item_seq: 1, display: '(415) 555-0177' },
    ...{ via: 'api', message: 'queued', actor: 'api', actor_id: api.world.ben },
  })
  const after = await rows(
    sql<{ open: number }>`select open from inbox_counter where id = ${api.world.support.id}`,
  )
  expect(after[0]?.open).toBe((before[0]?.open ?? 0) + 1)
})

test('the line can be named by its number, and the second text goes into the same conversation', async () => {
  const to = [customer]
  const first = await ada.post<Sent>('/v1/messages', { content: 'One', from: support, to })
  const second = await ada.post<Sent>('/v1/messages', {
    content: 'Two',
    from: '+14155550101',
    to: [customer, customer],
  })
  expect(second.body.data.conversationId).toBe(first.body.data.conversationId)
})

test('a text can mark the conversation done', async () => {
  const message = { content: 'Bye', from: support, to: [customer], setInboxStatus: 'done' }
  expect((await ada.post('/v1/messages', message)).status).toBe(202)
  expect(await rows(sql`select status from conversation where participants = ${[customer]}`)).toEqual([
    { status: 'done' },
  ])
})

test('a text can be from a colleague who answers that number, and from nobody else', async () => {
  const message = { content: 'Hi', from: support, to: [customer] }
  const asBen = await ada.post<Sent>('/v1/messages', { ...message, userId: publicId('US', api.world.ben) })
  expect(asBen.body.data.userId).toBe(publicId('US', api.world.ben))
  const events = await rows(
    sql`select e.actor, e.actor_id from event e join conversation c on c.id = e.conversation_id
      where c.participants = ${[customer]}`,
  )
  expect(events).toEqual([{ actor: 'api', actor_id: api.world.ada }])
  for (const userId of [publicId('US', api.world.cleo), 'USnobody'])
    expect((await ada.post('/v1/messages', { ...message, userId })).body).toMatchObject({ code: '0202403' })
})

test('a number of another inbox, of another workspace and one that does not exist are refused alike', async () => {
  const other = await createWorld(api.db)
  const elsewhere = publicId('PN', other.support.line.id)
  for (const from of [sales, '+14155550102', elsewhere, 'PN0', '+14155559999', 'nonsense', '\u0000']) {
    const { status, body } = await ben.post<Refused>('/v1/messages', { content: 'Hi', from, to: [customer] })
    expect([from, status, body.code, body.title]).toEqual([from, 403, '0202403', 'Not Phone Number User'])
  }
  expect(await rows(sql`select id from conversation where participants = ${[customer]}`)).toEqual([])
})

test('what cannot be sent is refused with the field at fault', async () => {
  const good = { content: 'Hi', from: support, to: [customer] }
  const wrong: [string, object][] = [
    ['/content', { ...good, content: '' }],
    ['/content', { ...good, content: ' \n\t ' }],
    ['/content', { ...good, content: 'x'.repeat(1_601) }],
    ['/content', { ...good, content: 'a\u0000b' }],
    ['/content', { ...good, content: 'a\ud83d' }],
    ['/content', { ...good, content: 7 }],
    ['/from', { content: 'Hi', to: [customer] }],
    ['/to', { ...good, to: [] }],
    ['/to', { ...good, to: customer }],
    ['/to', { ...good, to: Array.from({ length: 11 }, (_, i) => `+1415555${3000 + i}`) }],
    ['/to/0', { ...good, to: ['415 555 0177'] }],
    ['/to/1', { ...good, to: [customer, '+0123'] }],
    ['/userId', { ...good, userId: 'PN1' }],
    ['/setInboxStatus', { ...good, setInboxStatus: 'open' }],
  ]
  for (const [path, body] of wrong) {
    const refused = await ada.post<Refused>('/v1/messages', body)
    expect([refused.status, refused.body.code, refused.body.errors?.[0]?.path]).toEqual([
      400,
      '0200400',
      path,
    ])
  }
  expect((await ada.post<Refused>('/v1/messages', [])).body.errors?.[0]?.path).toBe('/')
  expect((await ada.post<Refused>('/v1/messages')).body.code).toBe('0200400')
})

test('the longest text is counted in characters, not in halves of them', async () => {
  const message = { content: '😀'.repeat(1_600), from: support, to: [customer] }
  expect((await ada.post('/v1/messages', message)).status).toBe(202)
})

test('fifty equal requests at once with one Idempotency-Key are one message and one answer', async () => {
  const message = { content: 'Once', from: support, to: [customer] }
  const key = { 'idempotency-key': 'order 7 is ready' }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => ada.post<Sent>('/v1/messages', message, key)),
  )
  await rows(sql`update message set status = 'delivered', updated_at = now() where text = 'Once'`)
  const later = await ada.post<Sent>('/v1/messages', { to: [customer], from: support, content: 'Once' }, key)
  expect(
    new Set([...answers, later].map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size,
  ).toBe(1)
  expect(await rows(sql`select count(*)::int as n from message where text = 'Once'`)).toEqual([{ n: 1 }])
})

test('an Idempotency-Key belongs to one body, and to one API key', async () => {
  const message = { content: 'Mine', from: support, to: [customer] }
  const key = { 'idempotency-key': 'k'.repeat(255) }
  const first = await ada.post<Sent>('/v1/messages', message, key)
  const other = await ada.post<Refused>('/v1/messages', { ...message, content: 'Other' }, key)
  expect([other.status, other.body.code]).toEqual([422, '0200422'])
  const bens = await ben.post<Sent>('/v1/messages', message, key)
  expect(bens.body.data.id).not.toBe(first.body.data.id)
  const empty = { 'idempotency-key': '' }
  expect((await ada.post('/v1/messages', message, empty)).status).toBe(202)
  expect((await ada.post('/v1/messages', { ...message, content: 'Other' }, empty)).status).toBe(202)
  const tooLong = await ada.post<Refused>('/v1/messages', message, { 'idempotency-key': 'k'.repeat(256) })
  expect([tooLong.status, tooLong.body.errors?.[0]?.path]).toEqual([400, '/Idempotency-Key'])
})

test('a refused request does not use up its Idempotency-Key', async () => {
  const key = { 'idempotency-key': 'again' }
  const message = { content: 'Hi', from: sales, to: [customer] }
  expect((await ben.post('/v1/messages', message, key)).status).toBe(403)
  expect((await ben.post('/v1/messages', { ...message, from: support }, key)).status).toBe(202)
})

test('fifty different texts at once to a new customer are fifty messages in one conversation', async () => {
  const send = (_: unknown, i: number) =>
    ada.post<Sent>('/v1/messages', { content: `Text ${i}`, from: support, to: [customer] })
  const answers = await Promise.all(Array.from({ length: 50 }, send))
  expect(answers.every(({ status }) => status === 202)).toBe(true)
  const kept = await rows(
    sql`select c.item_seq, count(m.id)::int as messages from conversation c join message m on m.conversation_id = c.id
      where c.participants = ${[customer]} group by c.id, c.item_seq`,
  )
  expect(kept).toEqual([{ item_seq: 50, messages: 50 }])
})

test('CT-6: who wants no texts gets none, and the program is told so at once and every time', async () => {
  const { inbound, line } = { inbound: deskOf(api.world), line: api.world.support.line }
  await inbound.receive('Désabonner', { from: customer, line })
  const before = await rows(sql`select count(*)::int from message`)
  const key = { 'idempotency-key': 'an offer' }
  for (const from of [support, sales]) {
    const { status, body } = await ada.post<Refused>(
      '/v1/messages',
      { content: 'An offer', from, to: [customer] },
      key,
    )
    expect([status, body.code, body.title]).toEqual([409, '0201409', 'Opted Out'])
  }
  expect(await rows(sql`select count(*)::int from message`)).toEqual(before)
  await inbound.receive('start', { from: customer, line })
  const message = { content: 'An offer', from: support, to: [customer] }
  expect((await ada.post('/v1/messages', message, key)).status).toBe(202)
})

test('a group is refused by a line that cannot have one', async () => {
  const message = { content: 'Hi all', from: support, to: [DORA, customer] }
  expect((await ada.post('/v1/messages', message)).body).toMatchObject({
    ...{ status: 400, code: '0201400', title: 'Too Many Participants' },
  })
})

test('where a line can have groups, their members in any order are one conversation', async () => {
  const sandbox = providers.get('sandbox')
  if (!sandbox) throw new Error('The sandbox is always installed')
  const grouping: Provider = {
    ...sandbox,
    capabilities: { ...sandbox.capabilities, group: { maxRecipients: 2 } },
  }
  const other = await openApi({ providers: new Map([['sandbox', grouping]]) })
  const program = await other.of(other.world.ada)
  const from = publicId('PN', other.world.support.line.id)
  const send = (to: string[]) => program.post<Sent>('/v1/messages', { content: 'Hi', from, to })
  const [one, two] = [await send([DORA, customer]), await send([customer, DORA])]
  expect(one.body.data.to).toEqual([DORA, customer].sort())
  expect(two.body.data.conversationId).toBe(one.body.data.conversationId)
  expect((await send([DORA, customer, '+14155559876'])).status).toBe(400)
  // CT-6: one of them wants none, so nothing goes to the group, and it is said who.
  await deskOf(other.world).receive('STOP', { from: customer, line: other.world.sales.line })
  const refused = await program.post<Refused>('/v1/messages', { content: 'Hi', from, to: [DORA, customer] })
  expect([refused.status, refused.body.message]).toEqual([409, `This recipient wants no texts: ${customer}`])
  const { conversationId } = { conversationId: two.body.data.conversationId }
  const [group] = await inWorkspace(other.db, other.world.workspaceId, (tx) =>
    tx.rows(sql<{ id: string }>`select id from conversation where cardinality(participants) = 2`),
  )
  expect(publicId('CN', group?.id ?? '')).toBe(conversationId)
  const reply = { messageId: uuidv7(), conversationId: group?.id, text: 'Hi all' }
  expect(await deskOf(other.world).run(other.world.ben, 'message.send', reply)).toEqual({
    ok: false,
    error: 'opted-out',
  })
  await other.close()
})
