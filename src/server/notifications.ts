import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { muteByLink } from '#features/notification/mute.server.ts'
import { readMuteToken } from '#features/notification/mute-link.server.ts'
import { type Trying, tryMedium } from '#features/notification/trial.server.ts'
import { createLimiter, createLimiterOf } from '#kit/limiter.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type NotificationParts = Trying & { signIn: SignIn; secret: string; publicUrl: string }

const asked = z.object({ medium: z.enum(['app', 'email', 'push']), deviceId: z.uuid().optional() })
const muting = z.object({ token: z.string().max(400), scope: z.enum(['email', 'none']) })

/** Trying out what notifications reach one, and the links in mails that end them. */
export function serveNotifications(http: FastifyInstance, parts: NotificationParts): void {
  const { core, signIn, secret, publicUrl } = parts
  const tests = createLimiterOf(10, 60_000)
  const mutes = createLimiter(5)

  http.post('/api/notifications/test', { onRequest: onlyOwnPages(publicUrl) }, async (request, reply) => {
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const input = asked.safeParse(request.body)
    if (!input.success) return reply.code(422).send({ error: 'invalid-input' })
    const wait = tests.take(who.memberId)
    if (wait > 0) return tooOften(reply, wait)
    return tryMedium(parts, who, input.data)
  })

  // From the page behind the link: it asks first, for mail programs open links by themselves.
  http.post('/api/notifications/mute', { onRequest: onlyOwnPages(publicUrl) }, async (request, reply) => {
    const input = muting.safeParse(request.body)
    if (!input.success) return reply.code(422).send({ error: 'invalid-input' })
    return mute(request, reply, input.data.token, input.data.scope)
  })

  void http.register(async (scope) => {
    // RFC 8058: a form with one field, which says nothing that the address does not.
    scope.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume()
      payload.on('end', () => done(null))
    })
    scope.post<{ Params: { '*': string } }>('/mute/*', (request, reply) =>
      mute(request, reply, request.params['*'], 'email'),
    )
  })

  async function mute(request: FastifyRequest, reply: FastifyReply, token: string, scope: 'email' | 'none') {
    const wait = mutes.take(request.ip)
    if (wait > 0) return tooOften(reply, wait)
    const subject = readMuteToken(secret, token)
    if (!subject || !(await muteByLink(core, subject, scope)))
      return reply.code(404).send({ error: 'not-found' })
    return reply.send({ scope })
  }
}

function tooOften(reply: FastifyReply, wait: number) {
  return reply
    .code(429)
    .header('retry-after', Math.ceil(wait / 1_000))
    .send({ error: 'rate-limited' })
}
