import type { WebSocket } from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isUnstorable, readWorkspace } from '#db/db.ts'
import type { Desk, Seat } from '#features/call/desk.server.ts'
import type { Presences, Visit } from '#features/presence/presence.server.ts'
import type { Problem } from '#kit/result.ts'
import type { Place } from '#sync/around.ts'
import { type CommandCall, type Registry, runCommand } from '#sync/command.server.ts'
import { bootstrap, catchUp } from '#sync/feed.server.ts'
import type { AnsweredQuery } from '#sync/query.server.ts'
import type { Reach } from '#sync/synced.ts'
import {
  type ClientFrame,
  clientFrame,
  FELL_SILENT,
  OUTDATED,
  PROTOCOL,
  type ServerFrame,
  SIGNED_OUT,
} from '#sync/wire.ts'
import type { Core } from '#sync/write.server.ts'
import type { Hub, Listener } from './hub.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type Realtime = {
  core: Core
  hub: Hub
  presences: Presences
  desk: Desk
  registry: Registry
  queries: ReadonlyMap<string, AnsweredQuery>
  log: Record<'info' | 'error', (facts: object, message: string) => void>
  publicUrl: string
}

/** Who is on the other end of a socket, as their session says. */
export type SignedIn = { workspaceId: string; memberId: string; sessionId: string }

const AFRESH = {
  t: 'hello',
  protocol: PROTOCOL,
  since: null,
  memberId: null,
  inboxIds: [],
} satisfies ClientFrame

// A network was lost, or a machine: there was no word of farewell (1006), or none that was meant.
const LOST = [1006, FELL_SILENT]

// A browser that does not read is dropped; it comes back and resumes from its number.
const MOST_UNREAD_BYTES = 8_000_000

/** `/sync`: the one socket of a signed-in browser. A page of another origin gets none. */
export function serveRealtime(http: FastifyInstance, signIn: SignIn, realtime: Realtime): void {
  // Known before the socket opens: its first words come at once.
  const people = new WeakMap<FastifyRequest, SignedIn>()
  const identify = async (request: FastifyRequest) => {
    const who = await signIn.whoIs(request.headers)
    if (who) people.set(request, who)
  }
  http.get(
    '/sync',
    { websocket: true, preValidation: [onlyOwnPages(realtime.publicUrl), identify] },
    (socket, request) => {
      const who = people.get(request)
      const isStillIn = async () => (await signIn.whoIs(request.headers))?.memberId === who?.memberId
      if (who) serveSocket(realtime, socket, who, isStillIn)
      else socket.close(SIGNED_OUT, 'signed out')
    },
  )
}

// Serves one browser until its socket closes.
function serveSocket(
  realtime: Realtime,
  socket: WebSocket,
  who: SignedIn,
  isStillIn: () => Promise<boolean>,
): void {
  const { core, hub, presences, desk, registry, queries, log } = realtime
  let listener: Listener | undefined
  let visit: Visit | undefined
  let place: Place | undefined
  let starts: Promise<void> = Promise.resolve()
  let commands: Promise<void> = Promise.resolve()
  socket.on('message', (data) => void receive(Buffer.isBuffer(data) ? data.toString('utf8') : ''))
  const seat: Seat = desk.enter(who, write)
  socket.on('close', (code) => {
    leave()
    seat.leave(!LOST.includes(code))
  })
  socket.on('error', () => socket.terminate())

  async function receive(text: string): Promise<void> {
    const frame = parse(text)
    if (!frame) return socket.close(1008, 'not understood')
    if (frame.t === 'hello' && frame.protocol !== PROTOCOL) return socket.close(OUTDATED, 'load again')
    if (frame.t === 'hello') return begin(frame)
    visit?.stir()
    if (frame.t === 'query') return answered(frame.id, () => query(frame))
    if (frame.t === 'here') return here(frame)
    // One after the other: what a person says first is first.
    commands = commands.then(() =>
      frame.t === 'voice' ? guarded(() => seat.speak(frame)) : answered(frame.id, () => command(frame)),
    )
  }

  function answered(id: string, work: () => Promise<void>): Promise<void> {
    return guarded(async () => {
      try {
        await work()
      } catch (error) {
        if (!isUnstorable(error)) throw error
        say({ t: 'refused', id, problem: { code: 'invalid-input' } })
      }
    })
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.error({ err: error }, 'A socket could not be served')
      socket.close(1011, 'try again')
    }
  }

  // One at a time: each leaves what the one before has joined.
  function begin(frame: ClientFrame & { t: 'hello' }): void {
    starts = starts.then(() => guarded(() => start(frame)))
  }

  async function start({ since, inboxIds, memberId }: ClientFrame & { t: 'hello' }): Promise<void> {
    leave()
    // Whoever begins again may have lost their session since they came.
    const [reach, isIn] = await Promise.all([currentReach(), isStillIn()])
    if (!reach || !isIn) return socket.close(SIGNED_OUT, 'not a member')
    const waiting: { frame: string; seq: number }[] = []
    let started: number | undefined
    listener = {
      reach,
      // Until the first answer is out, changes wait; those that it holds already are dropped.
      send: (frame, seq) => {
        if (started === undefined) waiting.push({ frame, seq })
        else if (seq >= started) write(frame)
      },
      moved() {
        leaveOthers()
        begin(AFRESH)
      },
    }
    await hub.join(listener)
    // Nobody is told again that a socket has closed.
    if (socket.readyState !== socket.OPEN) return hub.leave(listener)
    const same = inboxIds.length === reach.inboxIds.size && inboxIds.every((id) => reach.inboxIds.has(id))
    const resumes = since !== null && same && memberId === who.memberId
    const missed = resumes ? await catchUp(core.db, registry.tables, reach, since) : null
    const first = missed ? ({ t: 'rows', ...missed } as const) : await firstFrame(reach)
    say(first)
    started = first.seq
    for (const { frame, seq } of waiting) if (seq >= started) write(frame)
    if (socket.readyState !== socket.OPEN) return
    visit = presences.enter(reach, write)
    if (place) await visit.at(place)
  }

  function leave(): void {
    if (listener) hub.leave(listener)
    leaveOthers()
  }

  function leaveOthers(): void {
    visit?.leave()
    visit = undefined
  }

  async function here({ conversationId, writing }: ClientFrame & { t: 'here' }): Promise<void> {
    place = { conversationId, writing }
    await visit?.at(place)
  }

  async function firstFrame(reach: Reach): Promise<ServerFrame & { seq: number }> {
    const { workspaceId, memberId } = who
    const { seq, rows } = await bootstrap(core.db, registry.tables, reach)
    return { t: 'start', seq, workspaceId, memberId, inboxIds: [...reach.inboxIds], rows }
  }

  async function command({ id, name, input }: CommandCall): Promise<void> {
    const actor = { type: 'member', id: who.memberId, sessionId: who.sessionId } as const
    const result = await runCommand(core, registry, who.workspaceId, actor, { id, name, input })
    if (result.ok) say({ t: 'done', id, seq: result.value.seq, value: result.value.value })
    else refused(id, name, result.error)
  }

  // A name that is none of ours may be anything.
  function refused(id: string, name: string, problem: Problem): void {
    const command = registry.commands.has(name) ? name : 'unknown'
    log.info({ command, code: problem.code }, 'A command was refused')
    say({ t: 'refused', id, problem })
  }

  async function query({ id, name, input }: ClientFrame & { t: 'query' }): Promise<void> {
    const reach = listener?.reach
    const result = reach && (await queries.get(name)?.answer(core.db, reach, input))
    if (result?.ok) say({ t: 'answer', id, answer: result.value })
    else say({ t: 'refused', id, problem: result?.error ?? { code: 'unknown-query' } })
  }

  function currentReach(): Promise<Reach | undefined> {
    return readWorkspace(core.db, who.workspaceId, (tx) => registry.reachOf(tx, who.memberId))
  }

  function say(frame: ServerFrame): void {
    write(JSON.stringify(frame))
  }

  function write(text: string): void {
    if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate()
    else socket.send(text)
  }
}

function parse(text: string): ClientFrame | undefined {
  try {
    const parsed = clientFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
