import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Provider } from '#channel/provider.ts'
import { createEgress } from '#server/egress.ts'
import { eventually } from '#test/eventually.ts'
import { type CarrierApp, type CarrierOptions, startCarrierApp } from './carrier.ts'
import { type Behaviour, startFakeTwilio } from './fake-twilio.ts'

const ERIN = '+14155550178'
const FRANK = '+14155550179'
const LONG_ENOUGH_S = 25

let app: CarrierApp
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  app = await startCarrierApp()
  return () => app.close()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

test('a reply is accepted, sent and delivered, as the carrier reports it', async () => {
  await app.text('Is my bike ready?')
  const id = await reply('It is. We are open until six.')
  const [{ sid } = { sid: '' }] = sent('It is. We are open until six.')
  expect(await app.message(id)).toMatchObject({ status: 'accepted', providerMessageId: sid })
  expect(await app.fake.report({ sid, status: 'sent' })).toEqual([200])
  expect(await app.message(id)).toMatchObject({ status: 'sent' })
  expect(await app.fake.report({ sid, status: 'delivered' })).toEqual([200])
  expect(await app.message(id)).toMatchObject({ status: 'delivered', failureCode: null })
})

test('reports that come twice, in the wrong order and all at once leave it where it got furthest', async () => {
  const id = await reply('Your wheel is true again.')
  const [{ sid } = { sid: '' }] = sent('Your wheel is true again.')
  const words = ['queued', 'sending', 'sent', 'delivered']
  const reports = words.map((status) => app.fake.signedStatus({ sid, status }))
  const answers = await app.fake.deliver(reports, { copies: 3, order: 'reversed', together: true })
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await app.message(id)).toMatchObject({ status: 'delivered', providerMessageId: sid })
})

test('reports that overtake the carrier’s own answer are believed, and the answer changes nothing', async () => {
  app.fake.script({ answerAfterMs: 250 })
  const id = await app.reply('Faster than the answer')
  await eventually(() => expect(sent('Faster than the answer')).toHaveLength(1))
  expect((await app.message(id)).status).toBe('sending')
  const [{ sid } = { sid: '' }] = sent('Faster than the answer')
  await app.fake.report({ sid, status: 'delivered' })
  const delivered = { status: 'delivered', providerMessageId: sid }
  expect(await app.message(id)).toMatchObject(delivered)
  await app.idle()
  expect(await app.message(id)).toMatchObject(delivered)
})

test('what the carrier refuses has failed, with the reason, and is not tried again', async () => {
  app.fake.script({ accept: false, answer: { status: 400, code: 21610 } })
  const id = await reply('You have told us to stop')
  expect(await app.message(id)).toMatchObject({ status: 'failed', failureCode: 'opted-out' })
  await app.elapse(3_600)
  expect(sent('You have told us to stop')).toEqual([])
  // The carrier knows: whoever it refuses to text for that has opted out here, too, until they say otherwise.
  await expect(app.reply('Are you sure?')).rejects.toThrow('opted-out')
  expect(await app.retry(id)).toMatchObject({
    ok: false,
    error: { code: 'opted-out', params: { name: /555-0177/ } },
  })
  await app.text('START')
  expect(await app.message(await reply('Welcome back'))).toMatchObject({ status: 'accepted' })
})

test('CT-6: a report that a text was refused for that counts as much', async () => {
  await app.text('Hi, it is Frank', FRANK)
  const id = await app.reply('To Frank', FRANK)
  await app.idle()
  const [{ sid } = { sid: '' }] = sent('To Frank')
  await app.fake.report({ sid, status: 'failed', errorCode: 21610 })
  await app.idle()
  expect(await app.message(id)).toMatchObject({ status: 'failed', failureCode: 'opted-out' })
  await expect(app.reply('Frank?', FRANK)).rejects.toThrow('opted-out')
})

test('CT-6: what waits to be sent when its customer opts out never leaves', async () => {
  const apart = await alone()
  await apart.text('Hello')
  apart.fake.script({ accept: false, answer: { status: 429, retryAfterSeconds: 400 } })
  const first = await apart.reply('One moment')
  const second = await apart.reply('And another')
  await apart.idle()
  await apart.text('STOP')
  await apart.elapse(500)
  for (const id of [first, second])
    expect(await apart.message(id)).toMatchObject({ status: 'failed', failureCode: 'opted-out' })
  expect(apart.fake.accepted()).toEqual([])
})

test('CT-6: what may have left when its customer opts out is looked for, and not sent again', async () => {
  const apart = await alone()
  await apart.text('Hello')
  apart.fake.script({ accept: false, answer: 'break-off' })
  const id = await apart.reply('Did this leave?')
  await apart.idle()
  await apart.text('STOP')
  await apart.elapse(LONG_ENOUGH_S)
  await apart.elapse(LONG_ENOUGH_S)
  expect(await apart.message(id)).toMatchObject({ status: 'failed', failureCode: 'opted-out' })
  expect(apart.fake.accepted()).toEqual([])
})

test('a report of failure carries its reason', async () => {
  const id = await reply('To a phone that is off')
  const [{ sid } = { sid: '' }] = sent('To a phone that is off')
  await app.fake.report({ sid, status: 'undelivered', errorCode: 30003 })
  expect(await app.message(id)).toMatchObject({ status: 'failed', failureCode: 'unreachable' })
})

test('too many at once wait as long as the carrier asks for, and then go out', async () => {
  app.fake.script({ accept: false, answer: { status: 429, retryAfterSeconds: 400 } })
  const id = await reply('One of very many')
  await app.elapse(300)
  // Looking for what was lost must not shorten the wait either.
  await app.sweep()
  expect((await app.message(id)).status).toBe('queued')
  expect(sent('One of very many')).toEqual([])
  await app.elapse(101)
  expect((await app.message(id)).status).toBe('accepted')
  expect(sent('One of very many')).toHaveLength(1)
})

test('nobody is there: it waits, and goes out when the carrier is back', async () => {
  const apart = await alone()
  await apart.fake.close()
  const id = await apart.reply('Into the void')
  await apart.idle()
  expect((await apart.message(id)).status).toBe('queued')
  const back = await startFakeTwilio({ port: Number(new URL(apart.fake.url).port) })
  closing.push(() => back.close())
  await apart.elapse(3)
  expect((await apart.message(id)).status).toBe('accepted')
  expect(back.accepted().map(({ body }) => body)).toEqual(['Into the void'])
})

const LOST_ANSWERS: [string, Behaviour][] = [
  ['answers 500 after it took it', { answer: { status: 500 } }],
  ['hangs after it took it', { answer: 'hang' }],
  ['breaks off after it took it', { answer: 'break-off' }],
]

test.each(LOST_ANSWERS)('a carrier that %s is asked before anything is sent again', async (text, lost) => {
  app.fake.script(lost)
  const id = await reply(text)
  expect((await app.message(id)).status).toBe('sending')
  await app.elapse(LONG_ENOUGH_S)
  const [one, ...more] = sent(text)
  expect(await app.message(id)).toMatchObject({ status: 'accepted', providerMessageId: one?.sid })
  expect(more).toEqual([])
})

test('what the carrier never took is sent again, once its list has said so', async () => {
  app.fake.script({ accept: false, answer: { status: 500 } })
  const id = await reply('Never taken')
  await app.elapse(LONG_ENOUGH_S)
  expect((await app.message(id)).status).toBe('queued')
  expect(sent('Never taken')).toEqual([])
  await app.elapse(3)
  expect((await app.message(id)).status).toBe('accepted')
  expect(sent('Never taken')).toHaveLength(1)
})

test('two equal texts to one customer, both with a lost answer, arrive as two', async () => {
  app.fake.script({ answer: { status: 500 } }, { answer: 'break-off' })
  const ids = [await app.reply('Yes.'), await app.reply('Yes.')]
  for (let waited = 0; waited < 4; waited++) await app.elapse(LONG_ENOUGH_S)
  const messages = await Promise.all(ids.map((id) => app.message(id)))
  expect(messages.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
  expect(messages.map(({ providerMessageId }) => providerMessageId)).toEqual(
    sent('Yes.').map(({ sid }) => sid),
  )
})

test('quick texts to one customer go out in their order, whatever becomes of the first', async () => {
  app.fake.script({ accept: false, answer: { status: 429, retryAfterSeconds: 5 } })
  const texts = Array.from({ length: 20 }, (_, index) => `Quick ${index}`)
  const ids = await Promise.all(texts.map((text) => app.reply(text)))
  const done = async () => (await app.message(ids.at(-1) ?? '')).status === 'accepted'
  for (let waited = 0; waited < texts.length && !(await done()); waited++) await app.elapse(LONG_ENOUGH_S)
  const quick = (text: string) => text.startsWith('Quick')
  expect((await app.thread()).map(({ text }) => text).filter(quick)).toEqual(texts)
  expect(
    app.fake
      .accepted()
      .map(({ body }) => body)
      .filter(quick),
  ).toEqual(texts)
})

test('another customer’s text does not wait for one that is stuck', async () => {
  app.fake.script({ accept: false, answer: { status: 429, retryAfterSeconds: 60 } })
  const stuck = await reply('Stuck')
  const other = await app.reply('Not stuck', ERIN)
  await app.idle()
  expect((await app.message(stuck)).status).toBe('queued')
  expect((await app.message(other)).status).toBe('accepted')
  await app.elapse(61)
})

test('a person’s retry really sends it again, and from then on the second try is what counts', async () => {
  const id = await reply('Try me twice')
  const [first = { sid: '' }] = sent('Try me twice')
  await app.fake.report({ sid: first.sid, status: 'undelivered', errorCode: 30003 })
  expect(await app.retry(id)).toMatchObject({ ok: true })
  await app.idle()
  const [, second = { sid: '' }] = sent('Try me twice')
  expect(await app.message(id)).toMatchObject({
    status: 'accepted',
    providerMessageId: second.sid,
    failureCode: null,
  })
  // Late news of the first try is no news of this one.
  await app.fake.report({ sid: first.sid, status: 'failed', errorCode: 30008 })
  await app.elapse(300)
  await app.sweep()
  expect((await app.message(id)).status).toBe('accepted')
  await app.fake.report({ sid: second.sid, status: 'delivered' })
  expect((await app.message(id)).status).toBe('delivered')
  expect(await app.retry(id)).toMatchObject({ ok: false })
  expect(sent('Try me twice')).toHaveLength(2)
})

test('when the carrier’s list cannot be had for hours, a person decides', async () => {
  const apart = await alone()
  apart.fake.script({ answer: { status: 500 } })
  const id = await apart.reply('Nobody knows')
  await apart.idle()
  apart.fake.failQuestions(...Array.from({ length: 50 }, () => 503))
  await apart.elapse(3_600)
  expect((await apart.message(id)).status).toBe('sending')
  await apart.elapse(6 * 3_600)
  expect((await apart.message(id)).status).toBe('unknown')
  const [{ sid } = { sid: '' }, ...more] = apart.fake.accepted()
  expect(more).toEqual([])
  // The carrier's own word still counts, even now.
  await apart.fake.report({ sid, status: 'delivered' })
  expect((await apart.message(id)).status).toBe('delivered')
})

test('where the carrier cannot reach us, it is asked how far a message has come', async () => {
  const apart = await alone({ adapt: onTheInternet })
  const id = await apart.reply('Do you hear me?')
  await apart.idle()
  expect((await apart.message(id)).status).toBe('accepted')
  const [{ sid, statusCallback } = { sid: '', statusCallback: '' }] = apart.fake.accepted()
  expect(statusCallback).toBe(null)
  for (const status of ['sent', 'delivered']) {
    apart.fake.advance({ sid, status })
    await apart.elapse(3_600)
    expect((await apart.message(id)).status).toBe(status)
  }
})

async function reply(text: string): Promise<string> {
  const id = await app.reply(text)
  await app.idle()
  return id
}

function sent(text: string): { sid: string }[] {
  return app.fake.accepted().filter(({ body }) => body === text)
}

async function alone(options?: CarrierOptions): Promise<CarrierApp> {
  const apart = await startCarrierApp(options)
  closing.push(() => apart.close())
  return apart
}

// A carrier with an address of its own, which cannot call a loopback address.
function onTheInternet(provider: Provider): Provider {
  const fetch = createEgress({ isPublic: () => true })([])
  return {
    ...provider,
    trustedOrigins: () => [],
    send: ({ settings }, message) => provider.send({ settings, fetch }, message),
    statusOf: ({ settings }, query) => provider.statusOf({ settings, fetch }, query),
  }
}
