import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createPhone, type Phone } from '#test/voice-phone.ts'
import { mediaEngineSuite } from './conformance.suite.ts'
import { createEmbeddedEngine, type EmbeddedOptions } from './embedded-engine.server.ts'
import type { LegId, MediaEvent } from './engine.ts'
import { peaksOf } from './recording-file.server.ts'

const HERE: EmbeddedOptions = { host: '127.0.0.1', port: 0, publicIps: [], processes: 2 }
/** Half a second of two channels. */
const SOME_BYTES = 16_000
const WAIT = { timeout: 10_000, interval: 20 }

mediaEngineSuite('The embedded engine', async () => createEmbeddedEngine(HERE))

test('a media process that dies loses its calls and no other, keeps what was said, and the next call works', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-killed-'))
  const { engine, events } = open(HERE)
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(engine.pids()).toEqual([])
  await connect('Dora', 'the lost call')
  const [lost = 0] = engine.pids()
  const other = await connect('Cleo', 'another call')
  expect(engine.pids()).toHaveLength(2)
  const file = join(folder, 'lost.wav')
  const recording = await engine.record({ left: ['Dora'], right: [], file })
  await vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(SOME_BYTES), WAIT)

  process.kill(lost, 'SIGKILL')
  await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: 'failed', leg: 'Dora' }), WAIT)
  expect(events.at(-2)).toMatchObject({
    ...{ type: 'recording-ended', reason: 'engine-failed', file },
    recording: recording.ok ? recording.value : '',
  })
  const peaks = await peaksOf(file, 1)
  expect(peaks.ok && peaks.value.channels).toEqual([[expect.closeTo(0.25, 1)], [0]])
  expect(await engine.play('Dora', { tone: 'beep' })).toEqual({ ok: false, error: { code: 'unknown-leg' } })
  other.forget()
  await vi.waitFor(() => expect(other.packets().length).toBeGreaterThan(10), WAIT)
  await connect('Dora', 'the next call')
  expect(engine.pids()).toHaveLength(2)

  async function connect(leg: LegId, callId: string): Promise<Phone> {
    const phone = createPhone()
    onTestFinished(() => phone.close())
    phone.say(440)
    await engine.createLeg({ leg, callId, kind: 'webrtc' })
    const answer = await engine.acceptOffer(leg, await phone.offer())
    phone.accept(answer.ok ? answer.value : '')
    await vi.waitFor(() => expect(phone.packets().length).toBeGreaterThan(0), WAIT)
    return phone
  }
})

test('a process that has carried many legs is replaced when it is idle, and nobody loses anything', async () => {
  const { engine, events } = open({ ...HERE, processes: 1, legsEach: 3 })
  const used = new Set<number>()
  const talk = async (leg: LegId) => {
    const phone = createPhone()
    onTestFinished(() => phone.close())
    expect(await engine.createLeg({ leg, callId: leg, kind: 'webrtc' })).toMatchObject({ ok: true })
    const answer = await engine.acceptOffer(leg, await phone.offer())
    phone.accept(answer.ok ? answer.value : '')
    await vi.waitFor(() => expect(phone.packets().length).toBeGreaterThan(0), WAIT)
    for (const pid of engine.pids()) used.add(pid)
  }
  await talk('Dora')
  for (const leg of ['1', '2', '3', '4']) {
    await talk(leg)
    await engine.close(leg)
  }
  // Dora still talks.
  expect(used.size).toBe(1)
  await engine.close('Dora')
  await talk('Ada')
  expect(used.size).toBe(2)
  expect(events.filter(({ type }) => type === 'failed' || type === 'disconnected')).toEqual([])
})

test('a port that is taken is told, with its number, and the call is refused', async () => {
  const first = open({ ...HERE, processes: 1 })
  await first.engine.createLeg({ leg: 'Dora', callId: 'a call', kind: 'webrtc' })
  const offer = await first.engine.createOffer('Dora')
  const [, port] = /127\.0\.0\.1 (\d+) typ host/.exec(offer.ok ? offer.value : '') ?? []
  const taken = Number(port)
  const problems: unknown[] = []
  const second = open({ ...HERE, processes: 1, port: taken, notStarted: (problem) => problems.push(problem) })
  const refused = await second.engine.createLeg({ leg: 'Ada', callId: 'a call', kind: 'webrtc' })
  expect(refused).toEqual({ ok: false, error: { code: 'engine-down' } })
  expect(problems).toEqual([{ reason: 'port-taken', port: taken }])
})

test('far ends are told the addresses that the operator names', async () => {
  const { engine } = open({ ...HERE, processes: 1, publicIps: ['203.0.113.7'] })
  await engine.createLeg({ leg: 'Dora', callId: 'a call', kind: 'webrtc' })
  const offer = await engine.createOffer('Dora')
  expect((offer.ok ? offer.value : '').match(/UDP \d+ \S+ /g)).toEqual(['UDP 2130706431 203.0.113.7 '])
})

function open(options: EmbeddedOptions) {
  const engine = createEmbeddedEngine(options)
  const events: MediaEvent[] = []
  engine.on((event) => events.push(event))
  onTestFinished(() => engine.end())
  return { engine, events }
}
