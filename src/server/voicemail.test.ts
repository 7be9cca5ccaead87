import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { type Call, callType } from '#features/call/call.ts'
import { callingType } from '#features/call/calling.ts'
import { ordinaryHours } from '#features/inbox/hours.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { handsetOf, type TestHandset } from '#test/call-handset.ts'
import { eventually } from '#test/eventually.ts'
import { createFakeEngine, type FakeEngine } from '#voice/fake-engine.server.ts'
import { pcmSamples, RATE, readWavFormat, wavHeader } from '#voice/wav.ts'

const OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'
const WAV = { 'content-type': 'audio/wav' }

let app: TestApp
let engine: FakeEngine
let ada: Browser
let dora: TestHandset
let inboxId: string

beforeAll(async () => {
  engine = createFakeEngine()
  app = await startTestApp({ engine })
  inboxId = app.world.support.id
  ada = await app.browser(app.world.ada)
  await eventually(() => expect(ada.connection.state()).toBe('live'))
})
afterAll(() => app.close())
afterEach(() => {
  vi.useRealTimers()
  dora.close()
})

let number = 400
beforeEach(async () => {
  number++
  dora = await handsetOf(app, app.world.support.line.id, `+1415555${String(number).padStart(4, '0')}`)
})

test('AD-5: outside the inbox’s hours a message is taken at once, in its own time zone; clocks change, nine stays nine', async () => {
  await configure(ordinaryHours('Europe/Madrid'))
  for (const [at, state] of [
    ['2025-10-24T06:59:30.000Z', 'voicemail'],
    ['2025-10-24T07:00:00.000Z', 'ringing'],
    ['2025-10-25T09:00:00.000Z', 'voicemail'],
    ['2025-10-27T07:00:00.000Z', 'voicemail'],
    ['2025-10-27T08:00:00.000Z', 'ringing'],
  ] as const) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(at) })
    const call = await calling()
    expect([at, call.state]).toEqual([at, state])
    await hangUp(call)
  }
})

test('AD-5: on a holiday nobody is rung', async () => {
  await configure({
    ...ordinaryHours('Europe/Madrid'),
    holidays: [{ date: '2025-10-13', name: 'A day off' }],
  })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2025-10-13T10:00:00.000Z') })
  const call = await calling()
  expect(call.state).toBe('voicemail')
  await hangUp(call)
})

test('CN-1: a caller hears the greeting of the inbox’s own, and the built-in one when it is taken back', async () => {
  await configure({ ...ordinaryHours('UTC'), week: [] })
  expect(await heardGreeting()).toContain('greeting-en.wav')
  expect(await put(tone(2, 44_100, 2))).toEqual({ status: 200, body: { seconds: 2 } })
  await eventually(() =>
    expect(ada.store.get(callingType, inboxId)?.greetingSha256).toMatch(/^[0-9a-f]{64}$/),
  )
  const own = await heardGreeting()
  expect(own).not.toContain('greeting-en.wav')

  const { status, headers } = await fetch(greetingUrl(), {
    headers: await asMember(app.world.ben),
    redirect: 'manual',
  })
  expect(status).toBe(302)
  const file = Buffer.from(await (await fetch(app.url + headers.get('location'))).arrayBuffer())
  const format = readWavFormat(file)
  expect(format).toMatchObject({ encoding: 'pcm16', channels: 1, rate: RATE })
  expect(pcmSamples(file.subarray(44)).length).toBe(2 * RATE)

  await put(tone(3))
  await eventually(async () => expect(await storedBytes()).toEqual([3 * 2 * RATE + 44]))
  expect(
    (await fetch(greetingUrl(), { method: 'DELETE', headers: await asMember(app.world.ada) })).status,
  ).toBe(204)
  expect(await heardGreeting()).toContain('greeting-en.wav')
  await eventually(async () => expect(await storedBytes()).toEqual([]))
})

test('what is no greeting is not taken, and only who looks after the inbox sets one', async () => {
  expect(await put(Buffer.from('RIFF, but no more'))).toEqual({ status: 422, body: { error: 'not-a-sound' } })
  expect(await put(Buffer.from('\x1aE\xdf\xa3 a film', 'latin1'))).toMatchObject({ status: 422 })
  expect(await put(Buffer.alloc(0))).toMatchObject({ status: 422, body: { error: 'not-a-sound' } })
  expect(await put(tone(0.5))).toMatchObject({ status: 422, body: { error: 'too-short' } })
  expect(await put(tone(61))).toMatchObject({ status: 422, body: { error: 'too-long' } })
  expect(await put(Buffer.alloc(12_000_001))).toEqual({ status: 413, body: { error: 'too-large' } })
  expect(await put(tone(2), app.world.ben)).toMatchObject({ status: 403, body: { error: 'not-allowed' } })
  expect(await put(tone(2), app.world.cleo)).toMatchObject({ status: 404, body: { error: 'not-found' } })
  expect(
    (await fetch(greetingUrl(), { method: 'DELETE', headers: await asMember(app.world.ben) })).status,
  ).toBe(403)
  expect((await fetch(greetingUrl(), { headers: await asMember(app.world.cleo) })).status).toBe(404)
  expect(
    (await fetch(greetingUrl(), { method: 'PUT', headers: WAV, body: new Uint8Array(tone(2)) })).status,
  ).toBe(401)
  const origin = { origin: 'https://elsewhere.example', ...(await asMember(app.world.ada)) }
  expect((await fetch(greetingUrl(), { method: 'DELETE', headers: origin })).status).toBe(403)
  expect(await storedBytes()).toEqual([])
})

async function configure(hours: ReturnType<typeof ordinaryHours>): Promise<void> {
  expect(await ada.connection.call('inbox.configure', { inboxId, hours })).toMatchObject({ ok: true })
}

async function calling(): Promise<Call> {
  await dora.call(OFFER)
  return eventually(() => {
    const found = ada.store
      .all(callType)
      .find(({ number, state }) => number === dora.number && state !== 'ended')
    expect(found).toBeDefined()
    return found as Call // Just said to be there.
  })
}

async function hangUp({ id }: Call): Promise<void> {
  await dora.end()
  await eventually(() => expect(ada.store.get(callType, id)?.state).toBe('ended'))
}

/** The file that a caller hears first. */
async function heardGreeting(): Promise<string> {
  const call = await calling()
  const [customer = ''] = call.legs.map(({ id }) => id)
  const heard = await eventually(() => {
    const sound = engine.soundOf(customer)
    expect(sound).toHaveProperty('file')
    return sound && 'file' in sound ? sound.file : ''
  })
  expect(readFileSync(heard).length).toBeGreaterThan(10_000)
  await hangUp(call)
  return heard
}

async function put(file: Uint8Array, memberId = app.world.ada): Promise<{ status: number; body: unknown }> {
  const headers = { ...WAV, ...(await asMember(memberId)) }
  const response = await fetch(greetingUrl(), { method: 'PUT', headers, body: new Uint8Array(file) })
  return { status: response.status, body: await response.json() }
}

function greetingUrl(): string {
  return `${app.url}/api/inboxes/${inboxId}/greeting`
}

async function asMember(memberId: string): Promise<{ cookie: string }> {
  return { cookie: await app.cookieOf(memberId) }
}

async function storedBytes(): Promise<number[]> {
  const rows = await inWorkspace(app.world.core.db, app.world.workspaceId, (tx) =>
    tx.rows(sql<{ bytes: number }>`select bytes::int as bytes from blob`),
  )
  return rows.map(({ bytes }) => bytes)
}

function tone(seconds: number, rate = RATE, channels: 1 | 2 = 1): Buffer {
  const samples = Int16Array.from(
    { length: Math.round(seconds * rate) * channels },
    (_, at) => 8_000 * Math.sin((2 * Math.PI * 440 * Math.floor(at / channels)) / rate),
  )
  const head = Buffer.from(wavHeader(channels, samples.byteLength))
  head.writeUInt32LE(rate, 24)
  return Buffer.concat([head, Buffer.from(samples.buffer)])
}
