import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { sql } from '#db/sql.ts'
import { type Call, callType } from '#features/call/call.ts'
import { publicId } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { handsetOf, type TestHandset } from '#test/call-handset.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { type Pushed, type PushService, type Subscription, startPushService } from '#test/push-service.ts'
import { createFakeEngine } from '#voice/fake-engine.server.ts'

const OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'
const PATIENCE = { timeout: 8_000, interval: 20 }

let app: TestApp
let desk: Desk
let push: PushService
let phones: Record<'ada' | 'ben' | 'cleo', Subscription>
let bens: Browser
let dora: TestHandset
let customers = 300

beforeAll(async () => {
  push = await startPushService()
  app = await startTestApp({ engine: createFakeEngine(), env: { PUSH_TRUSTED_ORIGINS: push.origin } })
  desk = deskOf(app.world)
  bens = await app.browser(app.world.ben)
})
afterAll(async () => {
  await app.close()
  await push.close()
})

beforeEach(async () => {
  phones = { ada: push.subscribe(), ben: push.subscribe(), cleo: push.subscribe() }
  for (const name of ['ada', 'ben', 'cleo'] as const) {
    const memberId = app.world[name]
    await run(memberId, 'notification.set', {
      ...{ memberId, kinds: { call: ['desktop', 'push'], missed: [] }, pausedUntil: null, quiet: [] },
    })
    await run(memberId, 'notification.subscribe', { name: 'Phone', ...phones[name] })
  }
  dora = await handsetOf(app, app.world.support.line.id, `+1415555${String(customers++).padStart(4, '0')}`)
  return async () => {
    await dora.end()
    dora.close()
  }
})

test('NO-8, CA-2: a call rings in the pockets of whom it rings for, as long as it rings, and in nobody else’s', async () => {
  const call = await calls()
  for (const phone of [phones.ada, phones.ben]) {
    const { words, headers } = await push.nextTo(phone)
    expect(words).toMatchObject({
      ...{ id: call.id, tag: call.id, call: 'rings', body: 'Open to answer' },
      title: `${shown(dora.number)} is calling Support`,
      path: `/inbox/all/${publicId('CN', call.conversationId)}`,
    })
    expect(headers).toMatchObject({ urgency: 'high', topic: publicId('AC', call.id) })
    expect(Number(headers.ttl)).toBeGreaterThan(20)
    expect(Number(headers.ttl)).toBeLessThanOrEqual(25)
  }
  expect(push.pushedTo(phones.cleo)).toEqual([])
})

test('CA-2: when somebody answers, the other pockets say who; when the caller gives up, that it is over', async () => {
  const call = await calls()
  await saysTo(phones.ben, call, 'rings')
  await run(app.world.ada, 'call.answer', { ...nameOf(call), deviceId: app.world.ada })
  const answered = await saysTo(phones.ben, call, 'over')
  expect(answered.words).toMatchObject({ tag: call.id, title: shown(dora.number), body: 'Ada answered' })
  expect((await saysTo(phones.ada, call, 'over')).words.body).toBe('You answered on another device')

  await dora.end()
  const again = await calls()
  await saysTo(phones.ben, again, 'rings')
  await dora.end()
  const { words, headers } = await saysTo(phones.ben, again, 'over')
  expect(words.body).toBe('It does not ring any more')
  expect(headers.topic).toBe(publicId('AC', again.id))
})

test('NO-5: that a call was missed takes the place of its ringing', async () => {
  const { ben } = app.world
  await run(ben, 'notification.set', { memberId: ben, kinds: { missed: ['push'] } })
  const call = await calls()
  await dora.end()
  await vi.waitFor(() => {
    const words = push.pushedTo(phones.ben).map((one) => one.words)
    expect(words).toContainEqual(expect.objectContaining({ body: 'Missed call', instead: call.id }))
  }, PATIENCE)
})

test('NO: who pauses, has quiet hours, wants no pushes of calls, or is not available is left in peace', async () => {
  const { ben, support } = app.world
  const pausedUntil = instant(Date.now() + 3_600_000)
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 0 }]
  const reasons: [string, object][] = [
    ['notification.set', { pausedUntil }],
    ['notification.set', { pausedUntil: null, quiet: always }],
    ['notification.set', { quiet: [], kinds: { call: ['desktop'] } }],
    ['notification.set', { kinds: { call: ['push'] }, inboxes: { [support.id]: { call: [] } } }],
    ['member.set-available', { available: false }],
  ]
  for (const [command, input] of reasons) {
    await run(ben, command, { memberId: ben, ...input })
    const call = await calls()
    await saysTo(phones.ada, call, 'rings')
    await dora.end()
    await saysTo(phones.ada, call, 'over')
    expect(push.pushedTo(phones.ben)).toEqual([])
  }
  await run(ben, 'member.set-available', { available: true })
  await run(ben, 'notification.set', { memberId: ben, inboxes: { [support.id]: null } })
})

test('CA: who is asked by name is told who asks, also of a thread that they do not see and of one that they have muted', async () => {
  const { ben, cleo, workspaceId } = app.world
  const call = await calls()
  await run(ben, 'notification.mute', { conversationId: call.conversationId, scope: 'all' })
  await dora.end()
  await saysTo(phones.ada, call, 'over')
  const next = await calls()
  await saysTo(phones.ada, next, 'rings')
  await run(app.world.ada, 'call.answer', { ...nameOf(next), deviceId: app.world.ada })
  await saysTo(phones.ada, next, 'over')
  expect(push.pushedTo(phones.ben).filter(({ words }) => words.id === next.id)).toEqual([])

  await run(app.world.ada, 'call.ask', { callId: next.id, as: 'add', whom: { memberId: ben } })
  expect((await saysTo(phones.ben, next, 'rings')).words).toMatchObject({
    ...{ title: shown(dora.number), body: 'Ada asks you to come along' },
    path: `/inbox/all/${publicId('CN', next.conversationId)}`,
  })
  await run(ben, 'call.decline', nameOf(next))
  await run(app.world.ada, 'notification.hide-texts', { workspaceId, hidesTexts: true })
  await run(app.world.ada, 'call.ask', { callId: next.id, as: 'add', whom: { memberId: cleo } })
  expect((await saysTo(phones.cleo, next, 'rings')).words).toMatchObject({
    ...{ title: 'Centralita', body: 'Somebody is calling', path: '/calls' },
  })
  await run(app.world.ada, 'notification.hide-texts', { workspaceId, hidesTexts: false })
})

test('NO-8: a device whose session is over, or that has unsubscribed, is forgotten', async () => {
  push.answer(410)
  await calls()
  await vi.waitFor(async () => {
    const left = await desk.rows(
      sql`select id from notification_device where endpoint = ${phones.ben.endpoint}`,
    )
    expect(left).toEqual([])
  }, PATIENCE)
  push.answer(201)
  expect(push.pushedTo(phones.ben)).toEqual([])
})

async function calls() {
  await dora.call(OFFER)
  return vi.waitFor(() => {
    const call = bens.store
      .all(callType)
      .find(({ number, state }) => number === dora.number && state === 'ringing')
    if (!call) throw new Error('Nothing rings')
    return call
  }, PATIENCE)
}

/** Whatever is on its way twice is shown once. */
function saysTo(phone: Subscription, { id }: { id: string }, call: 'rings' | 'over'): Promise<Pushed> {
  return vi.waitFor(() => {
    const pushed = push.pushedTo(phone).find(({ words }) => words.id === id && words.call === call)
    if (!pushed) throw new Error(`Nothing says that it ${call}`)
    return pushed
  }, PATIENCE)
}

async function run(memberId: string, command: string, input: object): Promise<void> {
  expect(await desk.run(memberId, command, input)).toMatchObject({ ok: true })
}

function nameOf({ id, conversationId }: Call) {
  return { callId: id, conversationId }
}

/** As it stands in the list. */
function shown(number: string): string {
  return `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`
}
