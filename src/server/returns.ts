import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Desk } from '#features/call/desk.server.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type ReturnParts = { desk: Desk; signIn: SignIn; publicUrl: string }

const returning = z.object({ deviceId: z.uuid() })

/** The first word of a tab that is loaded again in the middle of a call: src/web/public/before-paint.js. */
export function serveReturns(http: FastifyInstance, { desk, signIn, publicUrl }: ReturnParts): void {
  http.post('/api/calls/back', { onRequest: onlyOwnPages(publicUrl) }, async (request, reply) => {
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const input = returning.safeParse(request.body)
    if (!input.success) return reply.code(422).send({ error: 'invalid-input' })
    desk.back(who, input.data.deviceId)
    return reply.code(204).send()
  })
}
