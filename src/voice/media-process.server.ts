import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import ndc from 'node-datachannel'
import { type MediaEngine } from './engine.ts'
import { createLocalEngine, type Place } from './local-engine.server.ts'
import { ARGUMENTS, type FromProcess, type Method, toProcess } from './protocol.ts'

// A media process: the app starts it, speaks to it over IPC, and outlives it. Without the app it ends by itself.
let engine: MediaEngine | undefined
let held: ndc.IceUdpMuxListener | undefined

// Ctrl-C reaches the whole group of processes; the app says when to end, so that recordings are complete.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => void end())
process.on('message', (message) => void hear(message))

async function hear(message: unknown): Promise<void> {
  const told = toProcess.parse(message)
  if (told.type === 'start') return start(told)
  if (told.type === 'end') return end()
  say({ type: 'answer', question: told.question, answer: await ask(told.method, told.args) })
}

async function start({ port, ...place }: Place): Promise<void> {
  const own = port === 0 ? await freePort(place.bindAddress) : port
  if (!holdPort(place.bindAddress, own)) return say({ type: 'not-started', reason: 'port-taken' })
  engine = createLocalEngine({ ...place, port: own })
  engine.on((event) => say({ type: 'event', event }))
  say({ type: 'ready', port: own })
}

function ask(method: Method, args: unknown[]): Promise<unknown> {
  if (!engine) return Promise.resolve({ ok: false, error: { code: 'engine-down' } })
  // The schema of a method yields the arguments of that method.
  const act = engine[method] as (...checked: unknown[]) => Promise<unknown>
  return act(...ARGUMENTS[method].parse(args))
}

// The library opens the port with the first call and closes it with the last; in between somebody else could take it.
function holdPort(address: string, port: number): boolean {
  try {
    held = new ndc.IceUdpMuxListener(port, address)
    return true
  } catch {
    return false
  }
}

async function freePort(address: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, address)
  await once(socket, 'listening')
  const { port } = socket.address()
  await new Promise<void>((closed) => socket.close(closed))
  return port
}

async function end(): Promise<void> {
  await engine?.end()
  held?.stop()
  ndc.cleanup()
  if (process.connected) process.send?.({ type: 'ended' } satisfies FromProcess, () => process.exit())
  else process.exit()
}

function say(message: FromProcess): void {
  // When the app has just gone there is nobody to tell.
  if (process.connected) process.send?.(message, () => {})
}
