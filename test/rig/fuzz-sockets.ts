import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { uuidv7 } from '#kit/id.ts'
import type { Chance } from '#kit/random.ts'
import { emailOf } from '../world.ts'
import type { Site } from './killing.ts'
import { signIn } from './sign-in.ts'

export type SocketReport = {
  frames: number
  /** How often each code closed a socket; 1006 is one that was closed without a word. */
  closes: Record<string, number>
  /** Examples of what a socket was closed for as a failure of ours. */
  failures: string[]
}

const AT_ONCE = 8
const FRAMES_EACH = 20
const CLOSED_WITHIN_MS = 3_000
const SERVER_FAILED = 1011

/** Says nonsense on sockets, of strangers and of a member. */
export async function attackSockets(
  { server, world }: Site,
  frames: number,
  chance: Chance,
): Promise<SocketReport> {
  const cookie = await signIn(server.url, emailOf(world.ada))
  const url = `${server.url.replace('http', 'ws')}/sync`
  const report: SocketReport = { frames: 0, closes: {}, failures: [] }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return report

  async function work(): Promise<void> {
    while (report.frames < frames) {
      const socket = new WebSocket(url, chance() < 0.2 ? {} : { headers: { cookie } })
      const said: string[] = []
      socket.on('error', () => {})
      const closed = once(socket, 'close')
      await Promise.race([once(socket, 'open'), closed])
      if (chance() < 0.7)
        socket.send(JSON.stringify({ t: 'hello', since: null, inboxIds: [], memberId: null }))
      // Half of them never break the form, only the sense: the others are put out at their first word.
      const shapes = chance() < 0.5 ? SHAPES : SENSELESS
      for (let count = 0; count < FRAMES_EACH && socket.readyState === WebSocket.OPEN; count++) {
        const frame = shapes[Math.floor(chance() * shapes.length)]?.(chance) ?? Buffer.alloc(0)
        said.push(frame.toString('latin1').slice(0, 200))
        socket.send(frame, { binary: shapes === SHAPES && chance() < 0.1 })
        report.frames++
        // Every frame is answered by itself, or ends the socket.
        await new Promise((resolve) => setImmediate(resolve))
      }
      await Promise.race([allAnswered(socket), closed])
      socket.close()
      const timer = setTimeout(() => socket.terminate(), CLOSED_WITHIN_MS)
      const [code] = await closed
      clearTimeout(timer)
      report.closes[code] = (report.closes[code] ?? 0) + 1
      if (code === SERVER_FAILED && report.failures.length < 5) report.failures.push(said.join('\n'))
    }
  }
}

// Commands are done one after the other: whoever has the last one's answer has them all.
function allAnswered(socket: WebSocket): Promise<void> {
  const id = uuidv7()
  return new Promise((done) => {
    setTimeout(done, CLOSED_WITHIN_MS).unref()
    socket.on('message', (data: Buffer) => {
      if (data.includes(id)) done()
    })
    if (socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ t: 'command', id, name: 'no.such', input: null }))
  })
}

type Shape = (chance: Chance) => Buffer

const SENSELESS: Shape[] = [hello, command, query, here]
const SHAPES: Shape[] = [
  ...SENSELESS,
  (chance) => randomBytes(Math.floor(chance() * 300)),
  () => Buffer.from('['.repeat(50_000)),
  (chance) => Buffer.alloc(chance() < 0.05 ? 1_100_000 : 2_000, 'x'),
  (chance) =>
    Buffer.from(
      JSON.stringify({ t: oneOf(chance, WORDS), id: odd(chance), name: odd(chance), input: odd(chance) }),
    ),
]

function hello(chance: Chance): Buffer {
  const since = [null, 0, -1, 7, 1e15, null, 3, 1e308][Math.floor(chance() * 8)]
  return Buffer.from(
    JSON.stringify({ t: 'hello', since, inboxIds: [oneOf(chance, ['', '\0'])], memberId: null }),
  )
}

function command(chance: Chance): Buffer {
  const id = uuidv7()
  const input = {
    messageId: oddId(chance),
    conversationId: oddId(chance),
    lineId: oddId(chance),
    to: odd(chance),
    text: odd(chance),
    ids: [oddId(chance)],
    id: oddId(chance),
    trust: true,
  }
  return Buffer.from(JSON.stringify({ t: 'command', id, name: oneOf(chance, COMMANDS), input }))
}

function query(chance: Chance): Buffer {
  const last = chance() < 0.5 ? null : { lastActivityAt: oneOf(chance, TIMES), id: oddId(chance) }
  const input = {
    inboxId: oddId(chance),
    conversationId: oddId(chance),
    status: oneOf(chance, ['open', 'done', 'x']),
    last,
    before: odd(chance),
    limit: oneOf(chance, ['1']) === '1' ? 50 : -1,
  }
  return Buffer.from(JSON.stringify({ t: 'query', id: uuidv7(), name: oneOf(chance, QUERIES), input }))
}

function here(chance: Chance): Buffer {
  const conversationId = chance() < 0.2 ? null : uuidv7()
  return Buffer.from(JSON.stringify({ t: 'here', conversationId, writing: chance() < 0.5 }))
}

const WORDS = ['hello', 'command', 'query', 'here', 'x', '']
const COMMANDS = [
  'message.send',
  'message.retry',
  'conversation.start',
  'conversation.done',
  'quarantine.reprocess',
  'quarantine.dismiss',
  '__proto__',
  'x',
]
const QUERIES = ['conversation.list', 'conversation.thread', 'toString', 'x']
const TIMES = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T00:00:00.123456789Z',
  'x',
]
const ODD: unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  '\0',
  '\ud83d',
  'x'.repeat(5_000),
  [],
  {},
  true,
  '+14155550199',
  2_147_483_648,
]

function odd(chance: Chance): unknown {
  return ODD[Math.floor(chance() * ODD.length)]
}

function oddId(chance: Chance): unknown {
  return chance() < 0.7 ? uuidv7() : odd(chance)
}

function oneOf(chance: Chance, choices: readonly string[]): string {
  return choices[Math.floor(chance() * choices.length)] ?? ''
}
