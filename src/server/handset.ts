import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodMiniType } from 'zod/mini'
import { readWorkspace } from '#db/db.ts'
import {
  HANDSET_CUSTOMERS,
  type Handset,
  handsetText,
  handsetThreadQuery,
} from '#features/handset/handset.api.ts'
import {
  type Handsets,
  handsetConversation,
  handsetLine,
  handsetLines,
  handsetThread,
  textFromHandset,
  type Watch,
  watcher,
} from '#features/handset/handset.server.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { findDemo } from '#features/onboarding/demo.server.ts'
import { fromPublicId } from '#kit/id.ts'
import { createLimiter } from '#kit/limiter.ts'
import type { Problem } from '#kit/result.ts'
import { sandbox, sandboxWebhook } from '#providers/sandbox/sandbox.ts'
import type { Core } from '#sync/write.server.ts'
import { type HandsetCallParts, serveHandsetCalls } from './handset-calls.ts'
import { fieldCodes } from './invalid.ts'
import type { SignIn } from './sign-in.ts'
import { isLocal, onlyOwnPages } from './visitor.ts'

export type HandsetParts = Omit<Handsets, 'compose'> & {
  desk: HandsetCallParts['desk']
  core: Core
  signIn: SignIn
  secret: string
  publicUrl: string
}

const LARGEST_BODY = 12_000_000
const TEXTS_PER_SECOND = 20
const MOST_STREAMS = 200
const STILL_THERE_MS = 20_000

/** The customers' phones of `/sandbox`: for members, and for whoever explores the demo at this machine. */
export function serveHandset(
  http: FastifyInstance,
  { core, signIn, secret, publicUrl, desk, ...parts }: HandsetParts,
): void {
  const { db } = core
  const handsets: Handsets = { ...parts, compose }
  const limiter = createLimiter(TEXTS_PER_SECOND)
  let streams = 0

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))

    const calls = serveHandsetCalls(scope, {
      ...{ lines: parts.lines, desk, find: findWatch },
      wait: (address) => limiter.take(address),
    })

    scope.get('/api/handset', async (request, reply) => {
      const workspaceId = await workspaceOf(request)
      if (!workspaceId) return reply.code(401).send({ error: 'signed-out' })
      const lines = await readWorkspace(db, workspaceId, handsetLines)
      return { lines, customers: HANDSET_CUSTOMERS } satisfies Handset
    })

    scope.get('/api/handset/messages', async (request, reply) => {
      const found = await findWatch(request, reply, handsetThreadQuery, request.query)
      if (!found) return reply
      const { watch } = found
      const messages = await readWorkspace(db, watch.workspaceId, (tx) => handsetThread(tx, watch, secret))
      return { messages }
    })

    scope.post('/api/handset/messages', { bodyLimit: LARGEST_BODY }, async (request, reply) => {
      if (limiter.take(request.ip) > 0)
        return reply.code(429).header('retry-after', '1').send({ error: 'rate-limited' })
      const found = await findWatch(request, reply, handsetText, request.body)
      if (!found) return reply
      const sent = await textFromHandset(handsets, found.line, found.input)
      return sent.ok
        ? reply.code(201).send({ id: sent.value })
        : reply.code(422).send({ error: 'invalid-input', fields: fieldOf(sent.error) })
    })

    scope.get('/api/handset/stream', async (request, reply) => {
      if (streams >= MOST_STREAMS) return reply.code(429).send({ error: 'rate-limited' })
      const found = await findWatch(request, reply, handsetThreadQuery, request.query)
      if (!found) return reply
      const stream = await follow(found.watch)
      // One stream for both: a browser has few connections to one server.
      calls.follow(stream, found.line, found.input.number)
      return reply.header('content-type', 'text/event-stream').send(stream)
    })
  })

  async function workspaceOf(request: FastifyRequest): Promise<string | undefined> {
    const who = await signIn.whoIs(request.headers)
    if (who) return who.workspaceId
    return isLocal(request, publicUrl) ? findDemo(db) : undefined
  }

  async function findWatch<Input extends { line: string; number: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    schema: ZodMiniType<Input>,
    raw: unknown,
  ): Promise<{ watch: Watch; line: ConnectedLine; input: Input } | undefined> {
    const workspaceId = await workspaceOf(request)
    if (!workspaceId) return void (await reply.code(401).send({ error: 'signed-out' }))
    const parsed = schema.safeParse(raw)
    if (!parsed.success)
      return void (await reply.code(422).send({ error: 'invalid-input', fields: fieldCodes(parsed.error) }))
    const input = parsed.data
    const lineId = fromPublicId('PN', input.line)
    const line = lineId && (await handsetLine(parts.lines, workspaceId, lineId))
    if (!line) return void (await reply.code(404).send({ error: 'unknown-line' }))
    return { watch: { workspaceId, lineId: line.id, number: input.number }, line, input }
  }

  async function follow(watch: Watch): Promise<PassThrough> {
    const stream = new PassThrough()
    let concerns = watcher(watch, undefined)
    const stop = core.feed.onCommitted((batch) => {
      if (concerns(batch)) stream.write(CHANGED)
    })
    const beating = setInterval(() => stream.write(STILL_THERE), STILL_THERE_MS)
    streams++
    stream.once('close', () => {
      streams--
      stop()
      clearInterval(beating)
    })
    const known = await readWorkspace(db, watch.workspaceId, (tx) => handsetConversation(tx, watch))
    if (known) concerns = watcher(watch, known)
    // Of what was committed before this moment nothing is told: it is there to be read.
    stream.write(CHANGED)
    return stream
  }
}

const CHANGED = 'data: changed\n\n'
const STILL_THERE = ': still there\n\n'

function fieldOf({ code }: Problem): Record<string, string> {
  return { [code === 'invalid-number' ? 'number' : 'text']: code }
}

const compose: Handsets['compose'] = ({ settings }, text) =>
  sandboxWebhook(sandbox.settings.parse(settings).secret, text)
