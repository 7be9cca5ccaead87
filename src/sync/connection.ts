import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import type { Command } from './command.ts'
import type { Answer, Query } from './query.ts'
import type { Store } from './store.ts'
import type { ClientFrame, ServerFrame } from './wire.ts'

/** `live`: the copy follows the server. `offline`: it is shown as it was, and commands wait. */
export type ConnectionState = 'connecting' | 'live' | 'offline' | 'signed-out'

/** The browser's line to the server. It comes back by itself, catches up exactly, and sends what waited, once each. */
export type Connection = {
  state(): ConnectionState
  me(): Me | undefined
  /** How many commands the server has not answered yet. */
  unanswered(): number
  subscribe(listener: () => void): () => void
  /** Runs here at once and on the server as soon as it can be told. Resolves with the server's answer. */
  run<Input>(command: Command<Input>, input: Input): Promise<Result<unknown>>
  /** A command that only the server can decide. */
  call(name: string, input: unknown): Promise<Result<unknown>>
  /** Asks for rows, keeps them, and answers which they were. Waits until there is a connection. */
  ask<Input>(query: Query<Input>, input: Input): Promise<Result<Answer>>
  /** Forgets what it waited for: a new try at once. */
  wake(): void
  close(): void
}

export type Me = { memberId: string; workspaceId: string; inboxIds: string[] }

/** A socket as both the browser and Node have it. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onclose' | 'onmessage'>

export type ConnectionOptions = {
  store: Store
  open(): Socket
  /** Who it was when the page was open last, so that commands can run before the server has answered. */
  me?: Me
  /** Commands that the last visit could not deliver, oldest first; they are in the store already. */
  undelivered?: Undelivered[]
  keep?: { undelivered(command: Undelivered): void; delivered(id: string): void }
  /** A command was refused after it had been shown as done. */
  onRefused?(problem: Problem, command: string): void
  onStart?(): void
}

export type Undelivered = { id: string; name: string; input: unknown; now: string }

const SIGNED_OUT = 4401
const SILENCE_MS = 12_000
const RETRY_MS = [200, 500, 1_000, 2_000, 5_000, 10_000]

type Waiting = { frame: ClientFrame; answer: (result: Result<unknown>) => void }

export function connect(options: ConnectionOptions): Connection {
  const { store } = options
  const listeners = new Set<() => void>()
  const waiting = new Map<string, Waiting>()
  let state: ConnectionState = 'connecting'
  let me = options.me
  let socket: Socket | undefined
  let retries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  for (const { id, name, input } of options.undelivered ?? [])
    void wait({ t: 'command', id, name, input }).then((result) => report(result, name))
  dial()
  return {
    state: () => state,
    me: () => me,
    unanswered: () => [...waiting.values()].filter(({ frame }) => frame.t === 'command').length,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    run,
    call: (name, input) => deliver({ t: 'command', id: uuidv7(), name, input }),
    ask: (query, input) => ask({ t: 'query', id: uuidv7(), name: query.name, input }),
    wake() {
      retries = 0
      if (state === 'offline') dial()
    },
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }

  async function run<Input>(command: Command<Input>, input: Input): Promise<Result<unknown>> {
    const id = uuidv7()
    const now = instant()
    store.run(id, command, input, { actor: { type: 'member', id: me?.memberId ?? '' }, now })
    store.flush()
    options.keep?.undelivered({ id, name: command.name, input, now })
    const result = await deliver({ t: 'command', id, name: command.name, input })
    report(result, command.name)
    return result
  }

  function report(result: Result<unknown>, command: string): void {
    if (!result.ok) options.onRefused?.(result.error, command)
  }

  async function ask(frame: ClientFrame & { t: 'query' }): Promise<Result<Answer>> {
    const result = await deliver(frame)
    // What a query is answered with is an Answer.
    return result.ok ? ok(result.value as Answer) : result
  }

  function deliver(frame: ClientFrame & { id: string }): Promise<Result<unknown>> {
    const answered = wait(frame)
    if (state === 'live') say(frame)
    return answered
  }

  function wait(frame: ClientFrame & { id: string }): Promise<Result<unknown>> {
    return new Promise((answer) => {
      waiting.set(frame.id, { frame, answer })
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
      const since = me && store.seq() > 0 ? store.seq() : null
      say({ t: 'hello', since, inboxIds: me?.inboxIds ?? [], memberId: me?.memberId ?? null })
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

  // A connection that says nothing is dead, whatever the network believes: every beat puts this off.
  function listen(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const silent = socket
      lost(0)
      silent?.close()
    }, SILENCE_MS)
  }

  function lost(code: number): void {
    clearTimeout(timer)
    socket = undefined
    if (closed) return
    become(code === SIGNED_OUT ? 'signed-out' : 'offline')
    if (code === SIGNED_OUT) return
    const wait = RETRY_MS[Math.min(retries++, RETRY_MS.length - 1)] ?? 0
    timer = setTimeout(dial, wait * (0.75 + Math.random() / 2))
  }

  function receive(frame: ServerFrame): void {
    switch (frame.t) {
      case 'start':
        start(frame)
        return goLive()
      case 'rows':
        store.apply(frame.seq, frame)
        return state === 'live' ? undefined : goLive()
      case 'seq':
        return store.apply(frame.seq, {})
      case 'answer':
        store.merge(frame.answer.seq, frame.answer.rows)
        return settle(frame.id, ok(frame.answer))
      case 'done':
        store.confirm(frame.id, frame.seq)
        return settle(frame.id, ok(frame.value))
      case 'refused':
        store.withdraw(frame.id)
        return settle(frame.id, fail(frame.problem))
    }
  }

  function start({ seq, rows, memberId, workspaceId, inboxIds }: ServerFrame & { t: 'start' }): void {
    // Somebody else has signed in here: what the last person left unsent is not theirs to send.
    if (me && me.memberId !== memberId) for (const id of waiting.keys()) forget(id)
    me = { memberId, workspaceId, inboxIds }
    store.reset(seq, rows)
    options.onStart?.()
  }

  function goLive(): void {
    retries = 0
    become('live')
    for (const { frame } of waiting.values()) say(frame)
  }

  function forget(id: string): void {
    store.withdraw(id)
    settle(id, refuse('somebody-else'))
  }

  function settle(id: string, result: Result<unknown>): void {
    const waited = waiting.get(id)
    waiting.delete(id)
    if (waited?.frame.t === 'command') options.keep?.delivered(id)
    waited?.answer(result)
    tell()
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
    for (const listener of listeners) listener()
  }
}
