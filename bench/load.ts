import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { textWebhook } from '#test/rig/carrier.ts'
import { customerNumber, newSid } from '#test/rig/load.ts'
import { LINE } from '#test/rig/world.ts'
import type { LoadJob, LoadReport } from './loading.ts'

// A process of its own, so that whoever measures does not compete with what is measured for a thread: a carrier that
// posts signed texts on kept connections, and browsers that listen. The requests are made and signed beforehand.

const HEARD_WITHIN_MS = 10_000
// A message's text comes before its files; that of a preview comes before their number.
const TEXT = /"text":"#(\d+)#[^"]*","media":\[/g

// What we were started with is our own.
const job = JSON.parse(process.argv[2] ?? '{}') as LoadJob
const browsers = await Promise.all(Array.from({ length: job.browsers }, openBrowser))
const requests = Array.from({ length: job.warmUp + job.texts }, (_, number) => requestOf(number))
const sentAt = new Float64Array(requests.length)
const acks: number[] = []
const report: LoadReport = { tookMs: 0, acks, refused: 0, pushes: [], pushed: 0 }

const connections = await Promise.all(Array.from({ length: job.connections }, openConnection))
await postAll(0, job.warmUp)
acks.length = 0
const began = performance.now()
await (job.perSecond
  ? postPaced(job.warmUp, requests.length, job.perSecond)
  : postAll(job.warmUp, requests.length))
report.tookMs = performance.now() - began
await heardOfAll()
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit())

function requestOf(number: number): Buffer {
  const from = customerNumber(job.firstCustomer + (number % job.customers))
  const text = {
    sid: newSid(),
    from,
    to: LINE,
    body: `#${number}# Is my order ready? I can come by this afternoon.`,
  }
  const { url, headers, body } = textWebhook(job.account, job.webhook, text)
  const { host, pathname } = new URL(url)
  const lines = Object.entries({ host, ...headers, 'content-length': Buffer.byteLength(body) })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head}\r\n${body}`)
}

type Connection = { post(bytes: Buffer): Promise<number> }

/** A connection that is kept, with one request on it at a time. */
function openConnection(): Promise<Connection> {
  const { hostname, port } = new URL(job.webhook)
  const socket = connect(Number(port), hostname).setNoDelay()
  let answer = ''
  let done: (status: number) => void = () => {}
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
    if (!isWhole(answer)) return
    const status = Number(answer.slice(9, 12))
    answer = ''
    done(status)
  })
  // The measuring is over when the server goes.
  socket.on('error', () => done(0))
  const post = (bytes: Buffer) =>
    new Promise<number>((resolve) => {
      done = resolve
      socket.write(bytes)
    })
  return new Promise((resolve) => socket.on('connect', () => resolve({ post })))
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = Number(/^content-length: (\d+)/im.exec(answer.slice(0, end))?.[1] ?? 0)
  // With `transfer-encoding: chunked` the last chunk is empty.
  return /^content-length/im.test(answer.slice(0, end))
    ? answer.length >= end + 4 + length
    : answer.endsWith('0\r\n\r\n')
}

/** As fast as the server answers, on every connection at once. */
async function postAll(from: number, to: number): Promise<void> {
  let next = from
  await Promise.all(
    connections.map(async (connection) => {
      while (next < to) await postOne(connection, next++)
    }),
  )
}

/** At times of their own, whether or not the server has answered the one before. */
async function postPaced(from: number, to: number, perSecond: number): Promise<void> {
  const start = performance.now()
  const free = [...connections]
  const posting: Promise<void>[] = []
  for (let number = from; number < to; number++) {
    const due = start + ((number - from) * 1_000) / perSecond
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 0.5))
    const connection = free.pop()
    if (!connection) throw new Error('The server is so slow that all connections wait')
    posting.push(postOne(connection, number).then(() => void free.push(connection)))
  }
  await Promise.all(posting)
}

async function postOne(connection: Connection, number: number): Promise<void> {
  const bytes = requests[number] ?? Buffer.alloc(0)
  const began = performance.now()
  sentAt[number] = began
  const status = await connection.post(bytes)
  acks.push(performance.now() - began)
  if (status !== 200) report.refused++
}

type Listening = { texts: number }

async function openBrowser(): Promise<Listening> {
  const socket = new WebSocket(job.socket.url, { headers: { cookie: job.socket.cookie } })
  const listening: Listening = { texts: 0 }
  await new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () =>
      socket.send(JSON.stringify({ t: 'hello', since: null, inboxIds: [], memberId: null })),
    )
    socket.once('message', resolve)
  })
  socket.on('message', (data: Buffer) => hear(listening, data.toString(), performance.now()))
  return listening
}

function hear(listening: Listening, frame: string, at: number): void {
  for (const [, number] of frame.matchAll(TEXT)) {
    listening.texts++
    if (job.perSecond && Number(number) >= job.warmUp) report.pushes.push(at - (sentAt[Number(number)] ?? 0))
  }
}

async function heardOfAll(): Promise<void> {
  const deadline = performance.now() + HEARD_WITHIN_MS
  while (browsers.some(({ texts }) => texts < requests.length) && performance.now() < deadline)
    await sleep(10)
  report.pushed = Math.min(...browsers.map(({ texts }) => texts))
}
