import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import {
  answerCommand,
  declineCommand,
  handOverCommand,
  hangUpCommand,
  holdCommand,
  recordCommand,
} from '#features/call/call.api.ts'
import { type Call, callType, ringsFor } from '#features/call/call.ts'
import { optOutCommand } from '#features/consent/consent.api.ts'
import { threadQuery } from '#features/conversation/conversation.api.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { setInQueueCommand } from '#features/inbox/queue.api.ts'
import { setAvailableCommand } from '#features/member/member.api.ts'
import { uuidv7 } from '#kit/id.ts'
import type { VoiceSaid } from '#sync/connection.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { handsetOf, type TestHandset } from '#test/call-handset.ts'
import { eventually } from '#test/eventually.ts'
import { createFakeEngine, type FakeEngine } from '#voice/fake-engine.server.ts'
import { wavHeader } from '#voice/wav.ts'

const OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'

let app: TestApp
let engine: FakeEngine
let ada: Browser
let ben: Browser
let cleo: Browser
let dora: TestHandset

beforeAll(async () => {
  engine = createFakeEngine()
  app = await startTestApp({ engine })
  ada = await open(app.world.ada)
  ben = await open(app.world.ben)
  cleo = await open(app.world.cleo)
})
afterAll(() => app.close())

let number = 200
beforeEach(async () => {
  number++
  dora = await handsetOf(app, app.world.support.line.id, `+1415555${String(number).padStart(4, '0')}`)
})

test('CA-2: a call rings for everybody in the inbox and nobody else, and the first answer has it', async () => {
  const call = await ringing(() => dora.call(OFFER))
  expect(call).toMatchObject({ direction: 'in', state: 'ringing', number: dora.number })
  for (const [browser, id] of [
    [ada, app.world.ada],
    [ben, app.world.ben],
  ] as const)
    await eventually(() => expect(ringsFor(callIn(browser, call.id), id)).toBe(true))
  expect(cleo.store.get(callType, call.id)).toBeUndefined()
  expect(conversation(ada, call)).toMatchObject({
    status: 'open',
    unread: false,
    preview: { call: { state: 'live' } },
  })
  expect(await dora.heard('ring')).toMatchObject({ answer: expect.stringContaining('v=0') })

  const [first, second] = await Promise.all([
    ada.connection.call(answerCommand.name, { ...named(call), deviceId: 'a tab of Ada' }),
    ben.connection.call(answerCommand.name, { ...named(call), deviceId: 'a tab of Ben' }),
  ])
  expect(first.ok).not.toBe(second.ok)
  expect(first.ok ? second : first).toMatchObject({ error: { code: 'already-answered' } })
  await dora.heard('answer')
  await eventually(() =>
    expect(callIn(ben, call.id).legs.filter(({ state }) => state === 'ringing')).toEqual([]),
  )
  expect(conversation(ben, call)).toMatchObject({ unread: false, waitingSince: null })
  await dora.end()
  await over(call, 'completed')
})

test('the two hear each other, hold brings music, and digits and voices go nowhere else', async () => {
  const call = await talking()
  const [customer, member] = legs(call)
  await eventually(() => expect(engine.heardBy(customer)).toEqual([member]))
  await ada.connection.run(holdCommand, { ...named(call), on: true })
  await eventually(() => expect(engine.soundOf(customer)).toEqual({ tone: 'hold-music', loop: true }))
  await ada.connection.run(holdCommand, { ...named(call), on: false })
  await eventually(() => expect(engine.heardBy(member)).toEqual([customer]))
  expect(engine.soundOf(customer)).toBeUndefined()
  await ada.connection.run(hangUpCommand, named(call))
  expect(await dora.heard('end')).toMatchObject({ why: 'over' })
  await over(call, 'completed')
  expect(engine.legs()).toEqual([])
})

test('a member of another inbox takes a call over, and sees nothing of its thread', async () => {
  const call = await talking()
  expect(await ask(call, 'consult', { memberId: app.world.cleo })).toMatchObject({ ok: true })
  await eventually(() => expect(ringsFor(callIn(cleo, call.id), app.world.cleo)).toBe(true))
  expect(cleo.store.get(conversationType, call.conversationId)).toBeUndefined()
  await cleo.connection.run(answerCommand, { ...named(call), deviceId: 'a tab of Cleo' })
  await voice(cleo, call, 'a tab of Cleo')
  const [customer] = legs(call)
  await eventually(() => expect(engine.soundOf(customer)).toEqual({ tone: 'hold-music', loop: true }))
  await ada.connection.run(handOverCommand, named(call))
  const cleos = callIn(cleo, call.id).legs.find(({ memberId }) => memberId === app.world.cleo)?.id ?? ''
  await eventually(() => expect(engine.heardBy(customer)).toEqual([cleos]))
  await cleo.connection.run(hangUpCommand, named(call))
  await over(call, 'completed')
})

test('a blind transfer that is declined comes back', async () => {
  const call = await talking()
  await ask(call, 'transfer', { memberId: app.world.ben })
  await eventually(() => expect(ringsFor(callIn(ben, call.id), app.world.ben)).toBe(true))
  expect(await ask(call, 'add', { memberId: app.world.cleo })).toMatchObject({
    error: { code: 'not-in-call' },
  })
  await ben.connection.run(declineCommand, named(call))
  await eventually(() => expect(ringsFor(callIn(ada, call.id), app.world.ada)).toBe(true))
  await ada.connection.run(answerCommand, { ...named(call), deviceId: TAB })
  await ada.connection.run(hangUpCommand, named(call))
  await over(call, 'completed')
})

test('a number is added, and one that cannot be reached is not', async () => {
  const call = await talking()
  expect(await ask(call, 'add', { number: '+14155550102' })).toMatchObject({ error: { code: 'own-line' } })
  expect(await ask(call, 'add', { number: '+19005550123' })).toMatchObject({
    error: { code: 'premium-number' },
  })
  await ask(call, 'add', { number: '+14155557196' })
  await eventually(() =>
    expect(callIn(ada, call.id).legs.at(-1)).toMatchObject({ party: 'number', left: 'failed' }),
  )
  const sam = await handsetOf(app, app.world.support.line.id, '+14155557142')
  await ask(call, 'add', { number: sam.number })
  await sam.heard('call')
  await sam.answer(OFFER)
  await eventually(() => expect(engine.heardBy(legs(call)[0])).toHaveLength(2))
  await ada.connection.run(hangUpCommand, named(call))
  expect(await sam.heard('end')).toMatchObject({ why: 'over' })
  await over(call, 'completed')
  sam.close()
})

test('CN-1: nobody answers: greeting, beep, and the message is in the thread, unread until it is heard', async () => {
  const call = await ringing(() => dora.call(OFFER))
  for (const browser of [ada, ben]) await browser.connection.run(declineCommand, named(call))
  await leavesMessage(call)
  await dora.end()
  await over(call, 'voicemail')
  expect(callIn(ada, call.id).voicemail).toMatchObject({ state: 'kept', seconds: 2, heardAt: null })
  expect(conversation(ada, call)).toMatchObject({
    unread: true,
    preview: { call: { state: 'voicemail', seconds: 2 } },
  })
})

test('who says nothing after the beep was missed', async () => {
  const call = await ringing(() => dora.call(OFFER))
  await eventually(() => expect(engine.soundOf(legs(call)[0])).toEqual({ tone: 'ringback', loop: true }))
  await dora.end()
  await over(call, 'missed')
  await eventually(() =>
    expect(conversation(ada, call)).toMatchObject({ unread: true, preview: { call: { state: 'missed' } } }),
  )
})

test('a caller whom nobody answered is sent what the inbox says, and was missed all the same', async () => {
  const inboxId = app.world.support.id
  await ada.connection.call('inbox.configure-calling', { inboxId, missedText: 'We will call you back.' })
  const call = await ringing(() => dora.call(OFFER))
  await dora.end()
  await over(call, 'missed')
  ada.store.holdThread(call.conversationId)
  await ada.connection.ask(threadQuery, { conversationId: call.conversationId, before: null, limit: 10 })
  expect(ada.store.thread(call.conversationId).map(({ type, row }) => [type, row.seq])).toEqual([
    ['call', 1],
    ['message', 2],
  ])
  expect(conversation(ada, call)).toMatchObject({ unread: true, waitingSince: expect.any(String) })

  // CT-6: but not whoever wants no texts.
  const { conversationId } = call
  await ada.connection.run(optOutCommand, { conversationId })
  await ownerRows(app.world.core.db, sql`update message set created_at = now() - interval '2 hours'`)
  const again = await ringing(() => dora.call(OFFER))
  await dora.end()
  await over(again, 'missed')
  const texts = await ownerRows(
    app.world.core.db,
    sql`select id from message where conversation_id = ${conversationId}`,
  )
  expect(texts).toHaveLength(1)
  await ada.connection.call('inbox.configure-calling', { inboxId, missedText: null })
})

test('AS-3: who is not available is left in peace', async () => {
  await ben.connection.run(setAvailableCommand, { available: false })
  const call = await ringing(() => dora.call(OFFER))
  expect(ringsFor(callIn(ada, call.id), app.world.ben)).toBe(false)
  await dora.end()
  await over(call, 'missed')
  await ben.connection.run(setAvailableCommand, { available: true })
})

test('AS-6: who is out of the inbox’s queue is left in peace', async () => {
  const queue = { inboxId: app.world.support.id, inQueue: false }
  await ben.connection.run(setInQueueCommand, queue)
  const call = await ringing(() => dora.call(OFFER))
  expect(ringsFor(callIn(ada, call.id), app.world.ben)).toBe(false)
  await dora.end()
  await over(call, 'missed')
  await ben.connection.run(setInQueueCommand, { ...queue, inQueue: true })
})

test('CA-6: we call: it rings over there, is answered, and ends', async () => {
  const callId = uuidv7()
  const placed = ada.connection.call('call.place', placing(callId, dora.number))
  expect(await dora.heard('call')).toMatchObject({ from: '+14155550101' })
  expect(await placed).toMatchObject({ ok: true, value: { conversationId: expect.any(String) } })
  const call = await seen(callId)
  await voice(ada, call, TAB)
  await eventually(() => expect(engine.soundOf(legs(call)[1])).toEqual({ tone: 'ringback', loop: true }))
  await dora.answer(OFFER)
  await eventually(() =>
    expect(callIn(ada, callId)).toMatchObject({ state: 'connected', placedBy: app.world.ada }),
  )
  await eventually(() => expect(engine.heardBy(legs(call)[0])).toHaveLength(1))
  await dora.end()
  await over(call, 'completed')
  expect(conversation(ada, call)).toMatchObject({ preview: { direction: 'out', call: { state: 'talked' } } })
})

test('whom we call declines, puts the phone away, or is never heard: the call has failed, and says how', async () => {
  const ring = async () => {
    const callId = uuidv7()
    await ada.connection.call('call.place', placing(callId, dora.number))
    await dora.heard('call')
    return seen(callId)
  }
  const declined = await ring()
  await dora.end()
  await over(declined, 'refused')
  const unheard = await ring()
  await dora.answer(OFFER)
  await eventually(() => expect(callIn(ada, unheard.id).state).toBe('connected'))
  engine.happen({ type: 'disconnected', leg: legs(unheard)[0], reason: 'unreachable' })
  await over(unheard, 'failed')
  const away = await ring()
  dora.close()
  await over(away, 'unreachable')
})

test('an answer that is told twice is one, at the same time and later', async () => {
  const callId = uuidv7()
  await ada.connection.call('call.place', placing(callId, dora.number))
  await dora.heard('call')
  await Promise.all([dora.answer(OFFER), dora.answer(OFFER)])
  await dora.answer(OFFER)
  await eventually(() => expect(callIn(ada, callId).state).toBe('connected'))
  await dora.end()
  await over(callIn(ada, callId), 'completed')
})

test('a call that cannot be made says why', async () => {
  const refused = async (to: string) => ada.connection.call('call.place', placing(uuidv7(), to))
  expect(await refused('+14155550102')).toMatchObject({ error: { code: 'own-line' } })
  expect(await refused('12')).toMatchObject({ error: { code: 'invalid-number' } })
  expect(await refused('+1 900 555 0123')).toMatchObject({ error: { code: 'premium-number' } })
  for (const [ending, to] of [
    ['busy', '+14155557396'],
    ['unknown-number', '+14155557398'],
  ] as const) {
    const callId = uuidv7()
    await ada.connection.call('call.place', placing(callId, to))
    await over(await seen(callId), ending)
  }
})

test('a closed tab ends its call, one that comes back does not', async () => {
  const call = await talking()
  for (const socket of ada.sockets) socket.close(1001)
  await eventually(() => expect(lost(call)).not.toBeNull())
  await eventually(() => expect(ada.connection.state()).toBe('live'))
  await voice(ada, call, TAB)
  engine.happen({ type: 'connected', leg: legs(call)[1] })
  await eventually(() => expect(callIn(ben, call.id).legs[1]).toMatchObject({ lostAt: null, dueAt: null }))
  for (const socket of ada.sockets) socket.close(1001)
  await over(call, 'lost', ben)
  await eventually(() => expect(ada.connection.state()).toBe('live'))
}, 15_000)

test('a dead engine ends its calls, and what was recorded is kept', async () => {
  await ada.connection.call('inbox.configure-calling', {
    inboxId: app.world.support.id,
    recording: 'on-demand',
  })
  const call = await talking()
  await ada.connection.run(recordCommand, { ...named(call), recording: 'on' })
  await promptsPlayed(call, 2)
  await eventually(() =>
    expect(engine.recordedIn(fileOf(call, 'recording'))).toEqual({
      file: expect.any(String),
      left: [legs(call)[0]],
      right: [legs(call)[1]],
      paused: false,
    }),
  )
  engine.crash()
  engine.recover()
  await over(call, 'interrupted')
  await eventually(() => expect(callIn(ada, call.id).recorded).toMatchObject({ state: 'kept', seconds: 1 }))
})

test('what makes no sense rings nowhere', async () => {
  await dora.call('not an offer')
  expect(await dora.heard('end')).toMatchObject({ why: 'refused' })
  const many = await Promise.all(
    Array.from({ length: 6 }, async () => handsetOf(app, app.world.support.line.id, dora.number)),
  )
  for (const one of many) await one.call(OFFER)
  await eventually(() => expect(live().length).toBe(3))
  for (const one of many) await one.end()
  await eventually(() => expect(live()).toEqual([]))
  for (const one of many) one.close()
})

const TAB = 'a tab of Ada'

async function open(memberId: string): Promise<Browser> {
  const browser = await app.browser(memberId)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}

async function ringing(call: () => Promise<void>): Promise<Call> {
  const before = new Set(ada.store.all(callType).map(({ id }) => id))
  await call()
  return eventually(() => {
    const found = ada.store.all(callType).find(({ id }) => !before.has(id))
    expect(found).toBeDefined()
    return found as Call // Just said to be there.
  })
}

async function talking(): Promise<Call> {
  const call = await ringing(() => dora.call(OFFER))
  await ada.connection.run(answerCommand, { ...named(call), deviceId: TAB })
  await voice(ada, call, TAB)
  const [customer, member] = legs(call)
  engine.happen({ type: 'connected', leg: member })
  await eventually(() => expect(engine.heardBy(customer)).toEqual([member]))
  await eventually(() => expect(callIn(ben, call.id).legs.find(({ id }) => id === member)?.lostAt).toBeNull())
  return call
}

/** Offers a voice and waits for the answer. */
async function voice(browser: Browser, call: Call, deviceId: string): Promise<void> {
  const said = await new Promise<VoiceSaid>((resolve) => {
    const stop = browser.connection.onVoice((heard) => {
      if (heard.callId !== call.id || heard.t === 'quality') return
      stop()
      resolve(heard)
    })
    browser.connection.speak({ callId: call.id, deviceId, offer: OFFER })
  })
  expect(said).toMatchObject({ t: 'voice' })
}

async function leavesMessage(call: Call): Promise<void> {
  const [customer] = legs(call)
  for (const sound of ['file', 'tone']) {
    await eventually(() => expect(engine.soundOf(customer)).toHaveProperty(sound))
    await eventually(() => expect(engine.soundOf(customer)).not.toEqual({ tone: 'ringback', loop: true }))
    engine.finish(customer)
  }
  const file = fileOf(call, 'voicemail')
  await eventually(() => expect(engine.recordedIn(file)).toMatchObject({ left: [customer] }))
  const samples = Int16Array.from({ length: 16_000 }, (_, at) => 8_000 * Math.sin(at / 3))
  writeFileSync(file, Buffer.concat([wavHeader(1, samples.byteLength), Buffer.from(samples.buffer)]))
}

async function promptsPlayed(call: Call, count: number): Promise<void> {
  const playing = () => legs(call).filter((leg) => engine.soundOf(leg))
  await eventually(() => expect(playing()).toHaveLength(count))
  for (const leg of playing()) engine.finish(leg)
}

function fileOf(call: Call, kind: string): string {
  return `${app.folder}/calls/${app.world.workspaceId}.${call.id}.${kind}.wav`
}

function placing(callId: string, to: string) {
  return { callId, lineId: app.world.support.line.id, to, deviceId: TAB }
}

function ask(call: Call, as: string, whom: object) {
  return ada.connection.call('call.ask', { callId: call.id, as, whom })
}

function named({ id: callId, conversationId }: Call) {
  return { callId, conversationId }
}

function legs(call: Call): [string, string] {
  const [customer, first] = callIn(ada, call.id).legs.filter(
    ({ party, joinedAt }) => party === 'customer' || joinedAt !== null,
  )
  return [customer?.id ?? '', first?.id ?? '']
}

function callIn(browser: Browser, id: string): Call {
  const call = browser.store.get(callType, id)
  if (!call) throw new Error('The call is not there')
  return call
}

function conversation(browser: Browser, call: Call) {
  return browser.store.get(conversationType, call.conversationId)
}

function seen(callId: string): Promise<Call> {
  return eventually(() => callIn(ada, callId))
}

function lost(call: Call): string | null | undefined {
  return callIn(ben, call.id).legs.find(({ id }) => id === legs(call)[1])?.lostAt
}

function live(): Call[] {
  return ada.store.all(callType).filter(({ state }) => state !== 'ended')
}

async function over(call: Call, ending: string, browser = ada): Promise<void> {
  await eventually(() => expect(callIn(browser, call.id)).toMatchObject({ state: 'ended', ending }))
}
