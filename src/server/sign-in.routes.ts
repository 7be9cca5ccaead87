import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createLimiterOf } from './limiter.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

const GUESSES = 10
const GUESSES_FROM_ONE_ADDRESS = 100
const WITHIN_MS = 10 * 60_000

/**
 * Hands everything under `/api/auth/` to better-auth, whose requests and responses are the web's own. Only wrong
 * passwords count against whoever signs in: for each person from each address, and for each address in all.
 */
export function serveSignIn(http: FastifyInstance, signIn: SignIn, publicUrl: string): void {
  const guesses = createLimiterOf(GUESSES, WITHIN_MS)
  const guessesOfAddress = createLimiterOf(GUESSES_FROM_ONE_ADDRESS, WITHIN_MS)
  http.route({ method: ['GET', 'POST'], url: '/api/auth/*', preHandler: onlyOwnPages(publicUrl), handler })

  async function handler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const person = `${request.ip} ${emailIn(request.body)}`
    const wait = Math.max(guesses.wait(person), guessesOfAddress.wait(request.ip))
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1_000)
      return reply
        .code(429)
        .header('retry-after', String(seconds))
        .send({ code: 'too-many-attempts', seconds })
    }
    const response = await signIn.handle(toRequest(request, publicUrl))
    if (response.status === 401) {
      guesses.take(person)
      guessesOfAddress.take(request.ip)
    }
    return sendResponse(reply, response)
  }
}

function emailIn(body: unknown): string {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : ''
  return typeof email === 'string' ? email.trim().toLowerCase() : ''
}

/** Answers a request with a web `Response`, cookies included. */
export async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.send(response.body ? Buffer.from(await response.arrayBuffer()) : null)
}

// Under our own address: whatever a stranger calls us need not be one.
function toRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers,
    body,
  })
}
