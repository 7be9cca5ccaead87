import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CONFIRMED_MS } from '#features/sign-in/sign-in.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { OpenSession, SignIn } from './sign-in.ts'
import { emailIn } from './sign-in-body.ts'
import { onlyOwnPages } from './visitor.ts'

const GUESSES = 10
const GUESSES_FROM_ONE_ADDRESS = 100
const WITHIN_MS = 10 * 60_000
const REQUESTS = 300

/** Limits on guessing: for each person from each address, and for each address in all. */
export type Guesses = {
  /** In how many seconds the next guess is heard; 0: now. */
  wait(ip: string, person: string): number
  wrong(ip: string, person: string): void
}

export function createGuesses(): Guesses {
  const ofPerson = createLimiterOf(GUESSES, WITHIN_MS)
  const ofAddress = createLimiterOf(GUESSES_FROM_ONE_ADDRESS, WITHIN_MS)
  return {
    wait: (ip, person) => Math.ceil(Math.max(ofPerson.wait(`${ip} ${person}`), ofAddress.wait(ip)) / 1_000),
    wrong(ip, person) {
      ofPerson.take(`${ip} ${person}`)
      ofAddress.take(ip)
    },
  }
}

export function tooMany(reply: FastifyReply, seconds: number): FastifyReply {
  return reply.code(429).header('retry-after', String(seconds)).send({ code: 'too-many-attempts', seconds })
}

/**
 * Hands what we use of `/api/auth/` to better-auth, whose requests and responses are the web's own; the rest of it is
 * not there. Only wrong guesses count against whoever signs in; all requests count against their address.
 */
export function serveSignIn(
  http: FastifyInstance,
  signIn: SignIn,
  guesses: Guesses,
  publicUrl: string,
): void {
  const requests = createLimiterOf(REQUESTS, 60_000)
  http.route({ method: ['GET', 'POST'], url: '/api/auth/*', preHandler: onlyOwnPages(publicUrl), handler })

  async function handler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    void reply.header('cache-control', 'no-store')
    const path = pathOf(request)
    if (!USED.test(path)) return reply.code(404).send({ error: 'not-found' })
    const person = emailIn(request.body)
    const wait = guesses.wait(request.ip, person) || Math.ceil(requests.take(request.ip) / 1_000)
    if (wait > 0) return tooMany(reply, wait)
    if (CHANGES_SIGN_IN.test(path)) {
      const refusal = refusalOf(
        await signIn.sessionOf(request.headers),
        await signIn.whoIs(request.headers),
        path,
      )
      if (refusal) return reply.code(403).send({ code: refusal, seconds: CONFIRMED_MS / 1_000 })
    }
    const response = await signIn.handle(toRequest(request, publicUrl), request.body)
    if (response.status === 401) guesses.wrong(request.ip, person)
    return sendResponse(reply, response)
  }
}

const USED = new RegExp(
  `^/(${[
    'sign-in/(email|social)',
    'callback/directory-[0-9a-f-]{36}',
    'sign-out',
    'reset-password',
    'verify-email',
    'change-password',
    'two-factor/(enable|disable|verify-totp|verify-backup-code|generate-backup-codes)',
    'passkey/(generate-(register|authenticate)-options|verify-(registration|authentication)|delete-passkey|update-passkey)',
  ].join('|')})$`,
)

const CHANGES_SIGN_IN =
  /^\/(two-factor\/(enable|disable|generate-backup-codes)|passkey\/(generate-register-options|verify-registration|delete-passkey|update-passkey))$/

const ADDS_FIRST_FACTOR = /^\/(two-factor\/enable|passkey\/(generate-register-options|verify-registration))$/

// Whoever has come in with too little may set up what is asked for, and nothing else; and not beside a factor that is
// there: that is the one to show.
function refusalOf(session: OpenSession | undefined, inside: unknown, path: string): string | undefined {
  if (!session) return undefined
  if (!inside && !(session.mayAddFactor && ADDS_FIRST_FACTOR.test(path))) return 'second-factor'
  return session.confirmed ? undefined : 'confirm-first'
}

function pathOf({ url }: FastifyRequest): string {
  return (url.split('?')[0] ?? '').slice('/api/auth'.length)
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
