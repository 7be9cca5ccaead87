import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { createWorld } from '#test/world.ts'
import type { Page } from '#v1/page.ts'
import type { toWireConversation } from './conversation.v1.ts'

type WireConversation = ReturnType<typeof toWireConversation>

const CUSTOMERS = Array.from({ length: 12 }, (_, i) => `+14155552${String(i).padStart(3, '0')}`)

let api: Api
let ada: Program
let ben: Program
let cleo: Program
let support: string
let sales: string

// Twelve customers wrote one after the other, every third to Sales; each later one is a day younger.
beforeAll(async () => {
  api = await openApi()
  const { world } = api
  ada = await api.of(world.ada)
  ben = await api.of(world.ben)
  cleo = await api.of(world.cleo)
  support = publicId('PN', world.support.line.id)
  sales = publicId('PN', world.sales.line.id)
  for (const [i, customer] of CUSTOMERS.entries())
    await ada.post('/v1/messages', { content: `Hello ${i}`, from: i % 3 ? support : sales, to: [customer] })
  await rows(sql`update conversation set last_activity_at = day, created_at = day, updated_at = day
    from (select id as cid, timestamptz '2026-03-01Z' + right(participants[1], 3)::int * interval '1 day' as day
      from conversation) d where id = cid`)
})
afterAll(() => api.close())

function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
  return inWorkspace(api.db, api.world.workspaceId, (tx) => tx.rows(statement))
}

function list(query: Parameters<Program['get']>[1] = {}, by = ada) {
  return by.get<Page<WireConversation>>('/v1/conversations', { maxResults: 100, ...query })
}

/** The customers of the listed conversations, by their number in the row. */
async function found(query: Parameters<Program['get']>[1] = {}, by = ada): Promise<number[]> {
  const { body } = await list(query, by)
  expect(body.totalItems).toBe(body.data.length)
  return body.data.map(({ participants }) => CUSTOMERS.indexOf(participants[0] ?? ''))
}

function one(customer: number): Promise<WireConversation> {
  return list().then(({ body }) => {
    const [match] = body.data.filter(({ participants }) => participants[0] === CUSTOMERS[customer])
    if (!match) throw new Error('Not listed')
    return match
  })
}

const ALL = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
const OF_SALES = [9, 6, 3, 0]
const OF_SUPPORT = ALL.filter((i) => !OF_SALES.includes(i))

test('each sees the conversations of their inboxes, newest activity first', async () => {
  expect(await found()).toEqual(ALL)
  expect(await found({}, ben)).toEqual(OF_SUPPORT)
  expect(await found({}, cleo)).toEqual(OF_SALES)
  const other = await createWorld(api.db)
  expect((await list({}, await api.of(other.ada, other))).body.data).toEqual([])
})

test('a conversation names its number, its customer and its last message', async () => {
  await rows(sql`update contact set name = 'Dora Diaz' where id = (
    select contact_id from conversation where participants = ${[CUSTOMERS[1]]})`)
  const conversation = await one(1)
  expect(conversation).toMatchObject({
    ...{
      phoneNumberId: support,
      participants: [CUSTOMERS[1]],
      name: 'Dora Diaz',
      status: 'open',
      unread: false,
    },
    ...{
      lastActivityAt: '2026-03-02T00:00:00.000Z',
      createdAt: '2026-03-02T00:00:00.000Z',
      assignedTo: null,
    },
  })
  const { body } = await ada.get<{ data: { text: string } }>(`/v1/messages/${conversation.lastActivityId}`)
  expect(body.data.text).toBe('Hello 1')
})

test('conversations are found by number, by user and by time', async () => {
  expect(await found({ phoneNumbers: [sales] })).toEqual(OF_SALES)
  expect(await found({ phoneNumbers: '+14155550102' })).toEqual(OF_SALES)
  expect(await found({ phoneNumbers: [sales, '+14155550101'] })).toEqual(ALL)
  expect(await found({ phoneNumber: support })).toEqual(OF_SUPPORT)
  expect(await found({ phoneNumber: support, 'phoneNumbers[]': sales })).toEqual(OF_SALES)
  expect(await found({ userId: publicId('US', api.world.cleo) })).toEqual(OF_SALES)
  expect(await found({ userId: publicId('US', api.world.cleo) }, ben)).toEqual([])
  expect(await found({ userId: 'USnobody' })).toEqual([])
  expect(await found({ createdAfter: '2026-03-10T00:00:00Z' })).toEqual([11, 10])
  expect(await found({ createdBefore: '2026-03-03T00:00:00Z' })).toEqual([1, 0])
  const days = { updatedAfter: '2026-03-04T00:00:00Z', updatedBefore: '2026-03-08T00:00:00Z' }
  expect(await found({ ...days, phoneNumbers: support })).toEqual([5, 4])
})

test('a number out of reach cannot be asked for, whether it exists or not', async () => {
  for (const phoneNumbers of [sales, '+14155550102', 'PN0', '+14155559999', 'nonsense']) {
    const { status, body } = await list({ phoneNumbers: [support, phoneNumbers] }, ben)
    expect([status, body]).toMatchObject([403, { code: '1001403', title: 'Not Phone Number User' }])
  }
})

test('marking answers the conversation itself, and everybody sees it', async () => {
  const { id } = await one(2)
  const mark = (state: string) => ben.post<WireConversation>(`/v1/conversations/${id}/mark-as-${state}`)
  expect(await mark('done')).toMatchObject({ status: 200, body: { id, status: 'done' } })
  expect(await found({ excludeInactive: 'true' })).not.toContain(2)
  expect(await found({ excludeInactive: 'false' })).toContain(2)
  expect((await mark('open')).body.status).toBe('open')
  await rows(sql`update conversation set unread = true where participants = ${[CUSTOMERS[2]]}`)
  expect((await one(2)).unread).toBe(true)
  expect((await mark('read')).body.unread).toBe(false)
  expect((await mark('read')).status).toBe(200)
  const events = await rows(
    sql`select e.type, e.actor, e.actor_id from event e join conversation c on c.id = e.conversation_id
      where c.participants = ${[CUSTOMERS[2]]} and e.type like 'conversation.%' order by e.feed_seq`,
  )
  const by = { actor: 'api', actor_id: api.world.ben }
  const types = ['conversation.done', 'conversation.open', 'conversation.read']
  expect(events).toEqual(types.map((type) => ({ type, ...by })))
})

test('a body announced as JSON but empty is no mistake when marking', async () => {
  const { id } = await one(2)
  const json = { 'content-type': 'application/json' }
  expect((await ada.post(`/v1/conversations/${id}/mark-as-read`, undefined, json)).status).toBe(200)
  expect((await ada.post(`/v1/conversations/${id}/mark-as-read`, {})).status).toBe(200)
})

test('what is out of reach cannot be marked, and looks as if it were not there', async () => {
  const { id } = await one(0)
  for (const target of [id, 'CN0', 'nonsense', support]) {
    const { status, body } = await ben.post(`/v1/conversations/${target}/mark-as-done`)
    expect([target, status, body]).toMatchObject([target, 404, { code: '1000404', message: 'Not found' }])
  }
  expect((await one(0)).status).toBe('open')
})

async function act(customer: number, verb: string, body?: object, by = ada) {
  const { id } = await one(customer)
  return by.post<WireConversation>(`/v1/conversations/${id}/${verb}`, body)
}

test('a conversation is assigned, handed on and taken back, by whoever reaches it to whoever answers it', async () => {
  const userId = publicId('US', api.world.ben)
  expect(await act(4, 'assign', { userId }, ben)).toMatchObject({ status: 200, body: { assignedTo: userId } })
  expect(await found({ assignedTo: userId })).toEqual([4])
  expect(await found({ assignedTo: 'none' })).toEqual(ALL.filter((i) => i !== 4))
  expect((await act(4, 'unassign')).body.assignedTo).toBeNull()
  const cleoId = publicId('US', api.world.cleo)
  expect(await act(4, 'assign', { userId: cleoId })).toMatchObject({ status: 403, body: { code: '1001403' } })
  await rows(sql`update member set available = false where id = ${api.world.ben}`)
  expect(await act(4, 'assign', { userId })).toMatchObject({
    ...{ status: 409, body: { code: '1000409', title: 'User Not Available' } },
  })
  await rows(sql`update member set available = true where id = ${api.world.ben}`)
  expect(await act(4, 'assign', {})).toMatchObject({ status: 400, body: { errors: [{ path: '/userId' }] } })
  expect((await one(4)).assignedTo).toBeNull()
})

test('what is snoozed is out of the way until its time', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString()
  expect((await act(5, 'snooze', { until })).body).toMatchObject({ status: 'open', snoozedUntil: until })
  expect(await found({ status: 'snoozed' })).toEqual([5])
  expect(await found({ status: 'open' })).toEqual(ALL.filter((i) => i !== 5))
  expect(await act(5, 'snooze', { until: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 })
  expect(await act(5, 'snooze', { until: 'tomorrow' })).toMatchObject({
    body: { errors: [{ path: '/until' }] },
  })
  expect((await act(5, 'mark-as-open')).body.snoozedUntil).toBeNull()
})

test('conversations are found by what they are: spam, unread, waiting for an answer', async () => {
  expect((await act(7, 'mark-as-unread')).body.unread).toBe(true)
  expect(await found({ unread: 'true' })).toEqual([7])
  expect(await found({ unread: 'false' })).toEqual(ALL.filter((i) => i !== 7))
  expect((await act(7, 'mark-as-spam')).body).toMatchObject({ status: 'spam', unread: false })
  expect(await found({ status: 'spam' })).toEqual([7])
  expect(await found({ status: 'spam', excludeInactive: 'true' })).toEqual([])
  await rows(sql`update conversation set waiting_since = now() where participants = ${[CUSTOMERS[8]]}`)
  expect(await found({ unresponded: 'true' })).toEqual([8])
  await rows(
    sql`with one as (update conversation set voicemails = 1 where participants = ${[CUSTOMERS[6]]} returning *)
      insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
      select workspace_id, id, 'voicemail', inbox_id, shelf, last_activity_at from one`,
  )
  expect(await found({ hasVoicemail: 'true' })).toEqual([6])
  expect(await found({ hasVoicemail: 'false' })).toEqual(ALL.filter((i) => i !== 6))
  expect((await act(7, 'mark-as-open')).body.status).toBe('open')
  expect((await list({ status: 'closed' })).status).toBe(400)
})

test('where unread is personal, it is what the key’s member has not read', async () => {
  await rows(sql`update inbox set unread_mode = 'personal' where id = ${api.world.support.id}`)
  expect((await act(8, 'mark-as-unread', undefined, ben)).body.unread).toBe(true)
  expect(await found({ unread: 'true' }, ben)).toEqual([8])
  expect(await found({ unread: 'true' })).toEqual([])
  expect((await one(8)).unread).toBe(false)
  expect((await act(8, 'mark-as-read', undefined, ben)).body.unread).toBe(false)
  await rows(sql`update inbox set unread_mode = 'team' where id = ${api.world.support.id}`)
})

test('a conversation has tags, which are given and taken by id or name, and found by', async () => {
  const tag = { id: uuidv7(), name: 'VIP', color: 'gray' }
  await rows(sql`insert into tag (workspace_id, id, name, color)
    values (${api.world.workspaceId}, ${tag.id}, ${tag.name}, ${tag.color})`)
  const wire = { ...tag, id: publicId('TG', tag.id) }
  expect((await act(10, 'add-tag', { tag: 'vip' })).body.tags).toEqual([wire])
  expect((await act(11, 'add-tag', { tag: wire.id })).body.tags).toEqual([wire])
  expect(await found({ tag: 'VIP' })).toEqual([11, 10])
  expect(await found({ tag: wire.id, createdBefore: '2026-03-12T00:00:00Z' })).toEqual([10])
  expect((await list({ tag: 'vip', maxResults: 1 })).body).toMatchObject({ totalItems: 2 })
  expect((await act(10, 'remove-tag', { tag: 'VIP' })).body.tags).toEqual([])
  expect(await found({ tag: 'vip' })).toEqual([11])
  expect(await found({ tag: 'nothing' })).toEqual([])
  expect(await act(10, 'add-tag', { tag: 'nothing' })).toMatchObject({ status: 400 })
})

test('conversations of one inbox are found, and none of another', async () => {
  expect(await found({ inbox: publicId('IN', api.world.sales.id) })).toEqual(OF_SALES)
  expect(await found({ inbox: publicId('IN', api.world.sales.id) }, ben)).toEqual([])
})

test('nothing is done to what is out of reach', async () => {
  const { id } = await one(0)
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const bodies = { assign: { userId: publicId('US', api.world.ben) }, unassign: {}, snooze: { until } }
  const before = await one(0)
  for (const [verb, body] of Object.entries({ ...bodies, 'add-tag': { tag: 'VIP' }, 'mark-as-spam': {} }))
    for (const target of [id, 'CN0', support])
      expect([verb, (await ben.post(`/v1/conversations/${target}/${verb}`, body)).status]).toEqual([
        verb,
        404,
      ])
  // Whatever a body says, the path names the conversation.
  const own = { id: (await one(1)).id, tag: 'VIP' }
  expect((await ben.post(`/v1/conversations/${id}/add-tag`, own)).status).toBe(404)
  expect(await one(0)).toEqual(before)
})

test('pages hang together, across inboxes and equal times', async () => {
  await rows(sql`update conversation set last_activity_at = '2026-03-20Z'`)
  const whole = (await list()).body.data.map(({ id }) => id)
  for (const maxResults of [1, 5, 6, 12]) {
    const seen: string[] = []
    let pageToken: string | null = null
    do {
      const page: Page<WireConversation> = (await list({ maxResults, ...(pageToken ? { pageToken } : {}) }))
        .body
      expect(page.totalItems).toBe(12)
      seen.push(...page.data.map(({ id }) => id))
      pageToken = page.nextPageToken
    } while (pageToken !== null)
    expect(seen).toEqual(whole)
  }
})
