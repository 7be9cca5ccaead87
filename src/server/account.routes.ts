import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { confirmInput, languageInput, recoverInput } from '#features/sign-in/sign-in.api.ts'
import { isUuid } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Core } from '#sync/write.server.ts'
import type { Directories } from './directory.ts'
import { type Guesses, tooMany } from './sign-in.routes.ts'
import type { OpenSession, SignIn } from './sign-in.ts'
import { declineSecondFactor, endSessions, noteConfirmed, sessionsOf } from './sign-in-account.ts'
import { recordSignIn } from './sign-in-record.ts'
import { onlyOwnPages } from './visitor.ts'

export type AccountParts = {
  core: Core
  signIn: SignIn
  guesses: Guesses
  directories: Directories
  publicUrl: string
}

const REQUESTS = 300
const LETTERS = 10
const WITHIN_MS = 10 * 60_000

/** What somebody asks of their own account: where they stand, who is signed in as them, how they come in. */
export function serveAccount(http: FastifyInstance, parts: AccountParts): void {
  const { core, signIn, guesses, directories, publicUrl } = parts
  const { db } = core
  const requests = createLimiterOf(REQUESTS, 60_000)
  const letters = createLimiterOf(LETTERS, WITHIN_MS)

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const wait = requests.take(request.ip)
      if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
    })

    scope.get('/api/account/standing', async (request) =>
      signIn.standingOf(await signIn.sessionOf(request.headers)),
    )

    scope.get('/api/account/directories', () => directories.offered())

    // The same answer to everybody, at once: whether somebody has this address is found out by a job.
    scope.post('/api/account/recover', async (request, reply) => {
      const input = recoverInput.safeParse(request.body)
      if (!input.success) return reply.code(422).send({ error: 'invalid-input' })
      const wait = letters.take(request.ip)
      if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
      const email = input.data.email.toLowerCase()
      await later('sign-in.reset', { email, language: input.data.language })
      return reply.code(202).send({})
    })

    scope.get('/api/account/factors', (request, reply) =>
      known(request, reply, (session) => signIn.factorsOf(session)),
    )

    scope.get('/api/account/sessions', (request, reply) =>
      inside(request, reply, ({ userId, id }) => sessionsOf(db, userId, id)),
    )

    scope.post<{ Params: { id: string } }>('/api/account/sessions/:id/end', (request, reply) =>
      confirmed(request, reply, async ({ userId }) => {
        const { id } = request.params
        const count = isUuid(id) ? await endSessions(db, userId, { id }) : 0
        if (count === 0) return reply.code(404).send({ error: 'not-found' })
        await recordSignIn(core, userId, { type: 'sign-in.sessions-ended', count })
        return {}
      }),
    )

    scope.post('/api/account/sessions/end-others', (request, reply) =>
      confirmed(request, reply, async ({ userId, id }) => {
        const count = await endSessions(db, userId, { allBut: id })
        if (count > 0) await recordSignIn(core, userId, { type: 'sign-in.sessions-ended', count })
        return { count }
      }),
    )

    scope.post('/api/account/confirm', (request, reply) =>
      known(request, reply, async ({ id, userId }) => {
        const wait = guesses.wait(request.ip, userId)
        if (wait > 0) return tooMany(reply, wait)
        const input = confirmInput.safeParse(request.body)
        if (!input.success || !(await signIn.isPassword(request.headers, input.data.password))) {
          guesses.wrong(request.ip, userId)
          return reply.code(401).send({ error: 'wrong-password' })
        }
        await noteConfirmed(db, id)
        return {}
      }),
    )

    scope.post('/api/account/decline-second-factor', (request, reply) =>
      inside(request, reply, async ({ userId }) => {
        await declineSecondFactor(db, userId)
        return {}
      }),
    )

    scope.post('/api/account/verify-email', (request, reply) =>
      inside(request, reply, async (session) => {
        const { language = 'en' } = languageInput.safeParse(request.body).data ?? {}
        const { email, emailVerified } = await signIn.factorsOf(session)
        if (!emailVerified) await later('sign-in.verify', { email, language })
        return reply.code(202).send({})
      }),
    )
  })

  // A second request for an address replaces the first that still waits.
  async function later(task: string, payload: { email: string; language: string }): Promise<void> {
    await ownerRows(
      db,
      sql`select graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, job_key => ${`${task} ${payload.email}`}, max_attempts => 10)`,
    )
  }

  async function known(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (session: OpenSession) => Promise<unknown>,
  ) {
    const session = await signIn.sessionOf(request.headers)
    return session ? answer(session) : reply.code(401).send({ error: 'signed-out' })
  }

  // Whoever found a browser open must not be able to send its owner away everywhere else.
  function confirmed(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (session: OpenSession) => Promise<unknown>,
  ) {
    return inside(request, reply, async (session) =>
      session.confirmed ? answer(session) : reply.code(403).send({ error: 'confirm-first' }),
    )
  }

  async function inside(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (session: OpenSession) => Promise<unknown>,
  ) {
    const isInside = await signIn.whoIs(request.headers)
    return isInside ? known(request, reply, answer) : reply.code(401).send({ error: 'signed-out' })
  }
}
