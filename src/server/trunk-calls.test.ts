import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChannelEvent } from '#channel/event.ts'
import type { Provider } from '#channel/provider.ts'
import type { Voice, VoiceKind } from '#channel/voice.ts'
import { answerCommand, hangUpCommand } from '#features/call/call.api.ts'
import { type Call, callType } from '#features/call/call.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { fail, ok } from '#kit/result.ts'
import { sandbox } from '#providers/sandbox/sandbox.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'
import { createFakeEngine, type FakeEngine } from '#voice/fake-engine.server.ts'

// Calls by a trunk that takes our offer when we dial, and by a media stream without any: nobody but the port knows.
const OFFER = 'v=0\r\nm=audio 4000 RTP/AVP 0\r\n'
const DORA = '+14155550177'
const TAB = 'a tab of Ada'

let app: TestApp
let engine: FakeEngine
let ada: Browser
let told: [string, object][] = []
let busy = false
let kind: VoiceKind = 'rtp'

const voice: Voice<unknown> = {
  get kind() {
    return kind
  },
  dialsWithOffer: true,
  ring: async (_, call) => say('ring', call),
  answer: async (_, call) => say('answer', call),
  async dial(_, call) {
    say('dial', call)
    return busy ? fail('busy') : ok({ providerCallId: `out ${call.reference}` })
  },
  hangUp: async (_, call) => say('hang up', call),
}

beforeAll(async () => {
  engine = createFakeEngine(['webrtc', 'rtp', 'ws'])
  // Its webhooks are our events themselves.
  const trunk = {
    ...sandbox,
    voice,
    verify: () => true,
    parse: ({ body }) => ok([JSON.parse(new TextDecoder().decode(body)) as ChannelEvent]),
  } as Provider
  app = await startTestApp({ engine, providers: new Map([[sandbox.name, trunk]]) })
  ada = await app.browser(app.world.ada)
  await eventually(() => expect(ada.connection.state()).toBe('live'))
})
afterAll(() => app.close())
beforeEach(() => {
  told = []
  busy = false
  kind = 'rtp'
})

test.each(['rtp', 'ws'] as const)('a customer calls by %s, and is answered', async (by) => {
  kind = by
  const providerCallId = uuidv7()
  const offer = by === 'rtp' ? OFFER : null
  await happens({
    type: 'call-offered',
    providerCallId,
    from: DORA,
    ...{ to: '+14155550101', offer, at: null },
  })
  expect(told).toContainEqual(['ring', { providerCallId, answer: expect.stringContaining('v=0') }])
  const call = await live()
  const { id: callId, conversationId } = call
  await ada.connection.run(answerCommand, { callId, conversationId, deviceId: TAB })
  await eventually(() => expect(told.at(-1)).toMatchObject(['answer', { providerCallId }]))
  await ada.connection.run(hangUpCommand, { callId, conversationId })
  await eventually(() => expect(told.at(-1)).toEqual(['hang up', { providerCallId, why: 'over' }]))
  expect(await ended(callId)).toBe('completed')
})

test('we call by a trunk: it takes our offer, and brings an answer', async () => {
  const { callId, reference, providerCallId } = await dialled()
  expect(told).toEqual([
    ['dial', { reference, from: '+14155550101', to: DORA, offer: expect.stringContaining('v=0') }],
  ])
  const sdp = { type: 'answer', sdp: OFFER } as const
  await happens({ type: 'call-answered', providerCallId, reference, sdp, at: null })
  await eventually(() => expect(ada.store.get(callType, callId)?.state).toBe('connected'))
  expect(engine.legs()).toContain(reference)
  await happens({ type: 'call-ended', providerCallId, reference, why: 'hung-up', at: null })
  expect(await ended(callId)).toBe('completed')
})

test('an answer that cannot be understood ends the call, over there too', async () => {
  const { callId, reference, providerCallId } = await dialled()
  const sdp = { type: 'answer', sdp: 'nonsense' } as const
  await happens({ type: 'call-answered', providerCallId, reference, sdp, at: null })
  expect(await ended(callId)).toBe('failed')
  expect(told.at(-1)).toMatchObject(['hang up', { providerCallId }])
})

test('whom we call is busy, at once or after it has rung', async () => {
  const { callId, reference, providerCallId } = await dialled()
  await happens({ type: 'call-ended', providerCallId, reference, why: 'busy', at: null })
  expect(await ended(callId)).toBe('busy')
  busy = true
  expect(await ended((await placed()).callId)).toBe('busy')
})

async function placed() {
  const callId = uuidv7()
  const lineId = app.world.support.line.id
  const placing = { callId, lineId, to: DORA, deviceId: TAB }
  expect(await ada.connection.call('call.place', placing)).toMatchObject({ ok: true })
  return { callId }
}

async function dialled() {
  const { callId } = await placed()
  const call = await eventually(() => {
    const found = ada.store.get(callType, callId)
    expect(found).toBeDefined()
    expect(told.map(([what]) => what)).toContain('dial')
    return found
  })
  const reference = call?.legs.find(({ party }) => party === 'customer')?.id ?? ''
  return { callId, reference, providerCallId: `out ${reference}` }
}

async function happens(event: ChannelEvent): Promise<void> {
  const url = webhookUrl(app.url, sandbox.name, app.world.workspaceId, app.world.support.line.id)
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })).status).toBe(200)
}

function live(): Promise<Call> {
  return eventually(() => {
    const found = ada.store.all(callType).find(({ state }) => state !== 'ended')
    expect(found).toBeDefined()
    return found as Call // Just said to be there.
  })
}

async function ended(callId: string): Promise<string | null | undefined> {
  await eventually(() => expect(ada.store.get(callType, callId)?.state).toBe('ended'))
  return ada.store.get(callType, callId)?.ending
}

function say(what: string, about: object) {
  told.push([what, about])
  return ok(undefined)
}
