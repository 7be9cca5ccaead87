import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey, listApiKeys, type NewApiKey } from '#features/api-key/api-key.server.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { fromPublicId, publicId, uuidv7 } from '#kit/id.ts'
import { providers as installed } from '#providers/index.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { startTestApp } from '#test/app.ts'
import { deskOf } from '#test/desk.ts'
import { DORA } from '#test/world.ts'
import type { ErrorBody } from '#v1/refusal.ts'
import { SCOPES } from '#v1/scope.ts'
import { endpointsOf } from './v1.ts'

let api: Api
let ada: Program
let support: string

beforeAll(async () => {
  api = await openApi()
  ada = await api.of(api.world.ada)
  support = publicId('PN', api.world.support.line.id)
})
afterAll(() => api.close())

const OPERATIONS = [
  ['GET', '/v1/messages', '02'],
  ['POST', '/v1/messages', '02'],
  ['GET', '/v1/messages/AC1', '02'],
  ['GET', '/v1/conversations', '10'],
  ['GET', '/v1/conversations/CN1', '10'],
  ['DELETE', '/v1/conversations/CN1', '10'],
  ['POST', '/v1/conversations/CN1/mark-as-read', '10'],
  ['POST', '/v1/conversations/CN1/mark-as-done', '10'],
  ['POST', '/v1/conversations/CN1/mark-as-open', '10'],
  ['GET', '/v1/phone-numbers', '04'],
  ['GET', '/v1/phone-numbers/PN1', '04'],
] as const

function ask(program: Program, method: 'GET' | 'POST' | 'DELETE', url: string) {
  if (method === 'POST') return program.post<ErrorBody>(url, {})
  return method === 'GET' ? program.get<ErrorBody>(url) : program.delete<ErrorBody>(url)
}

test('without a key, with half of one, or behind "Bearer", nothing is told to anybody', async () => {
  const { key } = await createApiKey(api.world.core, api.world.workspaceId, {
    name: 'Shop',
    memberId: api.world.ada,
  })
  for (const authorization of [
    undefined,
    '',
    'Bearer x',
    `Bearer ${key}`,
    key.slice(1),
    `${key.slice(0, -1)}_`,
  ]) {
    for (const [method, url, resource] of OPERATIONS) {
      const { status, body } = await ask(api.with(authorization), method, url)
      expect([status, body.code, body.title, body.error.key]).toEqual([
        401,
        `${resource}00401`,
        'Unauthorized',
        'Unauthorized',
      ])
    }
  }
  expect((await api.with(key).get('/v1/phone-numbers')).status).toBe(200)
})

test('a revoked key, and the key of somebody who has left, stop working at once', async () => {
  const { id, key } = await createApiKey(api.world.core, api.world.workspaceId, {
    name: 'Shop',
    memberId: api.world.ben,
  })
  const bens = api.with(key)
  const change = (statement: ReturnType<typeof sql>) =>
    inWorkspace(api.db, api.world.workspaceId, (tx) => tx.rows(statement))
  expect((await bens.get('/v1/phone-numbers')).status).toBe(200)
  await change(sql`update member set removed_at = now() where id = ${api.world.ben}`)
  expect((await bens.get('/v1/phone-numbers')).status).toBe(401)
  await change(sql`update member set removed_at = null where id = ${api.world.ben}`)
  expect((await bens.get('/v1/phone-numbers')).status).toBe(200)
  await change(sql`update api_key set revoked_at = now() where id = ${id}`)
  expect((await bens.get('/v1/phone-numbers')).status).toBe(401)
})

test('an error is told in both shapes that clients parse, with one trace', async () => {
  const { status, body } = await ada.get<ErrorBody>('/v1/messages', {
    maxResults: 'many',
    participants: '+1',
  })
  expect(status).toBe(400)
  expect(body).toMatchObject({
    code: '0200400',
    status: 400,
    title: 'Bad Request',
    docs: 'https://openphone.com/docs',
  })
  expect(body.errors?.map(({ path }) => path)).toEqual(['/phoneNumberId', '/participants/0', '/maxResults'])
  expect(body.errors?.[2]).toMatchObject({ value: 'many', schema: { type: 'number' } })
  expect(body.error).toEqual({ message: body.message, key: 'BadRequest', trace: body.trace })
})

const documentation = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const endpoints = endpointsOf(installed, { secret: '', publicUrl: '' })

test('which scope each operation needs is in the documentation, and each scope is', () => {
  const table = [...documentation.matchAll(/^\| `([\w-]+:\w+)` \| (.+) \|$/gm)]
  const said = table.flatMap(([, scope, operations = '']) =>
    [...operations.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, operation]) => `${operation} needs ${scope}`),
  )
  const is = endpoints.map(
    ({ method, url, scope }) => `${method} /v1${url.replaceAll(/:(\w+)/g, '{$1}')} needs ${scope}`,
  )
  expect(said.sort()).toEqual(is.sort())
  expect(table.map(([, scope]) => scope)).toEqual([...SCOPES])
})

async function limited(limits: Partial<NewApiKey>): Promise<Program> {
  const { core, workspaceId, ada } = api.world
  const { key } = await createApiKey(core, workspaceId, { name: 'Shop', memberId: ada, ...limits })
  return api.with(key)
}

test('without the scope, each operation is refused alike whatever it is asked for, and says which it lacks', async () => {
  for (const { method, url, scope } of endpoints) {
    const others = await limited({ scopes: SCOPES.filter((one) => one !== scope) })
    const only = await limited({ scopes: [scope] })
    const path = `/v1${url}`.replace(/:\w+/, url.startsWith('/phone') ? support : 'AC1')
    const { status, body } = await ask(others, method, path)
    expect([url, status, body.code, body.title]).toEqual([
      ...[url, 403, expect.stringMatching(/^\d\d03403$/), 'Missing Scope'],
    ])
    expect(body.message).toContain(scope)
    expect((await ask(only, method, path)).body.title).not.toBe('Missing Scope')
  }
})

test('what a key may not do, it does not do; and outside its inboxes nothing exists for it', async () => {
  const desk = deskOf(api.world)
  const { sales, ada: memberId } = api.world
  const inSales = await desk.receive('For Sales', { line: sales.line })
  const inSupport = await desk.receive('For Support')
  const facts = async () => {
    const { message, conversation, event } = z.record(z.string(), z.unknown()).parse(await desk.facts())
    return { message, conversation, event }
  }
  const reader = await limited({ scopes: ['messages:read', 'conversations:read'] })
  const supportOnly = await limited({ inboxIds: [api.world.support.id] })
  const before = await facts()
  const sending = { from: publicId('PN', sales.line.id), to: [DORA], content: 'Hello' }
  const salesDone = `/v1/conversations/${publicId('CN', inSales)}/mark-as-done`
  for (const [url, body] of [['/v1/messages', sending], [salesDone]] as const)
    expect((await reader.post<ErrorBody>(url, body)).body.title).toBe('Missing Scope')
  expect(await supportOnly.post('/v1/messages', sending)).toMatchObject({ body: { code: '0202403' } })
  const unknown = await supportOnly.post<ErrorBody>(
    `/v1/conversations/${publicId('CN', uuidv7())}/mark-as-done`,
  )
  const other = await supportOnly.post<ErrorBody>(salesDone)
  expect([other.status, other.body.code, other.body.message]).toEqual([
    ...[404, unknown.body.code, unknown.body.message],
  ])
  // Its maker being there does not let it assign across either.
  const assign = salesDone.replace('mark-as-done', 'assign')
  expect((await supportOnly.post(assign, { userId: publicId('US', memberId) })).status).toBe(404)
  const list = await supportOnly.get<{ data: { id: string }[] }>('/v1/conversations', { maxResults: 100 })
  expect(list.body.data.map(({ id }) => id)).toContain(publicId('CN', inSupport))
  expect(list.body.data.map(({ id }) => id)).not.toContain(publicId('CN', inSales))
  const lines = await supportOnly.get<{ data: { id: string }[] }>('/v1/phone-numbers')
  expect(lines.body.data.map(({ id }) => id)).toEqual([support])
  expect(await facts()).toEqual(before)
})

test('an expired key is answered as one that never was', async () => {
  const expired = await limited({ expiresAt: new Date(Date.now() - 1_000).toISOString() })
  for (const [method, url, resource] of OPERATIONS)
    expect((await ask(expired, method, url)).body).toMatchObject({ status: 401, code: `${resource}00401` })
})

test('when a key was used is known a moment after the answer', async () => {
  const { core, workspaceId, ada: memberId } = api.world
  const { id, key } = await createApiKey(core, workspaceId, { name: 'Shop', memberId })
  expect((await api.with(key).get('/v1/phone-numbers')).status).toBe(200)
  const used = async () => {
    const keys = await inWorkspace(api.db, workspaceId, listApiKeys)
    return keys.find((one) => one.id === id)?.lastUsedAt
  }
  await expect.poll(used).not.toBeNull()
})

test('every operation is in the documentation', () => {
  for (const [method, url] of OPERATIONS)
    expect(documentation).toContain(`\`${method} ${url.replace(/(AC|CN|PN)1/, '{id}')}\``)
})

test('maxResults must be given, and pages have at most a hundred', async () => {
  for (const maxResults of [undefined, 0, 101, -1, 1.5, 'ten', '1e9', '١']) {
    const query = maxResults === undefined ? {} : { maxResults }
    expect((await ada.get('/v1/conversations', query)).status).toBe(400)
  }
  expect((await ada.get('/v1/conversations', { maxResults: 100 })).status).toBe(200)
})

test('what no database can hold is refused as what it is', async () => {
  const token = (position: object) => Buffer.from(JSON.stringify(position)).toString('base64url')
  const messages = { phoneNumberId: support, participants: DORA, maxResults: 5 }
  const wrong = [
    { createdAfter: '0000-01-01T00:00:00Z' },
    { createdBefore: '0001-01-01T00:00:00+01:00' },
    { createdAfter: '9999-12-31T23:59:59-01:00' },
    { createdAfter: '2026-02-30T00:00:00Z' },
    { createdAfter: '2026-02-01' },
    { pageToken: token({ seq: 3_000_000_000, totalItems: 0 }) },
    { pageToken: token({ seq: 1 }) },
    { pageToken: 'nonsense' },
  ]
  for (const part of wrong) {
    const { status, body } = await ada.get<ErrorBody>('/v1/messages', { ...messages, ...part })
    expect([part, status, body.errors?.[0]?.path]).toEqual([part, 400, `/${Object.keys(part)[0]}`])
  }
})

test('what is no JSON, of another type or too large is refused in the same shape', async () => {
  const post = (body: string, type = 'application/json') =>
    ada.post<ErrorBody>('/v1/messages', body, { 'content-type': type })
  expect((await post('{"content":')).body).toMatchObject({ status: 400, code: '0200400' })
  expect((await post('content=Hi', 'application/x-www-form-urlencoded')).body).toMatchObject({ status: 415 })
  expect((await post(`"${'x'.repeat(1_100_000)}"`)).body).toMatchObject({ status: 413 })
  expect((await ada.get('/v1/unknown')).body).toMatchObject({ status: 404, code: '0000404' })
  expect((await ada.post('/v1/phone-numbers')).body).toMatchObject({ status: 404 })
})

test('what nobody expected is told as such, without what it was', async () => {
  const other = await openApi()
  const program = await other.of(other.world.ada)
  await inWorkspace(other.db, other.world.workspaceId, (tx) => tx.rows(sql`select 1 as one`))
  await other.db.owner.query('alter table line rename to line_away')
  const { status, body } = await program.get<ErrorBody>('/v1/phone-numbers')
  expect([status, body.code, body.title]).toEqual([500, '0401500', 'Unknown'])
  expect(JSON.stringify(body)).not.toMatch(/line|relation|select/)
  await other.close()
})

function statusesOf(answers: { status: number }[]): number[] {
  return answers.map(({ status }) => status).sort((a, b) => a - b)
}

test('a key has its number of requests a second, and others are not in its way', async () => {
  const slow = await openApi({ env: { API_REQUESTS_PER_SECOND: '10' } })
  const [first, second] = [await slow.of(slow.world.ada), await slow.of(slow.world.ada)]
  const burst = (program: Program, times: number) =>
    Promise.all(Array.from({ length: times }, () => program.get<ErrorBody>('/v1/phone-numbers')))
  const answers = await burst(first, 14)
  expect(statusesOf(answers)).toEqual([...Array(10).fill(200), ...Array(4).fill(429)])
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.body).toMatchObject({ code: '0400429', title: 'Too Many Requests' })
  expect(refused?.headers['retry-after']).toBe('1')
  expect((await second.get('/v1/phone-numbers')).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect((await first.get('/v1/phone-numbers')).status).toBe(200)
  await slow.close()
})

test('who has no key is slowed down by address, which does not touch who has one', async () => {
  const slow = await openApi({ env: { API_REQUESTS_PER_SECOND: '10' } })
  const stranger = slow.with('Bearer x')
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => stranger.get<ErrorBody>('/v1/phone-numbers')),
  )
  expect(statusesOf(answers)).toEqual([...Array(10).fill(401), 429, 429])
  expect((await (await slow.of(slow.world.ada)).get('/v1/phone-numbers')).status).toBe(200)
  await slow.close()
})

test("a program's text is in Ben's browser at once, goes out, and its delivery can be asked for", async () => {
  const app = await startTestApp()
  const { core, workspaceId, ben, support } = app.world
  const { key } = await createApiKey(core, workspaceId, { name: 'Shop', memberId: ben })
  const bens = await app.browser(ben)
  await expect.poll(() => bens.connection.state()).toBe('live')
  const headers = { authorization: key, 'content-type': 'application/json' }
  const body = JSON.stringify({ content: 'It is ready', from: publicId('PN', support.line.id), to: [DORA] })
  const answer = await fetch(`${app.url}/v1/messages`, { method: 'POST', headers, body })
  const { data } = taken.parse(await answer.json())
  expect([answer.status, data.status]).toEqual([202, 'queued'])
  const id = fromPublicId('CN', data.conversationId) ?? ''
  await expect.poll(() => bens.store.get(conversationType, id)?.preview.text).toBe('It is ready')
  const status = async () => {
    const asked = await fetch(`${app.url}/v1/messages/${data.id}`, { headers })
    return taken.parse(await asked.json()).data.status
  }
  await expect.poll(status, { timeout: 10_000, interval: 200 }).toBe('delivered')
  await app.close()
})

const taken = z.object({ data: z.object({ id: z.string(), conversationId: z.string(), status: z.string() }) })

// Values that are nearly right, beside those that are nothing at all.
const odd = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '+14155550177',
    '22395',
    'MYBANK',
    '\u0000',
    '\ud800',
    '%00',
    '__proto__',
    '0000-01-01T00:00:00Z',
  ),
  fc.constantFrom(
    '9999-12-31T23:59:59-23:59',
    '0001-01-01T00:00:00+23:59',
    '2026-02-30T00:00:00Z',
    '-1',
    '1e400',
    'null',
  ),
  fc.constantFrom(
    'eyJzZXEiOjFlMzAwLCJ0b3RhbEl0ZW1zIjowfQ',
    'eyJzZXEiOjEsInRvdGFsSXRlbXMiOjB9',
    'eyJzZXEiOjMwMDAwMDAwMDAsInRvdGFsSXRlbXMiOjB9',
    'bnVsbA',
    '=',
    'true',
  ),
  fc.uuid().map((uuid) => publicId('US', uuid)),
  fc.constantFrom('PN', 'US', `PN${'z'.repeat(22)}`, `PN${'0'.repeat(22)}`, `US${'z'.repeat(22)}`),
  fc.constantFrom(() => support).map((known) => known()),
)
const name = fc.oneof(
  fc.constantFrom(
    'phoneNumberId',
    'participants',
    'participants[]',
    'userId',
    'createdAfter',
    'createdBefore',
    'since',
  ),
  fc.constantFrom(
    'phoneNumbers',
    'phoneNumber',
    'updatedAfter',
    'updatedBefore',
    'lastActivityAfter',
    'property',
    'pinned',
    'sort',
    'excludeInactive',
    'maxResults',
    'pageToken',
  ),
  fc.string(),
)

test('no query, however odd, is met with a failure of ours', async () => {
  const query = fc.dictionary(name, fc.oneof(odd, fc.array(odd, { maxLength: 12 })))
  const operation = fc.constantFrom('/v1/messages', '/v1/conversations', '/v1/phone-numbers')
  const good = { phoneNumberId: support, participants: DORA, maxResults: '5' }
  await fc.assert(
    fc.asyncProperty(operation, query, fc.boolean(), async (url, given, nearlyGood) => {
      const { status } = await ada.get(url, nearlyGood ? { ...good, ...given } : given)
      expect([200, 400, 403]).toContain(status)
    }),
    { numRuns: 400 },
  )
})

test('no path, however odd, is met with a failure of ours', async () => {
  await fc.assert(
    fc.asyncProperty(odd, async (id) => {
      const path = encodeURIComponent(id.toWellFormed())
      for (const url of ['messages/', 'messages/AC', 'phone-numbers/PN'])
        expect((await ada.get(`/v1/${url}${path}`)).status).toBe(404)
      expect((await ada.get(`/v1/conversations/CN${path}`)).status).toBe(404)
      expect((await ada.delete(`/v1/conversations/CN${path}`, { participants: DORA })).status).toBe(404)
      expect((await ada.post(`/v1/conversations/CN${path}/mark-as-done`)).status).toBe(404)
    }),
    { numRuns: 100 },
  )
})

test('no body, however odd, is met with a failure of ours', async () => {
  const good = { content: 'Hi', from: support, to: [DORA], userId: publicId('US', api.world.ada) }
  const field = fc.constantFrom('content', 'from', 'to', 'userId', 'setInboxStatus', '__proto__', 'other')
  const change = fc.dictionary(field, fc.oneof(odd, fc.array(odd, { maxLength: 12 }), fc.jsonValue()))
  await fc.assert(
    fc.asyncProperty(fc.oneof(change, fc.jsonValue()), fc.boolean(), async (given, nearlyGood) => {
      const body = nearlyGood ? Object.assign({}, good, given) : given
      const { status } = await ada.post('/v1/messages', JSON.stringify(body), { 'idempotency-key': uuidv7() })
      expect([202, 400, 403]).toContain(status)
    }),
    { numRuns: 400 },
  )
})
