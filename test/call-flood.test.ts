import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callType } from '#features/call/call.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { seededChance } from '#kit/random.ts'
import { instant } from '#kit/time.ts'
import { type SandboxHappening, sandbox, sandboxWebhook } from '#providers/sandbox/sandbox.ts'
import { eventually } from '#test/eventually.ts'
import { createEmbeddedEngine, type EmbeddedEngine } from '#voice/embedded-engine.server.ts'
import { startTestApp, type TestApp } from './app.ts'
import { answers, DORA_HZ, endsIn, hears, rings, type Site } from './rig/callers.ts'
import { createPhone } from './voice-phone.ts'

// Whoever calls more than a customer would, or sends what no telephone sends: the others notice nothing.
let app: TestApp
let engine: EmbeddedEngine
let site: Site

beforeAll(async () => {
  engine = createEmbeddedEngine({ host: '127.0.0.1', port: 0, publicIps: [], processes: 1 })
  app = await startTestApp({ engine })
  const cookie = await app.cookieOf(app.world.ada)
  site = { url: app.url, folder: app.folder, cookie, browser: await app.browser(app.world.ada) }
  await eventually(() => expect(site.browser.connection.state()).toBe('live'))
})
afterAll(() => app.close())

test('hundreds of offers of one phone: three ring, the rest are refused, and nothing rings for ever', {
  timeout: 60_000,
}, async () => {
  const phone = createPhone()
  const offer = await phone.offer()
  const ids = Array.from({ length: 300 }, () => uuidv7())
  const from = '+14155550401'
  const statuses = await Promise.all(ids.map((callId) => happens({ ...offered(callId, offer), from })))
  expect(new Set(statuses)).toEqual(new Set([200]))
  await eventually(() => expect(ringing()).toHaveLength(3))
  await Promise.all(ids.map((callId) => happens({ call: 'ended', callId, why: 'hung-up', at: instant() })))
  await eventually(() => expect(ringing()).toHaveLength(0))
  phone.close()
  await worksStill('+14155550402')
})

test('offers that make no sense ring nowhere, and harm nobody who talks', { timeout: 60_000 }, async () => {
  const dora = await rings(site, app.world.support.line.id, '+14155550403')
  const ada = await answers(site, dora)
  const pids = engine.pids()
  const phone = createPhone()
  const offer = await phone.offer()
  const chance = seededChance(7)
  const broken = Array.from({ length: 300 }, () => damaged(offer, chance))
  for (const [index, sdp] of broken.entries()) {
    const from = `+1415556${String(index).padStart(4, '0')}`
    const callId = uuidv7()
    expect(await happens({ ...offered(callId, sdp), from })).toBeLessThan(500)
    // Some are damaged where it does not matter.
    await happens({ call: 'ended', callId, why: 'hung-up', at: instant() })
  }
  await eventually(() => expect(ringing().map(({ id }) => id)).toEqual([dora.call.id]))
  expect(engine.pids()).toEqual(pids)
  await hears(ada, DORA_HZ)
  phone.close()
  ada.close()
  await dora.handset.end()
  await endsIn(site, dora.call, 'completed')
  dora.close()
})

test('whatever comes to the media port, those who talk hear each other', async () => {
  const dora = await rings(site, app.world.support.line.id, '+14155550404')
  const ada = await answers(site, dora)
  const phone = createPhone()
  const created = await engine.createLeg({ leg: 'stranger', callId: 'a stranger’s', kind: 'webrtc' })
  const answer = created.ok ? await engine.acceptOffer('stranger', await phone.offer()) : created
  const port = Number(/127\.0\.0\.1 (\d+) typ host/.exec(answer.ok ? answer.value : '')?.[1])
  const socket = createSocket('udp4')
  const chance = seededChance(9)
  for (let count = 0; count < 5_000; count++) {
    const bytes = Uint8Array.from({ length: 1 + Math.floor(chance() * 1_400) }, () => chance() * 256)
    // STUN, DTLS, RTP and RTCP by their first byte, and anything else.
    bytes[0] = [0, 1, 22, 23, 128, 129, 200, 255][count % 8] ?? 0
    await new Promise<void>((sent) => socket.send(bytes, port, '127.0.0.1', () => sent()))
  }
  await Promise.all([hears(ada, DORA_HZ), hears(dora.phone, 1_000)])
  socket.close()
  await engine.close('stranger')
  for (const one of [phone, ada]) one.close()
  await dora.handset.end()
  await endsIn(site, dora.call, 'completed')
  dora.close()
})

function offered(callId: string, offer: string) {
  return { call: 'offered', callId, to: app.world.support.line.address, offer, at: instant() } as const
}

async function happens(happened: SandboxHappening): Promise<number> {
  const { line } = app.world.support
  const { secret } = sandbox.settings.parse(line.settings)
  const { headers, body } = sandboxWebhook(secret, happened)
  const url = webhookUrl(app.url, 'sandbox', app.world.workspaceId, line.id)
  return (await fetch(url, { method: 'POST', headers, body: Buffer.from(body) })).status
}

function ringing() {
  return site.browser.store.all(callType).filter(({ state }) => state !== 'ended')
}

async function worksStill(number: string): Promise<void> {
  const next = await rings(site, app.world.support.line.id, number)
  const ada = await answers(site, next)
  await next.handset.end()
  await endsIn(site, next.call, 'completed')
  for (const one of [next, ada]) one.close()
}

/** With a line too many, too few, cut, doubled, or with a byte that does not belong there. */
function damaged(sdp: string, chance: () => number): string {
  const lines = sdp.split('\r\n')
  const at = Math.floor(chance() * lines.length)
  const line = lines[at] ?? ''
  const place = Math.floor(chance() * line.length)
  const ways = [
    () => lines.toSpliced(at, 1),
    () => lines.toSpliced(at, 0, line, line),
    () => lines.slice(0, at),
    () => lines.toSpliced(at, 1, line.slice(0, place)),
    () =>
      lines.toSpliced(
        at,
        1,
        line.slice(0, place) + String.fromCharCode(chance() * 0xffff) + line.slice(place),
      ),
    () => lines.toSpliced(at, 1, line.repeat(200)),
    () => lines.toSpliced(at, 1, line.replace(/\d+/, '99999999999999999999')),
  ]
  return (ways[Math.floor(chance() * ways.length)]?.() ?? lines).join('\r\n')
}
