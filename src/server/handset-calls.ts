import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodMiniType } from 'zod/mini'
import { isOfCall } from '#channel/voice.ts'
import type { Desk } from '#features/call/desk.server.ts'
import { handsetAnswer, handsetCall, handsetEnd, handsetThreadQuery } from '#features/handset/handset.api.ts'
import type { ConnectedLine, LineDirectory } from '#features/line/line.server.ts'
import { readWebhook } from '#features/message/webhook.server.ts'
import { instant } from '#kit/time.ts'
import { exchange, type HandsetSignal } from '#providers/sandbox/exchange.ts'
import { type SandboxHappening, sandbox, sandboxWebhook } from '#providers/sandbox/sandbox.ts'

export type HandsetCallParts = {
  lines: LineDirectory
  desk: Desk
  find<Input extends { line: string; number: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    schema: ZodMiniType<Input>,
    raw: unknown,
  ): Promise<{ line: ConnectedLine; input: Input } | undefined>
  /** Milliseconds until this address may say something again. */
  wait(address: string): number
}

const MOST_STREAMS = 200
const STILL_THERE_MS = 20_000
/** A phone that is loaded again is back by then. */
const GONE_AFTER_MS = 3_000

/** Calls of the phones of `/sandbox`, by the way that all calls come: signed webhooks in, signals out. */
export function serveHandsetCalls(
  scope: FastifyInstance,
  { lines, desk, find, wait }: HandsetCallParts,
): { follow(stream: PassThrough, line: ConnectedLine, number: string): void } {
  let streams = 0

  scope.post('/api/handset/calls', async (request, reply) => {
    if (wait(request.ip) > 0)
      return reply.code(429).header('retry-after', '1').send({ error: 'rate-limited' })
    const found = await find(request, reply, handsetCall, request.body)
    if (!found) return reply
    const { line, input } = found
    const { callId, number: from, offer } = input
    exchange.connect(callId, accountOf(line), from)
    await happen(line, { call: 'offered', callId, from, to: line.address, offer, at: instant() })
    return reply.code(201).send({ callId })
  })

  scope.post('/api/handset/calls/answer', async (request, reply) => {
    const found = await find(request, reply, handsetAnswer, request.body)
    if (!found) return reply
    const { callId, offer } = found.input
    await happen(found.line, { call: 'answered', callId, offer, at: instant() })
    return reply.code(201).send({ callId })
  })

  scope.post('/api/handset/calls/end', async (request, reply) => {
    const found = await find(request, reply, handsetEnd, request.body)
    if (!found) return reply
    const { callId, why } = found.input
    await happen(found.line, { call: 'ended', callId, why, at: instant() })
    return reply.code(201).send({ callId })
  })

  scope.get('/api/handset/calls', async (request, reply) => {
    if (streams >= MOST_STREAMS) return reply.code(429).send({ error: 'rate-limited' })
    const found = await find(request, reply, handsetThreadQuery, request.query)
    if (!found) return reply
    const stream = new PassThrough()
    follow(stream, found.line, found.input.number)
    stream.write(': here\n\n')
    return reply.header('content-type', 'text/event-stream').send(stream)
  })
  return { follow }

  // What the network tells this phone, beside whatever else comes by the stream.
  function follow(stream: PassThrough, line: ConnectedLine, number: string): void {
    const calls = new Set<string>()
    const leave = exchange.join(accountOf(line), number, (signal) => {
      if (signal.type === 'end') calls.delete(signal.callId)
      else calls.add(signal.callId)
      stream.write(`event: call\ndata: ${JSON.stringify(signal satisfies HandsetSignal)}\n\n`)
    })
    const beating = setInterval(() => stream.write(': still there\n\n'), STILL_THERE_MS)
    streams++
    stream.once('close', () => {
      streams--
      leave()
      clearInterval(beating)
      setTimeout(() => void hangUp(line, number, calls), GONE_AFTER_MS).unref()
    })
  }

  // A phone that was put away talks to nobody, and is not there to be asked.
  async function hangUp(line: ConnectedLine, number: string, calls: Set<string>): Promise<void> {
    if (exchange.isThere(accountOf(line), number)) return
    for (const callId of calls)
      await happen(line, { call: 'ended', callId, why: 'unreachable', at: instant() })
  }

  async function happen(line: ConnectedLine, happened: SandboxHappening): Promise<void> {
    const { secret } = sandbox.settings.parse(line.settings)
    const webhook = { method: 'POST', urls: [], ...sandboxWebhook(secret, happened) }
    const read = await readWebhook(lines, line, webhook)
    if (!read.ok) throw new Error(`The sandbox does not believe its own handset: ${read.error}`)
    for (const { line, event } of read.value) if (isOfCall(event)) await desk.accept({ line, event })
  }
}

function accountOf({ settings }: ConnectedLine): string {
  return sandbox.settings.parse(settings).account
}
