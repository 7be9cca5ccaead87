import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { takeCall } from '#features/call/incoming.server.ts'
import { CUSTOMER } from '#features/call/step.server.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { write } from '#sync/write.server.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld } from '#test/world.ts'
import type { Page } from '#v1/page.ts'
import type { ErrorBody } from '#v1/refusal.ts'
import type { WireConversation } from './conversation.v1.ts'

const CUSTOMERS = Array.from({ length: 12 }, (_, i) => `+14155552${String(i).padStart(3, '0')}`)

let api: Api
let ada: Program
let ben: Program
let cleo: Program
let support: string
let sales: string
let desk: Desk

// Twelve customers wrote one after the other, every third to Sales; each later one is a day younger.
beforeAll(async () => {
  api = await openApi()
  const { world } = api
  desk = deskOf(world)
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

/** The same, page after page, which all say how many there are. */
async function whole(query: Parameters<Program['get']>[1], by = ada): Promise<number[]> {
  const seen: WireConversation[] = []
  const totals = new Set<number>()
  let pageToken: string | null = null
  do {
    const page: Page<WireConversation> = (await list({ ...query, ...(pageToken && { pageToken }) }, by)).body
    totals.add(page.totalItems)
    seen.push(...page.data)
    pageToken = page.nextPageToken
  } while (pageToken !== null)
  expect([...totals]).toEqual([seen.length])
  return seen.map(({ participants }) => CUSTOMERS.indexOf(participants[0] ?? ''))
}

function ascending(a: number, b: number): number {
  return a - b
}

function one(customer: number, by = ada): Promise<WireConversation> {
  return list({}, by).then(({ body }) => {
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
    ...{ inboxId: publicId('IN', api.world.support.id), snoozedUntil: null, waitingSince: null },
    ...{ pinnedForTeam: false, pinnedForMe: false },
  })
  expect(
    (await ada.get<{ data: WireConversation }>(`/v1/conversations/${conversation.id}`)).body.data,
  ).toEqual(conversation)
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

/** What a member does elsewhere, or else the test has begun wrongly. */
async function command(memberId: string, name: string, input: object): Promise<void> {
  expect(await desk.run(memberId, name, input)).toMatchObject({ ok: true })
}

function configure(settings: object): Promise<void> {
  return command(api.world.ada, 'inbox.configure', { inboxId: api.world.support.id, ...settings })
}

async function happened(customer: number, type: string): Promise<number> {
  const events = await rows(
    sql<{ id: string }>`select e.id from event e join conversation c on c.id = e.conversation_id
      where c.participants = ${[CUSTOMERS[customer]]} and e.type = ${type}`,
  )
  return events.length
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

test('AS-1: where conversations are not assigned, nobody has them, whoever had them before', async () => {
  const userId = publicId('US', api.world.ben)
  await act(4, 'assign', { userId })
  await configure({ assignmentMode: false })
  expect((await one(4)).assignedTo).toBeNull()
  expect(await found({ assignedTo: userId })).toEqual([])
  expect(await found({ assignedTo: 'none' })).toEqual(ALL)
  for (const [verb, body] of [['assign', { userId }], ['unassign']] as const)
    expect(await act(4, verb, body)).toMatchObject({
      ...{ status: 409, body: { code: '1000409', title: 'No Assignment' } },
    })
  await configure({ assignmentMode: true })
  expect((await one(4)).assignedTo).toBe(userId)
  await act(4, 'unassign')
})

test('AS-6: who is not in the inbox’s queue is not given its conversations', async () => {
  const [inboxId, memberId] = [api.world.support.id, api.world.ben]
  await command(memberId, 'inbox.set-in-queue', { inboxId, inQueue: false })
  expect(await act(4, 'assign', { userId: publicId('US', memberId) })).toMatchObject({
    ...{ status: 409, body: { code: '1000409', title: 'User Not In Queue' } },
  })
  await command(memberId, 'inbox.set-in-queue', { inboxId, inQueue: true })
})

test('since when somebody waits is told, and of spam never', async () => {
  await desk.receive('Are you there?', { from: CUSTOMERS[1] ?? '' })
  const { waitingSince, lastActivityAt } = await one(1)
  expect(waitingSince).toBe(lastActivityAt)
  expect((await act(1, 'mark-as-spam')).body.waitingSince).toBeNull()
  expect((await act(1, 'mark-as-open')).body.waitingSince).toBe(waitingSince)
  await ada.post('/v1/messages', { content: 'Yes', from: support, to: [CUSTOMERS[1]] })
  expect((await one(1)).waitingSince).toBeNull()
  await rows(sql`update conversation set last_activity_at = '2026-03-02Z', updated_at = '2026-03-02Z', unread = false
    where participants = ${[CUSTOMERS[1]]}`)
})

test('INB-14: a conversation is moved where that is on, by who is in both inboxes, to what the team shares', async () => {
  const [from, to] = [api.world.support.id, api.world.sales.id].map((id) => publicId('IN', id))
  expect(await act(4, 'move', { inboxId: to })).toMatchObject({
    ...{ status: 409, body: { code: '1000409', title: 'No Moving' } },
  })
  await configure({ allowMoving: true })
  const other = await createWorld(api.db)
  const elsewhere = [to, publicId('IN', other.support.id), publicId('IN', uuidv7())]
  for (const inboxId of elsewhere)
    expect(await act(4, 'move', { inboxId }, ben)).toMatchObject({ status: 400, body: { code: '1000400' } })
  expect(await act(4, 'move', { inboxId: 'Sales' })).toMatchObject({
    body: { errors: [{ path: '/inboxId' }] },
  })
  for (const id of [publicId('CN', uuidv7()), (await one(0)).id])
    expect((await ben.post(`/v1/conversations/${id}/move`, { inboxId: from })).status).toBe(404)
  expect((await one(4)).inboxId).toBe(from)
  for (const _ of ['once', 'again'])
    expect(await act(4, 'move', { inboxId: to })).toMatchObject({ status: 200, body: { inboxId: to } })
  expect(await happened(4, 'conversation.move')).toBe(1)
  expect((await ben.get(`/v1/conversations/${(await one(4)).id}`)).status).toBe(404)
  await rows(sql`update inbox set allow_moving = true where id = ${api.world.sales.id}`)
  expect((await act(4, 'move', { inboxId: from })).body.inboxId).toBe(from)
})

test('ST-13: what is pinned for the team is so for everybody, and one’s own for oneself', async () => {
  const pins = async (by: Program) => {
    const { pinnedForTeam, pinnedForMe } = await one(4, by)
    return [pinnedForTeam, pinnedForMe]
  }
  expect((await act(4, 'pin', { for: 'team' }, ben)).body).toMatchObject({ pinnedForTeam: true })
  await act(1, 'pin', { for: 'me' }, ben)
  for (const _ of ['once', 'again'])
    expect((await act(4, 'pin', { for: 'me' }, ben)).body).toMatchObject({ pinnedForMe: true })
  expect([await pins(ada), await pins(ben)]).toEqual([
    [true, false],
    [true, true],
  ])
  const places = await rows(sql<{ pin: number }>`select m.pin from conversation_member m
    join conversation c on c.id = m.conversation_id where m.pin is not null order by c.participants`)
  expect(places.map(({ pin }) => pin)).toEqual([-1, -2])
  for (const _ of ['once', 'again']) await act(4, 'unpin', { for: 'team' })
  expect(await pins(ben)).toEqual([false, true])
  expect([await happened(4, 'conversation.pin'), await pins(ada)]).toEqual([2, [false, false]])
  for (const customer of [1, 4]) await act(customer, 'unpin', { for: 'me' }, ben)
  expect(await pins(ben)).toEqual([false, false])
  for (const body of [{}, { for: 'everybody' }])
    expect(await act(4, 'pin', body)).toMatchObject({ status: 400, body: { errors: [{ path: '/for' }] } })
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
  expect((await act(5, 'unsnooze')).body).toMatchObject({ status: 'open', snoozedUntil: null })
  await act(5, 'snooze', { until })
  expect((await act(5, 'mark-as-open')).body.snoozedUntil).toBeNull()
  // What does not sleep is not woken.
  await act(5, 'mark-as-done')
  expect(await act(5, 'unsnooze')).toMatchObject({ status: 200, body: { status: 'done' } })
  await act(5, 'mark-as-open')
})

test('conversations are found by what they are: spam, unread, waiting for an answer', async () => {
  expect((await act(7, 'mark-as-unread')).body.unread).toBe(true)
  expect(await found({ unread: 'true' })).toEqual([7])
  expect(await found({ unread: 'false' })).toEqual(ALL.filter((i) => i !== 7))
  expect((await act(7, 'mark-as-spam')).body).toMatchObject({ status: 'spam', unread: false })
  expect(await found({ status: 'spam' })).toEqual([7])
  expect(await found({ status: 'spam', excludeInactive: 'true' })).toEqual([])
  for (const i of [7, 8])
    await rows(sql`update conversation set waiting_since = now() where participants = ${[CUSTOMERS[i]]}`)
  expect(await found({ unresponded: 'true' })).toEqual([8])
  await rows(
    sql`with one as (update conversation set voicemails = 1 where participants = ${[CUSTOMERS[6]]} returning *)
      insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
      select workspace_id, id, 'voicemail', inbox_id, shelf, last_activity_at from one`,
  )
  expect(await found({ hasVoicemail: 'true' })).toEqual([6])
  expect(await found({ hasVoicemail: 'false' })).toEqual(ALL.filter((i) => i !== 6))
  expect(await found({ unresponded: 'false' })).toEqual(ALL.filter((i) => i !== 8))
  expect((await act(7, 'mark-as-open')).body.status).toBe('open')
  expect(await found({ unresponded: 'true' })).toEqual([8, 7])
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
  const bodies = {
    ...{ assign: { userId: publicId('US', api.world.ben) }, unassign: {}, snooze: { until }, unsnooze: {} },
    ...{
      move: { inboxId: publicId('IN', api.world.support.id) },
      pin: { for: 'team' },
      unpin: { for: 'me' },
    },
  }
  const before = await one(0)
  for (const [verb, body] of Object.entries({ ...bodies, 'add-tag': { tag: 'VIP' }, 'mark-as-spam': {} }))
    for (const target of [id, 'CN0', support])
      expect([verb, (await ben.post(`/v1/conversations/${target}/${verb}`, body)).status]).toEqual([
        verb,
        404,
      ])
  // Whatever a body says, the path names the conversation.
  for (const target of [id, 'CN0', support]) {
    expect((await ben.get(`/v1/conversations/${target}`)).status).toBe(404)
    const participants = CUSTOMERS[0] ?? ''
    expect((await ben.delete(`/v1/conversations/${target}`, { participants })).status).toBe(404)
  }
  const own = { id: (await one(1)).id, tag: 'VIP' }
  expect((await ben.post(`/v1/conversations/${id}/add-tag`, own)).status).toBe(404)
  expect(await one(0)).toEqual(before)
})

test('INB-11: the last activity is what came last, be it a call, and never what is hidden from its reader', async () => {
  const [callId, from] = [uuidv7(), CUSTOMERS[2] ?? '']
  const message = (await one(2)).lastActivityId
  const { line } = api.world.support
  const offered = { type: 'call-offered', providerCallId: callId, to: line.address, from } as const
  await write(api.world.core, api.world.workspaceId, CUSTOMER, (write) =>
    takeCall(write, { line, event: { ...offered, offer: null, at: null }, callId, legId: uuidv7(), home: 1 }),
  )
  // All but so many of the newest.
  const hide = (but: number) =>
    rows(sql`update conversation c set hidden_seq = k.seq - ${but}::int, history_owner_id = ${api.world.ben}
      from call k where k.id = ${callId} and c.id = k.conversation_id`)
  expect((await one(2)).lastActivityId).toBe(publicId('AC', callId))
  await hide(1)
  expect((await act(2, 'mark-as-read')).body.lastActivityId).toBe(publicId('AC', callId))
  await hide(0)
  expect((await one(2)).lastActivityId).toBeNull()
  await rows(sql`delete from call where id = ${callId}`)
  expect((await one(2)).lastActivityId).toBeNull()
  expect((await act(2, 'mark-as-read', undefined, ben)).body.lastActivityId).toBe(message)
  await rows(
    sql`update conversation set hidden_seq = 0, history_owner_id = null, last_activity_at = created_at
      where participants = ${[from]}`,
  )
})

test('customers are found by their company and by what is noted of them', async () => {
  for (const [customer, company] of [
    [1, 'Mills & Co'],
    [2, 'Garcia'],
  ] as const) {
    const [contact] = await rows(
      sql<{
        id: string
      }>`select contact_id as id from conversation where participants = ${[CUSTOMERS[customer]]}`,
    )
    const noted = { name: 'Dora', company, properties: { Tier: 'gold', Plan: `a=${customer}` } }
    await command(api.world.ada, 'contact.update', { id: contact?.id, ...noted })
  }
  expect(await found({ company: ' mills & CO' })).toEqual([1])
  expect(await found({ company: 'Mills & Co' }, cleo)).toEqual([])
  expect(await found({ property: 'tier=Gold' })).toEqual([2, 1])
  expect(await found({ property: 'Plan=a=2' })).toEqual([2])
  expect(await found({ property: 'tier=gold', company: 'Garcia', sort: 'unread' })).toEqual([2])
  expect(await found({ property: 'tier=' })).toEqual([])
  for (const property of ['tier', '=gold', `tier=${'x'.repeat(201)}`])
    expect(await list({ property })).toMatchObject({ status: 400, body: { errors: [{ path: '/property' }] } })
})

test('conversations are found by when something last happened in them, the moment itself left out', async () => {
  const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00Z`
  expect(await found({ lastActivityAfter: day(10) })).toEqual([11, 10])
  expect(await found({ lastActivityBefore: day(3) })).toEqual([1, 0])
  expect(
    await found({ lastActivityAfter: day(4), lastActivityBefore: day(6), createdAfter: day(2) }),
  ).toEqual([4])
})

test('what is pinned, by the team or oneself, is found in the order in which it stands on top', async () => {
  for (const customer of [1, 8]) await act(customer, 'pin', { for: 'team' }, ben)
  for (const customer of [2, 10, 1]) await act(customer, 'pin', { for: 'me' }, ben)
  expect(await found({ pinned: 'true' }, ben)).toEqual([1, 10, 2, 8])
  expect(await found({ pinned: 'true' })).toEqual([8, 1])
  expect(await found({ pinned: 'false' })).toEqual(ALL.filter((i) => ![1, 8].includes(i)))
  expect(await found({ pinned: 'true' }, cleo)).toEqual([])
  expect(await whole({ pinned: 'true', maxResults: 1 }, ben)).toEqual([1, 10, 2, 8])
  expect(await found()).toEqual(ALL)
  for (const customer of [1, 8]) await act(customer, 'unpin', { for: 'team' })
  for (const customer of [2, 10, 1]) await act(customer, 'unpin', { for: 'me' }, ben)
})

test('the unread, those who wait longest, or what was changed last comes first', async () => {
  for (const [customer, since] of [
    [3, '2026-01-02Z'],
    [7, '2026-01-01Z'],
  ] as const)
    await rows(sql`update conversation set waiting_since = ${since}, unread = true
      where participants = ${[CUSTOMERS[customer]]}`)
  await rows(
    sql`update conversation set updated_at = now() + interval '1 day' where participants = ${[CUSTOMERS[2]]}`,
  )
  const first = (...customers: number[]) => [...customers, ...ALL.filter((i) => !customers.includes(i))]
  const updated = await found({ sort: 'updated' })
  expect([updated[0], updated.length]).toEqual([2, ALL.length])
  expect(await found({ updatedAfter: new Date(Date.now() + 3_600_000).toISOString() })).toEqual([2])
  for (const maxResults of [100, 5, 1]) {
    const waiting = await whole({ sort: 'waiting', maxResults })
    expect(waiting.filter((i) => [3, 7, 11].includes(i))).toEqual([7, 3, 11])
    expect([...waiting].sort(ascending)).toEqual([...ALL].sort(ascending))
    expect(await whole({ sort: 'unread', maxResults })).toEqual(first(7, 3))
    expect(await whole({ sort: 'updated', maxResults })).toEqual(updated)
  }
  expect(await found({ sort: 'unread', unread: 'false' })).toEqual(ALL.filter((i) => ![3, 7].includes(i)))
  expect(
    await found({ sort: 'waiting', unresponded: 'true', inbox: publicId('IN', api.world.sales.id) }),
  ).toEqual([3])
  expect((await list({ sort: 'oldest' })).status).toBe(400)
  await rows(sql`update conversation set waiting_since = null, unread = false`)
})

test('a token of another list is no way into this one, and no failure of ours', async () => {
  const token = (position: object) => Buffer.from(JSON.stringify(position)).toString('base64url')
  const place = { id: uuidv7(), totalItems: 0 }
  for (const part of [
    { part: 'mine', at: '2026-03-01T00:00:00.000Z' },
    { part: 'rest', at: 1 },
    { part: 'last', at: 1 },
  ])
    expect((await list({ pageToken: token({ ...part, ...place }) })).status).toBe(400)
  const ofPins = token({ part: 'mine', at: 1, ...place })
  expect((await list({ pageToken: ofPins })).body.data).toHaveLength(ALL.length)
  const ofRest = token({ part: 'rest', at: '2026-03-01T00:00:00.000Z', ...place })
  expect((await list({ pageToken: ofRest, pinned: 'true' })).status).toBe(200)
})

test('pages hang together, across inboxes and equal times', async () => {
  await rows(sql`update conversation set last_activity_at = '2026-03-20Z'`)
  const all = await found()
  for (const maxResults of [1, 5, 6, 12]) expect(await whole({ maxResults })).toEqual(all)
})

test('ST-12: only whoever connected the number deletes, whom they name, and then nothing is left but a tombstone', async () => {
  const conversation = await one(4)
  const url = `/v1/conversations/${conversation.id}`
  const participants = CUSTOMERS[4] ?? ''
  const refused = (program: Program, named: object) => program.delete<ErrorBody>(url, { ...named })
  expect(await refused(ada, { participants })).toMatchObject({
    ...{ status: 403, body: { code: '1004403', title: 'Not Phone Number Installer' } },
  })
  await rows(sql`update line set installed_by = ${api.world.ben} where id = ${api.world.support.line.id}`)
  expect(await refused(ada, { participants })).toMatchObject({ body: { code: '1004403' } })
  expect(await refused(cleo, { participants })).toMatchObject({ body: { code: '1000404' } })
  expect(await refused(ben, {})).toMatchObject({ status: 400, body: { errors: [{ path: '/participants' }] } })
  for (const wrong of [CUSTOMERS[5] ?? '', [participants, CUSTOMERS[5] ?? '']])
    expect(await refused(ben, { participants: wrong })).toMatchObject({
      ...{ status: 400, body: { code: '1002400', title: 'Other Participants' } },
    })
  expect(await one(4)).toEqual(conversation)
  expect((await ben.delete(url, { participants })).status).toBe(204)
  expect((await ben.delete(url, { participants })).status).toBe(404)
  expect(await found()).not.toContain(4)
  const left = await rows(
    sql<object>`select t.deleted_by as by, a.actor, a.actor_id as "actorId",
        (select count(*)::int from message m where m.conversation_id = t.conversation_id) as messages
      from conversation_tombstone t join audit a on a.subject_id = t.conversation_id
      where a.action = 'conversation.deleted'`,
  )
  expect(left).toEqual([{ by: api.world.ben, actor: 'api', actorId: api.world.ben, messages: 0 }])
  await desk.receive('Hello again', { from: participants })
  expect(await one(4)).toMatchObject({ status: 'open', unread: true })
  expect((await one(4)).id).not.toBe(conversation.id)
})
