import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createPhone, type Phone } from '#test/voice-phone.ts'
import { createEmbeddedEngine, type EmbeddedEngine } from '#voice/embedded-engine.server.ts'
import { type Bench, type BenchOptions, type Figure, figure, percentile } from './report.ts'

// Calls with a voice on both sides, through one media process. Each packet carries the time at which it was said.
export const voice: Bench = { name: 'voice', run }

const CALLS = 50
const SECONDS = 20
const SETUPS = 500
const AT_ONCE = 5
const CONNECTED_WITHIN_MS = 15_000
const SETTLE_MS = 2_000
const CLOCK_TICKS = 100
const PLAIN_PORT = 47_321

type Carried = { delaysMs: number[]; lost: number; cpu: number; memoryMb: number }
/** Something that joins two phones: returns the id of the process that does the work. */
type Carrier = {
  connect(phones: Phone[]): Promise<number>
  close(): Promise<void>
}

async function run(options: BenchOptions): Promise<Figure[]> {
  const calls = options.short ? 5 : CALLS
  const plain = await carry(plainCarrier(), calls, options)
  const relayed = await carry(engineCarrier(false), calls, options)
  const recorded = await carry(engineCarrier(true), calls, options)
  return [
    ...delays(`${calls} calls, relayed and recorded`, recorded),
    figure('the same, lost', recorded.lost * 100, '%', { atMost: 0 }),
    ...costs('nothing but the library', plain, calls),
    ...costs('relayed', relayed, calls),
    ...costs('relayed and recorded', recorded, calls),
    figure('relayed and recorded, against nothing but the library', recorded.cpu / plain.cpu, '×'),
    ...(await setups(options)),
  ]
}

function delays(what: string, { delaysMs }: Carried): Figure[] {
  return [
    figure(`${what}: added one way, in the middle`, percentile(delaysMs, 0.5), 'ms', { atMost: 1 }),
    figure('the same, 99 of 100', percentile(delaysMs, 0.99), 'ms', { atMost: 10 }),
  ]
}

function costs(what: string, { cpu, memoryMb }: Carried, calls: number): Figure[] {
  return [
    figure(`${what}: of a core for each call`, (cpu * 100) / calls, '%'),
    figure(`${what}: memory`, memoryMb, 'MB'),
  ]
}

async function carry(carrier: Carrier, calls: number, { short, say }: BenchOptions): Promise<Carried> {
  const phones = Array.from({ length: 2 * calls }, () => createPhone(['PCMU']))
  const pid = await carrier.connect(phones)
  const count = { sent: 0, heard: 0 }
  const delaysMs: number[] = []
  let window = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const isMeant = (at: number) => at >= window.from && at < window.to
  for (const phone of phones) {
    phone.onVoice((payload) => {
      const said = timeIn(payload)
      if (!isMeant(said)) return
      count.heard++
      delaysMs.push(performance.now() - said)
    })
    phone.sayBytes(() => {
      const now = performance.now()
      if (isMeant(now)) count.sent++
      return timed(now)
    })
  }
  await setTimeout(SETTLE_MS)
  const [cpuBefore, began] = [cpuOf(pid), performance.now()]
  window = { from: began, to: began + (short ? 3 : SECONDS) * 1_000 }
  await setTimeout(window.to - window.from)
  const cpu = (cpuOf(pid) - cpuBefore) / ((performance.now() - began) / 1_000)
  await setTimeout(SETTLE_MS)
  const memoryMb = memoryOf(pid)
  for (const phone of phones) phone.close()
  await carrier.close()
  say(`${count.heard} of ${count.sent} packets, ${(cpu * 100).toFixed(1)} % of a core`)
  return { delaysMs, lost: (count.sent - count.heard) / count.sent, cpu, memoryMb }
}

function engineCarrier(isRecorded: boolean): Carrier {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-voice-bench-'))
  const engine = openEngine()
  return {
    async connect(phones) {
      for (let call = 0; call < phones.length / 2; call++) {
        const legs = await connectCall(engine, `call ${call}`, phones.slice(2 * call, 2 * call + 2))
        const [left, right] = legs
        const file = join(folder, `${call}.wav`)
        if (isRecorded) await engine.record({ left: [left ?? ''], right: [right ?? ''], file })
      }
      return engine.pids()[0] ?? 0
    },
    async close() {
      await engine.end()
      rmSync(folder, { recursive: true })
    },
  }
}

async function connectCall(engine: EmbeddedEngine, callId: string, phones: Phone[]): Promise<string[]> {
  const legs = phones.map((_, side) => `${callId}, ${side}`)
  for (const [side, phone] of phones.entries()) {
    const leg = legs[side] ?? ''
    await engine.createLeg({ leg, callId, kind: 'webrtc', codecs: ['PCMU'] })
    const answer = await engine.acceptOffer(leg, await phone.offer())
    if (!answer.ok) throw new Error(`The engine refused: ${answer.error.code}`)
    phone.accept(answer.value)
  }
  await Promise.all(phones.map(connected))
  await engine.bridge(legs)
  return legs
}

function plainCarrier(): Carrier {
  const child = fork(join(import.meta.dirname, 'plain-relay.ts'), [String(PLAIN_PORT)])
  return {
    async connect(phones) {
      for (const [number, phone] of phones.entries()) {
        phone.accept(await answerOf(child, number, await phone.offer()))
        await connected(phone)
      }
      return child.pid ?? 0
    },
    async close() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function answerOf(child: ChildProcess, number: number, offer: string): Promise<string> {
  child.send({ number, offer: offer.replaceAll(/a=candidate:.*\r\n/g, '') })
  for await (const [message] of on(child, 'message')) if (message.number === number) return message.answer
  throw new Error('The relay has ended')
}

// Calls that come and go must leave nothing behind.
async function setups({ short, say }: BenchOptions): Promise<Figure[]> {
  const engine = openEngine()
  const times: number[] = []
  const total = short ? 50 : SETUPS
  const after = async (count: number) => {
    let mostMb = 0
    for (let done = 0; done < count; done += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) => setup(engine, `${count}-${done}-${index}`, times)),
      )
      const [pid] = engine.pids()
      if (pid) mostMb = Math.max(mostMb, memoryOf(pid))
    }
    await setTimeout(SETTLE_MS)
    const pid = engine.pids()[0] ?? 0
    return { memoryMb: memoryOf(pid), mostMb, descriptors: readdirSync(`/proc/${pid}/fd`).length }
  }
  const first = await after(total / 5)
  const last = await after(total)
  await engine.end()
  say(`${first.memoryMb.toFixed(0)} MB, then ${last.memoryMb.toFixed(0)} MB`)
  return [
    figure('a call set up, both sides, in the middle', percentile(times, 0.5), 'ms'),
    figure(`memory after ${total} more calls`, last.memoryMb - first.memoryMb, 'MB', { atMost: 10 }),
    // A process that has carried its share is replaced meanwhile: this is how far it comes before.
    figure('memory meanwhile, at most', last.mostMb - first.memoryMb, 'MB'),
    figure(`open files after ${total} more calls`, last.descriptors - first.descriptors, '', { atMost: 0 }),
  ]
}

async function setup(engine: EmbeddedEngine, callId: string, times: number[]): Promise<void> {
  const phones = [createPhone(['PCMU']), createPhone(['PCMU'])]
  const began = performance.now()
  const legs = await connectCall(engine, callId, phones)
  times.push(performance.now() - began)
  for (const leg of legs) await engine.close(leg)
  for (const phone of phones) phone.close()
}

function openEngine(): EmbeddedEngine {
  return createEmbeddedEngine({ host: '127.0.0.1', port: 0, publicIps: [], processes: 1 })
}

async function connected(phone: Phone): Promise<void> {
  const until = performance.now() + CONNECTED_WITHIN_MS
  while (!phone.isConnected()) {
    if (performance.now() > until) throw new Error('A phone was not connected')
    await setTimeout(2)
  }
}

function timed(now: number): Uint8Array {
  const payload = new Uint8Array(160).fill(0x7f)
  new DataView(payload.buffer).setFloat64(0, now)
  return payload
}

function timeIn(payload: Uint8Array): number {
  return payload.length === 160 ? new DataView(payload.buffer, payload.byteOffset).getFloat64(0) : Number.NaN
}

/** Seconds of processor time that a process has had, with all its threads. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
}

function memoryOf(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1_024
}
