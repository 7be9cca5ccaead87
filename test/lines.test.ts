import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import type { Connections } from '#features/connection/connection.api.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { startTestApp, type TestApp } from './app.ts'
import { deskOf } from './desk.ts'
import { type FakeTwilio, startFakeTwilio } from './fake-twilio.ts'
import { DORA } from './world.ts'

let app: TestApp
let fake: FakeTwilio
let ada: string
let ben: string

beforeAll(async () => {
  app = await startTestApp()
  fake = await startFakeTwilio()
  ;[ada, ben] = [await app.cookieOf(app.world.ada), await app.cookieOf(app.world.ben)]
})
afterAll(() => Promise.all([app.close(), fake.close()]))

const NUMBER = '+14155550191'
const PATIENTLY = { timeout: 10_000 }

async function ask<Answer>(
  path: string,
  body?: object,
  cookie = ada,
): Promise<{ status: number; body: Answer }> {
  const answer = await fetch(app.url + path, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
  })
  // As our own server says it.
  return { status: answer.status, body: (await answer.json()) as Answer }
}

async function overview(): Promise<Connections> {
  return (await ask<Connections>('/api/lines')).body
}

async function lineOf(number = NUMBER) {
  const digits = number.slice(-4)
  return (await overview()).lines.find(({ display }) => display.endsWith(digits))
}

async function wireNameOf(lineId: string): Promise<string | undefined> {
  const { key } = await createApiKey(app.world.core, app.world.workspaceId, {
    ...{ name: 'Names', memberId: app.world.ada },
  })
  const url = `${app.url}/v1/phone-numbers/${publicId('PN', lineId)}`
  const answer = await fetch(url, { headers: { authorization: key } })
  return ((await answer.json()) as { data: { name: string } }).data.name
}

function wanted(change: object = {}) {
  const settings = { ...fake.account, apiBaseUrl: fake.url }
  return { provider: 'twilio', number: NUMBER, inboxId: app.world.support.id, settings, ...change }
}

test('each provider says by itself what it asks for, and nobody is asked for what only exists here', async () => {
  const { providers } = await overview()
  const asked = providers.map(({ name, fields }) => [name, fields.map(({ label }) => label)])
  expect(asked).toContainEqual(['sandbox', []])
  expect(Object.fromEntries(asked).twilio).toEqual(expect.arrayContaining(['Account SID', 'Auth token']))
})

test('what is missing or wrong is said beside its field, and nothing is connected', async () => {
  const wrong = [
    [{ number: 'Support' }, 'invalid-number', { number: 'invalid' }],
    [
      { settings: { accountSid: 'AC1' } },
      'invalid-settings',
      { accountSid: 'invalid', authToken: 'invalid' },
    ],
    [{ provider: 'carrier-pigeon' }, 'unknown-provider', undefined],
    [{ inboxId: uuidv7() }, 'not-found', undefined],
  ] as const
  for (const [change, error, fields] of wrong)
    expect(await ask('/api/lines', wanted(change))).toEqual({
      status: 422,
      body: { error, ...(fields && { fields }) },
    })
  expect((await ask('/api/lines', wanted(), ben)).status).toBe(403)
  expect((await ask('/api/lines', undefined, ben)).status).toBe(403)
  expect(await lineOf()).toBeUndefined()
})

test('a number is connected, checked, heard, given to another inbox, and let go', async () => {
  const connected = await ask<{ id: string; problem: string | null }>('/api/lines', wanted())
  expect(connected).toMatchObject({ status: 201, body: { problem: null } })
  const lineId = connected.body.id
  const line = await lineOf()
  expect(line).toMatchObject({ id: lineId, provider: 'Twilio', heardAt: null, disconnectedAt: null })

  await fake.text({ from: DORA, to: NUMBER, body: 'Hello' }, line?.webhookUrl ?? '')
  await expect.poll(async () => (await lineOf())?.heardAt ?? null).not.toBeNull()

  const desk = deskOf(app.world)
  const { sales, ben: member } = app.world
  expect(await desk.run(member, 'line.assign', { lineId, inboxId: sales.id })).toMatchObject({
    error: 'not-allowed',
  })
  expect(await desk.run(app.world.ada, 'line.assign', { lineId, inboxId: sales.id })).toMatchObject({
    ok: true,
  })
  expect((await lineOf())?.inboxId).toBe(sales.id)

  // What it is called is said wherever it is chosen, and by the API.
  const named = { lineId, name: ' Workshop ' }
  expect(await desk.run(member, 'line.rename', named)).toMatchObject({ error: 'not-allowed' })
  expect(await desk.run(app.world.ada, 'line.rename', { lineId, name: ' ' })).toMatchObject({
    error: 'invalid-input',
  })
  expect(await desk.run(app.world.ada, 'line.rename', named)).toMatchObject({ ok: true })
  expect((await lineOf())?.name).toBe('Workshop')
  expect(await wireNameOf(lineId)).toBe('Workshop')
  expect(await desk.run(app.world.ada, 'line.rename', { lineId, name: null })).toMatchObject({ ok: true })
  expect(await wireNameOf(lineId)).toBe('Sales')

  const wrong = await ask<{ problem: string }>(
    '/api/lines',
    wanted({ inboxId: sales.id, settings: { ...wanted().settings, authToken: 'another' } }),
  )
  expect(wrong.body.problem).toBe('unauthorized')
  expect((await ask<object>(`/api/lines/${lineId}/check`, {})).body).toEqual({ problem: 'unauthorized' })
  expect((await ask(`/api/lines/${lineId}/check`, {}, ben)).status).toBe(404)
  await ask('/api/lines', wanted({ inboxId: sales.id }))

  expect(await desk.run(app.world.ada, 'line.disconnect', { lineId, confirmed: true })).toMatchObject({
    ok: true,
  })
  expect(await lineOf()).toMatchObject({ disconnectedAt: expect.any(String) })
  const log = await ownerRows(
    app.world.core.db,
    sql<{ action: string }>`select action from audit where subject_id = ${lineId} order by seq`,
  )
  expect(log.map(({ action }) => action)).toEqual([
    ...[
      'line.connected',
      'line.assigned',
      'line.renamed',
      'line.renamed',
      'line.reconnected',
      'line.reconnected',
      'line.disconnected',
    ],
  ])
})

test('on a number that was let go nothing is sent and nothing believed, whoever has the conversation, and what was said stays', async () => {
  const line = await lineOf()
  const lineId = line?.id ?? ''
  const desk = deskOf(app.world)
  const first = { messageId: uuidv7(), lineId, to: DORA, text: 'Hello?' }
  expect(await desk.run(app.world.ada, 'conversation.start', first)).toEqual({
    ...{ ok: false, error: 'line-disconnected' },
  })
  const conversationId = await desk.find(DORA, { ...app.world.sales.line, id: lineId })
  const write = (memberId: string, text: string) =>
    desk.run(memberId, 'message.send', { messageId: uuidv7(), conversationId, text, thenDone: false })
  const letGo = { ok: false, error: 'line-disconnected' }
  expect(await write(app.world.ada, 'Are you there?')).toEqual(letGo)
  // Ben has the conversation without seeing the line that it is on.
  const member = app.world.ben
  expect(await write(member, 'Are you there?')).toEqual(letGo)
  expect(await write(app.world.cleo, 'Are you there?')).toMatchObject({ error: 'not-found' })
  const callInput = { callId: uuidv7(), lineId, to: DORA, deviceId: 'a tab of hers' }
  expect(await desk.run(app.world.ada, 'call.place', callInput)).toEqual(letGo)
  const webhook = await fetch(line?.webhookUrl ?? '', { method: 'POST', body: '' })
  expect(webhook.status).toBe(404)

  expect((await ask('/api/lines', wanted())).status).toBe(201)
  expect(await lineOf()).toMatchObject({ id: lineId, disconnectedAt: null, inboxId: app.world.support.id })
  expect(await write(member, 'Are you there?')).toMatchObject({ ok: true })
})

test('what failed on a number that was let go since is tried again when the number is back, and not before', async () => {
  const desk = deskOf(app.world)
  const { ada: owner, support, workspaceId } = app.world
  const lineId = (await lineOf())?.id ?? ''
  const conversationId = await desk.find(DORA, { ...support.line, id: lineId })
  const failed = await desk.rows(
    sql<{ id: string }>`update message set status = 'failed', failure_code = 'not-connected'
      where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and direction = 'out' returning id`,
  )
  const retry = { messageId: failed[0]?.id, conversationId }
  await desk.run(owner, 'line.disconnect', { lineId, confirmed: true })
  expect(await desk.run(owner, 'message.retry', retry)).toEqual({ ok: false, error: 'line-disconnected' })
  await ask('/api/lines', wanted())
  expect(await desk.run(owner, 'message.retry', retry)).toMatchObject({ ok: true })
  const became = () =>
    desk.rows(
      sql<{ status: string; failureCode: string | null }>`select status, failure_code as "failureCode"
        from message where workspace_id = ${workspaceId} and id = ${retry.messageId}`,
    )
  await expect.poll(became, PATIENTLY).toEqual([{ status: 'accepted', failureCode: null }])
})
