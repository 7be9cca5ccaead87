import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { callType } from '#features/call/call.ts'
import { fromPublicId } from '#kit/id.ts'
import { eventually } from '#test/eventually.ts'
import { createEmbeddedEngine, type EmbeddedEngine } from '#voice/embedded-engine.server.ts'
import { openBrowser, startTestApp, type TestApp } from './app.ts'
import { type App, createApp } from './e2e/app.ts'
import {
  ADA_HZ,
  answers,
  type Caller,
  DORA_HZ,
  endsIn,
  filesLeft,
  hears,
  joins,
  playedBack,
  rings,
  type Site,
  written,
} from './rig/callers.ts'
import { signIn } from './rig/sign-in.ts'
import { createPhone, type Phone, shareOf } from './voice-phone.ts'

/** Half a second. */
const LISTENED = 4_000

// Real voices through real processes, which die.
let app: TestApp
let engine: EmbeddedEngine
let site: Site
const open: { close(): void }[] = []

beforeAll(async () => {
  engine = createEmbeddedEngine({ host: '127.0.0.1', port: 0, publicIps: [], processes: 1 })
  app = await startTestApp({ engine })
  const cookie = await app.cookieOf(app.world.ada)
  site = { url: app.url, folder: app.folder, cookie, browser: await app.browser(app.world.ada) }
  await eventually(() => expect(site.browser.connection.state()).toBe('live'))
})
afterAll(() => app.close())
beforeEach(() => setUp(site, app.world))
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** Support records all calls; Sales is closed, and takes messages. */
async function setUp(
  { browser }: Site,
  { support, sales }: { support: { id: string }; sales: { id: string } },
) {
  const recorded = { inboxId: support.id, recording: 'always' }
  expect(await browser.connection.call('inbox.configure-calling', recorded)).toMatchObject({ ok: true })
  const closed = { timeZone: 'UTC', week: [], holidays: [] }
  expect(
    await browser.connection.call('inbox.configure', { inboxId: sales.id, hours: closed }),
  ).toMatchObject({
    ok: true,
  })
}

/** One call that is talked in and recorded, one that rings, and one that leaves a message. */
async function threeCalls(at: Site, lines: { support: string; sales: string }) {
  const talking = keep(await rings(at, lines.support, '+14155550301'))
  keep(await answers(at, talking))
  const ringing = keep(await rings(at, lines.support, '+14155550302'))
  const speaking = keep(await rings(at, lines.sales, '+14155550303'))
  await written(at, talking.call, 'recording', 5)
  await written(at, speaking.call, 'voicemail', 2)
  return { talking, ringing, speaking }
}

function keep<T extends Caller | Phone>(one: T): T {
  open.push(one)
  return one
}

async function expectKept(at: Site, { talking, ringing, speaking }: Awaited<ReturnType<typeof threeCalls>>) {
  await endsIn(at, talking.call, 'interrupted')
  await endsIn(at, ringing.call, 'missed')
  const message = await endsIn(at, speaking.call, 'voicemail')
  expect(message.voicemail).toMatchObject({ state: 'kept', heardAt: null })
  await eventually(async () => {
    expect((await endsIn(at, talking.call, 'interrupted')).recorded).toMatchObject({ state: 'kept' })
  })
  const [theirs = new Int16Array(), ours = new Int16Array()] = await playedBack(at, talking.call, 'recording')
  expect(shareOf(theirs.subarray(-LISTENED), DORA_HZ)).toBeGreaterThan(0.8)
  expect(shareOf(ours.subarray(-LISTENED), ADA_HZ)).toBeGreaterThan(0.8)
  expect(shareOf(theirs, ADA_HZ)).toBeLessThan(0.01)
  const [said = new Int16Array()] = await playedBack(at, speaking.call, 'voicemail')
  expect(shareOf(said.subarray(-LISTENED), DORA_HZ)).toBeGreaterThan(0.8)
  await eventually(() => expect(filesLeft(at)).toEqual([]))
}

test('a media process is killed: its calls end as they were, what was said is kept, the inbox notices nothing, and the next call works', {
  timeout: 120_000,
}, async () => {
  const { support, sales } = app.world
  const lines = { support: support.line.id, sales: sales.line.id }
  const calls = await threeCalls(site, lines)
  for (const pid of engine.pids()) process.kill(pid, 'SIGKILL')
  await expectKept(site, calls)
  for (const { handset } of Object.values(calls))
    expect(await handset.heard('end')).toMatchObject({ why: 'over' })
  expect(site.browser.sockets.size).toBe(1)
  expect(site.browser.connection.state()).toBe('live')

  const next = keep(await rings(site, lines.support, '+14155550304'))
  keep(await answers(site, next))
  await next.handset.end()
  await endsIn(site, next.call, 'completed')
})

test('a media process that does not answer any more is as good as dead', { timeout: 120_000 }, async () => {
  const talking = keep(await rings(site, app.world.support.line.id, '+14155550305'))
  keep(await answers(site, talking))
  for (const pid of engine.pids()) process.kill(pid, 'SIGSTOP')
  await endsIn(site, talking.call, 'interrupted')
})

test('a tab that comes back within its time goes on, one that does not ends the call within 5 s', {
  timeout: 60_000,
}, async () => {
  const cookie = await app.cookieOf(app.world.ada)
  const talking = keep(await rings(site, app.world.support.line.id, '+14155550306'))
  const before = keep(await answers(site, talking))
  before.close()
  for (const socket of site.browser.sockets) socket.close(1001)
  const reloaded = { ...site, browser: openBrowser(site.url, cookie) }
  open.push({ close: () => reloaded.browser.connection.close() })
  await eventually(() => expect(reloaded.browser.store.get(callType, talking.call.id)).toBeDefined())
  const after = keep(createPhone())
  after.say(ADA_HZ)
  await joins(reloaded.browser, talking.call.id, after)
  await Promise.all([hears(after, DORA_HZ), hears(talking.phone, ADA_HZ)])

  const closedAt = performance.now()
  after.close()
  for (const socket of reloaded.browser.sockets) socket.close(1001)
  await talking.handset.heard('end')
  expect(performance.now() - closedAt).toBeLessThan(5_000)
  await endsIn(site, talking.call, 'lost')
})

test('the app is killed in the middle of calls: after its restart they have ended in their threads, and what was said is kept', {
  timeout: 180_000,
}, async () => {
  const own: App = await createApp()
  try {
    await own.start()
    const { members, inboxes } = await own.demo()
    const ada = members.find(({ name }) => name === 'Ada')
    const cookie = await signIn(own.url, ada?.email ?? '', ada?.password)
    const at: Site = { url: own.url, folder: own.folder, cookie, browser: openBrowser(own.url, cookie) }
    open.push({ close: () => at.browser.connection.close() })
    await eventually(() => expect(at.browser.connection.state()).toBe('live'))
    const [support, sales] = ['Support', 'Sales'].map((name) => inboxes.find((inbox) => inbox.name === name))
    const idOf = (inbox: typeof support) => ({ id: fromPublicId('IN', inbox?.id ?? '') ?? '' })
    await setUp(at, { support: idOf(support), sales: idOf(sales) })
    const lineOf = (inbox: typeof support) => fromPublicId('PN', inbox?.lines[0]?.id ?? '') ?? ''
    const calls = await threeCalls(at, { support: lineOf(support), sales: lineOf(sales) })
    await own.kill()
    await own.start()
    await eventually(() => expect(at.browser.connection.state()).toBe('live'))
    await expectKept(at, calls)
  } finally {
    for (const one of open.splice(0)) one.close()
    await own.remove()
  }
})
