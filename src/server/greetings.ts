import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BlobStore } from '#db/blob.ts'
import { findGreeting, type Greeter, removeGreeting, setGreeting } from '#features/call/greeting.server.ts'
import { blobPath } from '#features/message/blob-url.server.ts'
import { isUuid } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Problem } from '#kit/result.ts'
import type { Core } from '#sync/write.server.ts'
import { tooMany } from './sign-in.routes.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type GreetingParts = {
  core: Core
  blobs: BlobStore
  signIn: SignIn
  secret: string
  publicUrl: string
}

/** A minute of two channels at 48 kHz, and its head. */
const LARGEST = 12_000_000
const CHANGES = 20
const STATUS: Record<string, number> = { 'not-found': 404, 'not-allowed': 403 }

/** What callers of an inbox hear before the beep: given as a file, heard again, taken back. */
export function serveGreetings(http: FastifyInstance, parts: GreetingParts): void {
  const { core, blobs, signIn, secret, publicUrl } = parts
  const changes = createLimiterOf(CHANGES, 60_000)

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addContentTypeParser(
      /^audio\//,
      { parseAs: 'buffer', bodyLimit: LARGEST },
      async (_: FastifyRequest, file: Buffer) => file,
    )
    scope.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
      if (error.statusCode === 413) return reply.code(413).send({ error: 'too-large' })
      throw error
    })

    scope.get<Route>('/api/inboxes/:inboxId/greeting', (request, reply) =>
      known(request, reply, async (greeter) => {
        const blob = await findGreeting(core, greeter)
        if (!blob) return refused(reply, { code: 'not-found' })
        return reply.header('cache-control', 'private, no-store').redirect(blobPath(secret, blob))
      }),
    )

    scope.put<Route>('/api/inboxes/:inboxId/greeting', { bodyLimit: LARGEST }, (request, reply) =>
      known(request, reply, async (greeter) => {
        const wait = changes.take(greeter.memberId)
        if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
        const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const set = await setGreeting(core, blobs, greeter, file)
        return set.ok ? reply.send(set.value) : refused(reply, set.error)
      }),
    )

    scope.delete<Route>('/api/inboxes/:inboxId/greeting', (request, reply) =>
      known(request, reply, async (greeter) => {
        const removed = await removeGreeting(core, greeter)
        return removed.ok ? reply.code(204).send() : refused(reply, removed.error)
      }),
    )
  })

  async function known(
    request: FastifyRequest<Route>,
    reply: FastifyReply,
    act: (greeter: Greeter) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const { inboxId } = request.params
    return isUuid(inboxId) ? act({ ...who, inboxId }) : refused(reply, { code: 'not-found' })
  }
}

type Route = { Params: { inboxId: string } }

function refused(reply: FastifyReply, { code, params }: Problem): FastifyReply {
  return reply.code(STATUS[code] ?? 422).send({ error: code, ...(params ? { params } : {}) })
}
