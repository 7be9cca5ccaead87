import { afterEach, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { type Quarantined, quarantineType } from '#features/message/quarantine.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { eventually } from '#test/eventually.ts'
import { type CarrierApp, startCarrierApp } from './carrier.ts'
import { sign, type Webhook } from './fake-twilio.webhooks.ts'
import { LINE } from './rig/world.ts'
import { DORA } from './world.ts'

const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const DAY_S = 24 * 3_600

let app: CarrierApp
let customers = 0
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  app = await startCarrierApp()
  return () => app.close()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

test('a text that comes often, and all at once, is there once', async () => {
  const from = customer()
  const webhook = signed('Hello? Hello?', from)
  const answers = await app.fake.deliver([webhook], { copies: 20, together: true })
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await texts(from)).toEqual(['Hello? Hello?'])
})

test('texts that nobody was there to hear are fetched at the next start, once and in their order', async () => {
  const from = customer()
  await app.text('Before the outage', from)
  const lost = Array.from({ length: 5 }, (_, index) => app.fake.receive(text(`Lost ${index}`, from)))
  await app.restart()
  await app.idle()
  const all = ['Before the outage', ...lost.map((_, index) => `Lost ${index}`)]
  expect(await texts(from)).toEqual(all)
  // The carrier has not given up on its webhooks either.
  const late = lost.map((sid) => app.fake.signedText(sid, app.webhook))
  expect(new Set(await app.fake.deliver(late, { order: 'reversed' }))).toEqual(new Set([200]))
  await app.sweep()
  expect(await texts(from)).toEqual(all)
})

test('more than a page of lost texts is fetched whole', async () => {
  const from = customer()
  const bodies = Array.from({ length: 450 }, (_, index) => `Of many ${index}`)
  for (const body of bodies) app.fake.receive(text(body, from))
  await app.sweep()
  expect(await texts(from)).toEqual(bodies)
})

test('a text that no database can keep as it is does not hold up the others', async () => {
  const from = customer()
  for (const body of ['Before', 'Half of an emoji: \ud83d', 'And a \0', 'After'])
    app.fake.receive(text(body, from))
  await app.sweep()
  expect(await texts(from)).toEqual(['Before', 'Half of an emoji: \ufffd', 'And a \ufffd', 'After'])
})

test('a carrier that cannot be asked is asked again, from where it was', async () => {
  const from = customer()
  app.fake.receive(text('Patience', from))
  app.fake.failQuestions(503)
  await app.sweep()
  expect(await texts(from)).toEqual([])
  await app.sweep()
  expect(await texts(from)).toEqual(['Patience'])
})

test('ten files: each is fetched, also after two failures, and the one that is gone is marked so', async () => {
  const from = customer()
  const media = Array.from({ length: 10 }, () => ({ type: 'image/png', base64: PICTURE }))
  const sid = app.fake.receive({ ...text('Ten pictures', from), media })
  const webhook = app.fake.signedText(sid, app.webhook)
  app.fake.loseFile(sid, 4)
  app.fake.failQuestions(500)
  expect(await app.fake.deliver([webhook])).toEqual([200])
  const states = async () => (await app.thread(from))[0]?.media.map(({ state }) => state)
  await app.idle()
  expect(await states()).toEqual(['fetching', ...nine('failed', 3)])
  app.fake.failQuestions(500)
  await app.elapse(60)
  expect(await states()).toEqual(['fetching', ...nine('failed', 3)])
  await app.elapse(60)
  expect(await states()).toEqual(['stored', ...nine('failed', 3)])
})

test('a replaced secret is believed for a day, the new one from at once', async () => {
  const apart = await alone()
  const { account, url } = apart.fake
  const renewed = { ...account, authToken: '8'.repeat(32) }
  await apart.connect(LINE, { ...renewed, apiBaseUrl: url })
  const deliver = (by: typeof account, body: string) =>
    apart.fake.deliver([textSigned(apart, by, body, DORA)])
  expect(await deliver(account, 'By the old one')).toEqual([200])
  expect(await deliver(renewed, 'By the new one')).toEqual([200])
  expect(await deliver({ ...account, authToken: 'guessed' }, 'By neither')).toEqual([403])
  await apart.elapse(DAY_S + 60)
  // A line is remembered for a few seconds.
  await apart.restart()
  expect(await deliver(account, 'Much too late')).toEqual([403])
  expect(await deliver(renewed, 'In time')).toEqual([200])
})

test('a webhook by a wrong secret is refused and kept; with the right secret it is read again', async () => {
  const apart = await alone()
  const { account, url } = apart.fake
  const wrong = { ...account, authToken: 'mistyped' }
  await apart.connect(LINE, { ...wrong, apiBaseUrl: url })
  await apart.elapse(DAY_S + 60)
  await apart.restart()
  expect(await apart.text('Do not lose me')).toBe(403)
  const [kept] = await quarantined(apart, 1)
  expect(kept).toMatchObject({ reason: 'bad-signature', times: 1, resolvedAt: null })
  // Nothing is read as long as nothing was corrected.
  expect(await apart.ada.connection.call('quarantine.reprocess', { id: kept?.id })).toMatchObject({
    ok: false,
    error: { code: 'bad-signature' },
  })
  await apart.connect(LINE, { ...account, apiBaseUrl: url })
  expect(await apart.ada.connection.call('quarantine.reprocess', { id: kept?.id })).toMatchObject({
    ok: true,
  })
  expect((await apart.thread()).map(({ text }) => text)).toEqual(['Do not lose me'])
  await quarantined(apart, 0)
})

test('a webhook that nobody signed is read when the owner vouches for it, or set aside', async () => {
  const from = customer()
  const stranger = { ...app.fake.account, authToken: 'stranger' }
  const webhooks = ['Vouched for', 'Not worth it'].map((body) => textSigned(app, stranger, body, from))
  expect(await app.fake.deliver(webhooks, { copies: 2 })).toEqual([403, 403, 403, 403])
  const [first, second] = await quarantined(app, 2)
  expect([first?.times, second?.times]).toEqual([2, 2])
  const { connection } = app.ada
  expect(await connection.call('quarantine.reprocess', { id: first?.id, trust: true })).toMatchObject({
    ok: true,
  })
  expect(await connection.call('quarantine.dismiss', { id: second?.id })).toMatchObject({ ok: true })
  expect(await texts(from)).toEqual(['Vouched for'])
  await quarantined(app, 0)
})

test('a flood that nobody signed is told to wait and is not kept, and what is signed is taken amid it', async () => {
  const apart = await alone()
  const stranger = { ...apart.fake.account, authToken: 'stranger' }
  const forged = Array.from({ length: 700 }, (_, index) =>
    textSigned(apart, stranger, `Forged ${index}`, DORA),
  )
  const answers = await apart.fake.deliver(forged, { together: true })
  expect([403, 429].map((code) => answers.filter((answer) => answer === code).length)).toEqual([600, 100])
  expect(await apart.text('Do not lose me')).toBe(200)
  const nowhere = apart.webhook.replace(/PN[^/]+$/, publicId('PN', uuidv7()))
  const lost = forged.slice(0, 3).map((webhook) => ({ ...webhook, url: nowhere }))
  expect(await apart.fake.deliver(lost, { together: true })).toEqual([429, 429, 429])
  expect(await apart.text('Nor me')).toBe(200)
  expect((await apart.thread()).map(({ text }) => text)).toEqual(['Do not lose me', 'Nor me'])
  await quarantined(apart, 600)
})

test('a hundred kept webhooks are read again at once, each text there once', async () => {
  const from = customer()
  const stranger = { ...app.fake.account, authToken: 'stranger' }
  const bodies = Array.from({ length: 100 }, (_, index) => `Kept ${index}`)
  const webhooks = bodies.map((body) => textSigned(app, stranger, body, from))
  await app.fake.deliver(webhooks, { together: true })
  const kept = await quarantined(app, bodies.length)
  // More at once than the database lets in at a time.
  const tabs = await Promise.all(Array.from({ length: 16 }, () => app.browser(app.world.ada)))
  // What is said before it is known who says it is nobody's.
  await eventually(() => expect(tabs.every(({ connection }) => connection.state() === 'live')).toBe(true))
  const answers = await Promise.all(
    kept.flatMap(({ id }) =>
      tabs.map(({ connection }) => connection.call('quarantine.reprocess', { id, trust: true })),
    ),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(bodies.length)
  expect((await texts(from)).toSorted()).toEqual(bodies.toSorted())
  expect(await app.text('And life goes on', from)).toBe(200)
})

test('only owners and admins see and decide what is in quarantine', async () => {
  const ben = await app.browser(app.world.ben)
  const from = customer()
  const stranger = { ...app.fake.account, authToken: 'stranger' }
  await app.fake.deliver([textSigned(app, stranger, 'Not for Ben', from)])
  const [kept] = await quarantined(app, 1)
  const { connection, store } = ben
  await eventually(() => expect(connection.state()).toBe('live'))
  expect(store.all(quarantineType)).toEqual([])
  const input = { id: kept?.id, trust: true }
  expect(await connection.call('quarantine.reprocess', input)).toMatchObject({ ok: false })
  expect(await connection.call('quarantine.dismiss', input)).toMatchObject({ ok: false })
  await app.ada.connection.call('quarantine.dismiss', { id: kept?.id })
})

test('several numbers of one messaging service share a webhook: each text comes to its own line', async () => {
  const from = customer()
  const settings = {
    ...app.fake.account,
    apiBaseUrl: app.fake.url,
    messagingServiceSid: `MG${'b'.repeat(32)}`,
  }
  const second = await app.connect('+14155550112', settings, app.world.sales.id)
  const both = [LINE, '+14155550112'].map((to) => app.fake.receive({ from, to, body: `To ${to}` }))
  const webhooks = both.map((sid) => app.fake.signedText(sid, app.webhook))
  expect(await app.fake.deliver(webhooks)).toEqual([200, 200])
  expect(await placesOf(from)).toEqual([
    { lineId: app.lineId, inboxId: app.world.support.id },
    { lineId: second, inboxId: app.world.sales.id },
  ])
})

test('a text to a number that is connected only later is not lost', async () => {
  const from = customer()
  const to = '+14155550113'
  const sid = app.fake.receive({ from, to, body: 'Too early' })
  expect(await app.fake.deliver([app.fake.signedText(sid, app.webhook)])).toEqual([422])
  const [kept] = await quarantined(app, 1)
  expect(kept?.reason).toBe('unknown-number')
  await app.connect(to, { ...app.fake.account, apiBaseUrl: app.fake.url })
  expect(await app.ada.connection.call('quarantine.reprocess', { id: kept?.id })).toMatchObject({ ok: true })
  expect(await texts(from)).toEqual(['Too early'])
})

// Every story has a customer of its own.
function customer(): string {
  return `+1415555${String(1_000 + customers++)}`
}

function text(body: string, from: string) {
  return { from, to: LINE, body }
}

function signed(body: string, from: string): Webhook {
  return app.fake.signedText(app.fake.receive(text(body, from)), app.webhook)
}

function textSigned(
  { webhook }: CarrierApp,
  by: { accountSid: string; authToken: string },
  body: string,
  from: string,
): Webhook {
  const sid = `SM${uuidv7().replaceAll('-', '')}`
  return sign(by, webhook, { MessageSid: sid, AccountSid: by.accountSid, From: from, To: LINE, Body: body })
}

async function texts(from: string): Promise<string[]> {
  return (await app.thread(from)).map(({ text }) => text)
}

/** Nine states: `other` at its place, everything else is stored. */
function nine(other: string, at: number): string[] {
  return Array.from({ length: 9 }, (_, place) => (place === at ? other : 'stored'))
}

function quarantined({ ada }: CarrierApp, count: number): Promise<Quarantined[]> {
  return eventually(() => {
    const open = ada.store.all(quarantineType).filter(({ resolvedAt }) => resolvedAt === null)
    expect(open).toHaveLength(count)
    return open.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  })
}

function placesOf(customer: string): Promise<{ lineId: string; inboxId: string }[]> {
  return ownerRows(
    app.world.core.db,
    sql`select line_id as "lineId", inbox_id as "inboxId" from conversation
      where workspace_id = ${app.world.workspaceId} and ${customer} = any(participants) order by id`,
  )
}

async function alone(): Promise<CarrierApp> {
  const apart = await startCarrierApp()
  closing.push(() => apart.close())
  return apart
}
