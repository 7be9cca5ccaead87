import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Provider } from '#channel/provider.ts'
import { readWorkspace } from '#db/db.ts'
import { type Connections, connectInput } from '#features/connection/connection.api.ts'
import {
  checkLine,
  connect,
  mayCheck,
  shownLines,
  shownProviders,
} from '#features/connection/connection.server.ts'
import type { Providers } from '#features/line/line.server.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import type { Carriage } from '#features/message/carriage.server.ts'
import { newSandboxSettings } from '#features/onboarding/connect.server.ts'
import { isUuid } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import { fieldCodes } from './invalid.ts'
import type { SignedIn } from './realtime.ts'
import { SANDBOX } from './setup.ts'
import { tooMany } from './sign-in.routes.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type LineParts = Carriage & { key: Buffer; providers: Providers; signIn: SignIn }

const REQUESTS = 60

/** Nobody has to think of a secret for a carrier that only exists here. */
export function ownSettings(provider: Provider): object {
  return provider === SANDBOX ? newSandboxSettings() : {}
}

/** How owners and admins connect numbers. What a provider asks for may be a secret: it goes by no command that waits in a browser. */
export function serveLines(http: FastifyInstance, { key, providers, signIn, ...carriage }: LineParts): void {
  const { core, publicUrl } = carriage
  const connecting = { core, key, providers, ownSettings }
  const requests = createLimiterOf(REQUESTS, 60_000)

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const wait = requests.take(request.ip)
      if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
    })

    scope.get('/api/lines', (request, reply) =>
      inside(request, reply, ({ workspaceId, memberId }) =>
        readWorkspace(core.db, workspaceId, async (tx) => {
          if (!may(await roleOf(tx, memberId), null, 'line.connect'))
            return reply.code(403).send({ error: 'not-allowed' })
          const lines = await shownLines(tx, { providers, publicUrl }, memberId)
          return { lines, providers: shownProviders(connecting) } satisfies Connections
        }),
      ),
    )

    scope.post('/api/lines', (request, reply) =>
      inside(request, reply, async (who) => {
        const input = connectInput.safeParse(request.body)
        if (!input.success)
          return reply.code(422).send({ error: 'invalid-input', fields: fieldCodes(input.error) })
        const connected = await connect(connecting, who, input.data)
        if (!connected.ok) return refuse(reply, connected.error)
        return reply
          .code(201)
          .send({ id: connected.value, ...(await checkLine(carriage, who.workspaceId, connected.value)) })
      }),
    )

    scope.post<{ Params: { id: string } }>('/api/lines/:id/check', (request, reply) =>
      inside(request, reply, async (who) => {
        const { id } = request.params
        if (!isUuid(id) || !(await mayCheck(connecting, who, id)))
          return reply.code(404).send({ error: 'not-found' })
        return checkLine(carriage, who.workspaceId, id)
      }),
    )
  })

  async function inside(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (who: SignedIn) => Promise<unknown>,
  ) {
    const who = await signIn.whoIs(request.headers)
    return who ? answer(who) : reply.code(401).send({ error: 'signed-out' })
  }
}

function refuse(reply: FastifyReply, { code, params }: { code: string; params?: Record<string, unknown> }) {
  if (code === 'not-allowed') return reply.code(403).send({ error: code })
  if (code === 'invalid-number') return reply.code(422).send({ error: code, fields: { number: 'invalid' } })
  if (code !== 'invalid-settings') return reply.code(422).send({ error: code })
  const names = typeof params?.fields === 'string' ? params.fields.split(' ') : []
  return reply
    .code(422)
    .send({ error: code, fields: Object.fromEntries(names.map((name) => [name, 'invalid'])) })
}
