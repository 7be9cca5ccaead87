import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Chance } from '#kit/random.ts'
import { textWebhook } from './carrier.ts'
import { type Attack, attack, type Target } from './fuzz-shapes.ts'
import { attackSockets, type SocketReport } from './fuzz-sockets.ts'
import { post } from './http.ts'
import type { Site } from './killing.ts'
import { customerNumber, newSid } from './load.ts'
import { LINE } from './world.ts'

export type FuzzReport = {
  requests: number
  /** How often each status was answered; 0 is a connection that was closed without one. */
  statuses: Record<string, number>
  /** Kinds of requests that were met with a failure of ours, each with an example. */
  failures: { kind: string; status: number; example: string }[]
  sockets: SocketReport
  /** How long genuine texts took, at worst, while it went on; and afterwards, in the middle. */
  slowestAckMs: number
  ackAfterMs: number
  genuineRefused: number
  genuineLost: number
  quarantined: number
  /** `halfway` through the requests: what grows from there on is not given back. */
  memoryMb: { before: number; halfway: number; peak: number; after: number }
  died: boolean
}

export type FuzzOptions = {
  requests: number
  frames: number
  chance: Chance
  slow: number
  say?: (line: string) => void
}

const AT_ONCE = 48
const NO_ANSWER_MS = 400
const QUIET_MS = 2_000

/** Attacks everything that needs no sign-in, while genuine texts keep coming in. */
export async function fuzz(site: Site, options: FuzzOptions): Promise<FuzzReport> {
  const { requests, frames, chance, slow, say = () => {} } = options
  const { server, world, carrier } = site
  const target: Target = { url: server.url, webhook: world.webhook, account: carrier.account }
  const memory = watchMemory(server.pid())
  const genuine = sendGenuine(site)
  const slowOnes = holdSlow(server.url, slow)
  const attacked = await attackAll().finally(() => {
    for (const socket of slowOnes) socket.destroy()
    genuine.stop()
  })
  const { acks, refused, sids } = await genuine.done
  await sleep(QUIET_MS)
  const after = await acksAfter(site)
  return {
    requests,
    ...attacked,
    slowestAckMs: Math.max(...acks),
    ackAfterMs: after,
    genuineRefused: refused,
    genuineLost: sids.length - (await countThere(site, sids)),
    quarantined: await countQuarantined(site),
    memoryMb: memory.stop(),
    died: server.ended() !== undefined,
  }

  async function attackAll() {
    const first = await attackRoutes(target, Math.ceil(requests / 2), chance, say)
    memory.halfway()
    const second = await attackRoutes(target, Math.floor(requests / 2), chance, say)
    return { ...together(first, second), sockets: await attackSockets(site, frames, chance) }
  }
}

type Answered = Pick<FuzzReport, 'statuses' | 'failures'>

function together(first: Answered, second: Answered): Answered {
  const statuses = { ...first.statuses }
  for (const [status, times] of Object.entries(second.statuses))
    statuses[status] = (statuses[status] ?? 0) + times
  return { statuses, failures: [...first.failures, ...second.failures] }
}

async function attackRoutes(
  target: Target,
  requests: number,
  chance: Chance,
  say: (line: string) => void,
): Promise<Answered> {
  const statuses: Record<string, number> = {}
  const failures = new Map<string, FuzzReport['failures'][number]>()
  const { port } = new URL(target.url)
  let left = requests
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { statuses, failures: [...failures.values()] }

  async function work(): Promise<void> {
    while (left > 0) {
      left--
      if (left % 10_000 === 0 && left > 0) say(`${left} requests to go`)
      const one = attack(chance, target)
      note(one, await ask(Number(port), one.bytes))
    }
  }

  function note({ kind, bytes }: Attack, status: number): void {
    statuses[status] = (statuses[status] ?? 0) + 1
    if (status < 500) return
    const example = bytes.subarray(0, 600).toString('latin1')
    failures.set(`${kind} ${status}`, { kind, status, example })
  }
}

/** Writes bytes to a connection of their own; answers the status that came back, or 0. */
function ask(port: number, bytes: Buffer): Promise<number> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    let head = ''
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      done(Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0))
    }
    // A request that is not whole is waited for by the server; not by us.
    let timer = setTimeout(finish, 5_000)
    socket.on('connect', () =>
      socket.write(bytes, () => {
        clearTimeout(timer)
        timer = setTimeout(finish, head ? 0 : NO_ANSWER_MS)
      }),
    )
    socket.on('data', (chunk) => {
      if (head.length < 32) head += chunk.toString('latin1')
      if (head.length >= 12) finish()
    })
    socket.on('close', finish)
    socket.on('error', finish)
  })
}

/** Connections that never finish what they say. */
function holdSlow(url: string, count: number): Socket[] {
  const { port } = new URL(url)
  return Array.from({ length: count }, () => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('POST /webhooks/x/y/z HTTP/1.1\r\nhost: a\r\n'),
    )
    const dripping = setInterval(() => socket.write('x: y\r\n'), 200)
    socket.on('error', () => {})
    socket.on('close', () => clearInterval(dripping))
    return socket
  })
}

const GENUINE_EVERY_MS = 50

function sendGenuine(site: Site) {
  const acks: number[] = []
  const sids: string[] = []
  let refused = 0
  let stopping = false
  return { done: send(), stop: () => void (stopping = true) }

  async function send() {
    while (!stopping) {
      const sid = newSid()
      const { status, tookMs } = await genuineText(site, sid)
      if (status === 200) sids.push(sid)
      else refused++
      acks.push(tookMs)
      await sleep(GENUINE_EVERY_MS)
    }
    return { acks, refused, sids }
  }
}

async function acksAfter(site: Site): Promise<number> {
  const took: number[] = []
  for (let count = 0; count < 21; count++) took.push((await genuineText(site, newSid())).tookMs)
  return took.toSorted((a, b) => a - b)[10] ?? Number.NaN
}

async function genuineText(
  { carrier, world }: Site,
  sid: string,
): Promise<{ status: number; tookMs: number }> {
  const text = { sid, from: customerNumber(700_000), to: LINE, body: 'Hello, is anybody there?' }
  const began = performance.now()
  const { status } = await post(textWebhook(carrier.account, world.webhook, text))
  return { status, tookMs: performance.now() - began }
}

async function countThere({ server, world }: Site, sids: string[]): Promise<number> {
  const [row] = await ownerRows(
    server.database(),
    sql<{ count: number }>`select count(*)::int as count from message
      where workspace_id = ${world.workspaceId} and provider_message_id = any(${sids})`,
  )
  return row?.count ?? 0
}

async function countQuarantined({ server, world }: Site): Promise<number> {
  const [row] = await ownerRows(
    server.database(),
    sql<{
      count: number
    }>`select count(*)::int as count from quarantine where workspace_id = ${world.workspaceId}`,
  )
  return row?.count ?? 0
}

function watchMemory(pid: number) {
  const before = memoryOf(pid)
  let halfway = before
  let peak = before
  const watching = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid))
  }, 250)
  return {
    halfway: () => void (halfway = memoryOf(pid)),
    stop() {
      clearInterval(watching)
      return { before, halfway, peak, after: memoryOf(pid) }
    },
  }
}

/** What a process holds in memory now, in megabytes; 0 where nobody can say. */
function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}
