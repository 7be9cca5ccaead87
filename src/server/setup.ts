import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Provider } from '#channel/provider.ts'
import { readWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { ADA, type DemoMaker, makeDemo } from '#features/onboarding/demo.server.ts'
import { newWorkspaceSchema, type Setup } from '#features/onboarding/onboarding.api.ts'
import { canCreate, createWorkspace } from '#features/onboarding/onboarding.server.ts'
import { createLimiter } from '#kit/limiter.ts'
import { sandbox } from '#providers/sandbox/sandbox.ts'
import { fieldCodes } from './invalid.ts'
import type { SignIn } from './sign-in.ts'
import { isLocal, onlyOwnPages } from './visitor.ts'

export type SetupParts = Omit<DemoMaker, 'sandbox'> & { signIn: SignIn; publicUrl: string }

/** The carrier of every workspace's first line; beside all others, its own type of settings is not known. */
export const SANDBOX = sandbox as Provider

/** The first visit: make a workspace of your own, or look around in the demo; and then, who is here. */
export function serveSetup(http: FastifyInstance, { signIn, publicUrl, ...parts }: SetupParts): void {
  const maker: DemoMaker = { ...parts, sandbox: SANDBOX }
  const { db } = maker.core
  // Hashing a password is work, and a stranger may ask for it.
  const attempts = createLimiter(5)

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const wait = request.method === 'POST' ? attempts.take(request.ip) : 0
      if (wait > 0)
        return reply
          .code(429)
          .header('retry-after', Math.ceil(wait / 1_000))
          .send({ error: 'rate-limited' })
    })

    scope.get('/api/setup', async (request): Promise<Setup> => {
      return { canCreate: await canCreate(db), demo: isLocal(request, publicUrl) }
    })

    scope.post('/api/setup/workspace', async (request, reply) => {
      const parsed = newWorkspaceSchema.safeParse(request.body ?? {})
      if (!parsed.success)
        return reply.code(422).send({ error: 'invalid-input', fields: fieldCodes(parsed.error) })
      const { email, password } = parsed.data
      const made = await createWorkspace(maker, parsed.data)
      if (made.ok) return enter(request, reply, email, password, { workspaceId: made.value })
      if (made.error.code === 'email-taken')
        return reply.code(422).send({ error: 'invalid-input', fields: { email: made.error.code } })
      if (made.error.code === 'common')
        return reply.code(422).send({ error: 'invalid-input', fields: { password: made.error.code } })
      return reply.code(409).send({ error: made.error.code })
    })

    scope.post('/api/setup/demo', async (request, reply) => {
      if (!isLocal(request, publicUrl)) return reply.code(403).send({ error: 'only-on-this-machine' })
      const { workspaceId, members } = await makeDemo(maker)
      const ada = members.find(({ email }) => email === ADA.email)
      return enter(request, reply, ADA.email, ada?.password ?? '', { workspaceId })
    })

    scope.get('/api/me', async (request, reply) => {
      const who = await signIn.whoIs(request.headers)
      const me = who && (await readWorkspace(db, who.workspaceId, (tx) => tx.one(memberOf(who))))
      return me ?? reply.code(401).send({ error: 'signed-out' })
    })
  })

  async function enter(
    { headers }: FastifyRequest,
    reply: FastifyReply,
    email: string,
    password: string,
    body: object,
  ) {
    const response = await signIn.signIn(email, password, headers)
    if (!response.ok) throw new Error('Who was just let in could not sign in')
    for (const cookie of response.headers.getSetCookie()) void reply.header('set-cookie', cookie)
    return reply.code(201).send(body)
  }
}

export type Me = { memberId: string; workspaceId: string; name: string }

function memberOf({ workspaceId, memberId }: { workspaceId: string; memberId: string }) {
  return sql<Me>`select id as "memberId", workspace_id as "workspaceId", name from member
    where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`
}
