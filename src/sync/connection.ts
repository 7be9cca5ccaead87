import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import { type Around, createAround, type Place } from './around.ts'
import type { Command } from './command.ts'
import { type Outbox, type Outcome, privateOutbox, type Said } from './outbox.ts'
import type { Answer, Query } from './query.ts'
import type { Store } from './store.ts'
import { type ClientFrame, FELL_SILENT, OUTDATED, PROTOCOL, type ServerFrame, SIGNED_OUT } from './wire.ts'

/** `live`: the copy follows the server. `offline`: it is shown as it was, and commands wait. */
export type ConnectionState = 'connecting' | 'live' | 'offline' | 'signed-out'

/** The browser's line to the server. It comes back by itself, catches up exactly, and sends what waited, once each. */
export type Connection = {
  state(): ConnectionState
  me(): Me | undefined
  /** How many commands of this browser the server has not answered yet. */
  unanswered(): number
  /** The commands that have not left this browser yet, oldest first. The array is replaced when it changes. */
  unsent(): readonly Said[]
  subscribe(listener: () => void): () => void
  /** Runs here at once and on the server as soon as it can be told. Resolves with the server's answer. */
  run<Input>(command: Command<Input>, input: Input): Promise<Result<unknown>>
  /** A command that only the server can decide. */
  call(name: string, input: unknown): Promise<Result<unknown>>
  /** Sends what another tab, or an earlier visit, could not. */
  inherit(said: Said): void
  /** Takes a command back that has not left this browser. Whether it could be done is seen by who gave it. */
  takeBack(id: string): void
  /** Another tab has said something, or has been answered. */
  heard(): void
  /** Catches up with the server now. Resolves when it has, or when there is no connection. */
  refresh(): Promise<boolean>
  /** Asks for rows, keeps them, and answers which they were. Waits until there is a connection. */
  ask<Input>(query: Query<Input>, input: Input): Promise<Result<Answer>>
  /** Who looks at what now; nobody, while there is no connection. */
  around: Around
  /** Where this page's person is, until the next word of it. It is kept by nobody: said to each new connection again. */
  here(place: Place): void
  /** Offers this tab's voice in a call. False while there is no connection: it is kept by nobody, and to be said again. */
  speak(offer: VoiceOffer): boolean
  /** Hears what becomes of voices that were offered here. Returns how to stop hearing. */
  onVoice(listener: (said: VoiceSaid) => void): () => void
  /** Forgets what it waited for: a new try at once. */
  wake(): void
  close(): void
}

export type VoiceOffer = Omit<ClientFrame & { t: 'voice' }, 't'>
export type VoiceSaid = ServerFrame & { t: 'voice' | 'no-voice' | 'quality' }

export type Me = { memberId: string; workspaceId: string; inboxIds: string[] }

/** A socket as both the browser and Node have it. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onclose' | 'onmessage'>

export type ConnectionOptions = {
  store: Store
  open(): Socket
  /** Who it was when the page was open last, so that commands can run before the server has answered. */
  me?: Me
  /** What waits, if it is more than this page's own. */
  outbox?: Outbox
  /** A command was refused after it had been shown as done. */
  onRefused?(problem: Problem, command: string, input: unknown): void
  onStart?(): void
  /** The server no longer understands this version of the app: commands wait for another one. */
  onOutdated?(): void
}

const SILENCE_MS = 12_000
const REFRESHED_WITHIN_MS = 5_000
const RETRY_MS = [200, 500, 1_000, 2_000, 5_000, 10_000]

type Waiting = { frame: ClientFrame; memberId: string; answer: (result: Result<unknown>) => void }

export function connect(options: ConnectionOptions): Connection {
  const { store, outbox = privateOutbox() } = options
  const listeners = new Set<() => void>()
  const waiting = new Map<string, Waiting>()
  const refreshing = new Set<() => void>()
  const around = createAround()
  const voices = new Set<(said: VoiceSaid) => void>()
  let place: Place | undefined
  let unsent: readonly Said[] = outbox.all()
  let state: ConnectionState = 'connecting'
  let me = options.me
  let socket: Socket | undefined
  let retries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  dial()
  return {
    state: () => state,
    me: () => me,
    unanswered: () => outbox.all().length,
    unsent: () => unsent,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    run,
    call: (name, input) => give(uuidv7(), name, input, instant()),
    inherit,
    takeBack,
    heard: tell,
    refresh,
    ask: (query, input) => ask({ t: 'query', id: uuidv7(), name: query.name, input }),
    around,
    here,
    speak,
    onVoice(listener) {
      voices.add(listener)
      return () => voices.delete(listener)
    },
    wake,
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }

  function here(next: Place): void {
    place = next
    if (state === 'live') say({ t: 'here', ...next })
  }

  function speak(offer: VoiceOffer): boolean {
    if (state === 'live') say({ t: 'voice', ...offer })
    return state === 'live'
  }

  function wake(): void {
    retries = 0
    if (state === 'offline') dial()
  }

  async function run<Input>(command: Command<Input>, input: Input): Promise<Result<unknown>> {
    const id = uuidv7()
    const now = instant()
    store.run(id, command, input, { actor: { type: 'member', id: me?.memberId ?? '' }, now })
    store.flush()
    const result = await give(id, command.name, input, now)
    report(result, command.name, input)
    return result
  }

  function give(id: string, name: string, input: unknown, now: string): Promise<Result<unknown>> {
    outbox.add({ id, name, input, now, memberId: me?.memberId ?? '', tried: state === 'live' })
    return deliver({ t: 'command', id, name, input })
  }

  function inherit({ id, name, input, memberId }: Said): void {
    if (waiting.has(id)) return
    if (state === 'live' && memberId !== me?.memberId) return forget(id)
    void deliver({ t: 'command', id, name, input }, memberId).then((result) => report(result, name, input))
  }

  function takeBack(id: string): void {
    if (!waiting.has(id)) return outbox.takeBack(id)
    if (outbox.all().some((said) => said.id === id && said.tried)) return
    store.withdraw(id)
    settle(id, refuse('taken-back'), null)
  }

  function refresh(): Promise<boolean> {
    if (state === 'live') greet()
    else wake()
    return new Promise((resolve) => {
      const done = () => settled(true)
      const giving = setTimeout(() => settled(false), REFRESHED_WITHIN_MS)
      refreshing.add(done)

      function settled(upToDate: boolean): void {
        clearTimeout(giving)
        refreshing.delete(done)
        resolve(upToDate)
      }
    })
  }

  function report(result: Result<unknown>, command: string, input: unknown): void {
    if (!result.ok && result.error.code !== 'taken-back') options.onRefused?.(result.error, command, input)
  }

  async function ask(frame: ClientFrame & { t: 'query' }): Promise<Result<Answer>> {
    const result = await deliver(frame)
    // What a query is answered with is an Answer.
    return result.ok ? ok(result.value as Answer) : result
  }

  function deliver(
    frame: ClientFrame & { id: string },
    memberId = me?.memberId ?? '',
  ): Promise<Result<unknown>> {
    return new Promise((answer) => {
      waiting.set(frame.id, { frame, memberId, answer })
      if (state === 'live') send(frame)
      tell()
    })
  }

  function dial(): void {
    clearTimeout(timer)
    const dialled = options.open()
    socket = dialled
    dialled.onopen = () => {
      // Somebody has dialled again in the meantime.
      if (dialled !== socket) return dialled.close()
      listen()
      greet()
    }
    dialled.onmessage = ({ data }) => {
      if (dialled !== socket) return
      listen()
      // The server's frames are its own; a browser trusts the server that it was loaded from.
      receive(JSON.parse(String(data)) as ServerFrame)
    }
    dialled.onclose = ({ code }) => {
      if (dialled === socket) lost(code)
    }
  }

  function greet(): void {
    const since = me && store.seq() > 0 ? store.seq() : null
    const { inboxIds = [], memberId = null } = me ?? {}
    say({ t: 'hello', protocol: PROTOCOL, since, inboxIds, memberId })
  }

  // A connection that says nothing is dead, whatever the network believes: every beat puts this off.
  function listen(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const silent = socket
      lost(0)
      silent?.close(FELL_SILENT)
    }, SILENCE_MS)
  }

  function lost(code: number): void {
    clearTimeout(timer)
    socket = undefined
    around.hear([], true)
    if (closed) return
    if (code === OUTDATED) options.onOutdated?.()
    become(code === SIGNED_OUT ? 'signed-out' : 'offline')
    if (code === SIGNED_OUT) return
    const wait = RETRY_MS[Math.min(retries++, RETRY_MS.length - 1)] ?? 0
    timer = setTimeout(dial, wait * (0.75 + Math.random() / 2))
  }

  function receive(frame: ServerFrame): void {
    switch (frame.t) {
      case 'start':
        start(frame)
        caughtUp()
        return goLive()
      case 'rows':
        store.apply(frame.seq, frame)
        caughtUp()
        return state === 'live' ? undefined : goLive()
      case 'seq':
        return store.apply(frame.seq, {})
      case 'answer':
        store.merge(frame.answer.seq, frame.answer.rows)
        // Somebody waits for these.
        store.flush()
        return settle(frame.id, ok(frame.answer), null)
      case 'done':
        store.confirm(frame.id, frame.seq)
        return settle(frame.id, ok(frame.value), { seq: frame.seq })
      case 'refused':
        store.withdraw(frame.id)
        return settle(frame.id, fail(frame.problem), null)
      case 'around':
        return around.hear(frame.places, frame.whole)
      case 'voice':
      case 'no-voice':
      case 'quality':
        for (const listener of voices) listener(frame)
        return
    }
  }

  function start({ seq, rows, memberId, workspaceId, inboxIds }: ServerFrame & { t: 'start' }): void {
    me = { memberId, workspaceId, inboxIds }
    store.reset(seq, rows)
    options.onStart?.()
  }

  function goLive(): void {
    retries = 0
    // Somebody else has signed in here: what the last person left unsent is not theirs to send.
    for (const [id, { frame, memberId }] of waiting)
      if (frame.t === 'command' && memberId !== me?.memberId) forget(id)
    become('live')
    outbox.live()
    if (place) here(place)
    for (const { frame } of inOrder()) send(frame)
    tell()
  }

  // What was inherited may have been said before what was said here.
  function inOrder(): Waiting[] {
    return [...waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  }

  function caughtUp(): void {
    for (const done of refreshing) done()
  }

  function forget(id: string): void {
    store.withdraw(id)
    settle(id, refuse('somebody-else'), null)
  }

  function settle(id: string, result: Result<unknown>, outcome: Outcome): void {
    const waited = waiting.get(id)
    waiting.delete(id)
    outbox.settle(id, outcome)
    waited?.answer(result)
    tell()
  }

  function send(frame: ClientFrame): void {
    if (frame.t === 'command') outbox.tried(frame.id)
    say(frame)
  }

  function say(frame: ClientFrame): void {
    socket?.send(JSON.stringify(frame))
  }

  function become(next: ConnectionState): void {
    if (state === next) return
    state = next
    tell()
  }

  function tell(): void {
    unsent = outbox.all().filter(({ tried }) => !tried)
    for (const listener of listeners) listener()
  }
}
