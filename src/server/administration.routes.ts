import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readWorkspace } from '#db/db.ts'
import { seal, unseal } from '#db/seal.ts'
import { acceptSchema, lookSchema } from '#features/invitation/invitation.api.ts'
import {
  acceptInvitation,
  type Invitations,
  linkOf,
  showInvitation,
} from '#features/invitation/invitation.server.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import { directoryInput } from '#features/sign-in/sign-in.api.ts'
import { pendingLinkTable, setDirectory, singleSignOnTable } from '#features/sign-in/sign-in.server.ts'
import { isUuid } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import { loadRows } from '#sync/table.server.ts'
import { write } from '#sync/write.server.ts'
import type { Directories } from './directory.ts'
import { fieldCodes } from './invalid.ts'
import type { SignedIn } from './realtime.ts'
import { tooMany } from './sign-in.routes.ts'
import type { SignIn } from './sign-in.ts'
import { endSessions, userOfMember } from './sign-in-account.ts'
import { recordSignIn } from './sign-in-record.ts'
import { onlyOwnPages } from './visitor.ts'

export type AdministrationParts = Invitations & {
  key: Buffer
  signIn: SignIn
  directories: Directories
}

const REQUESTS = 60

/** How people come in: invitations, the links that no letter carries, and the company's directory. */
export function serveAdministration(http: FastifyInstance, parts: AdministrationParts): void {
  const { core, key, signIn, directories, publicUrl } = parts
  const requests = createLimiterOf(REQUESTS, 60_000)

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    scope.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store')
      const wait = requests.take(request.ip)
      if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
    })

    scope.post('/api/invitations/look', async (request, reply) => {
      const input = lookSchema.safeParse(request.body)
      const shown = input.success ? await showInvitation(parts, input.data.token) : undefined
      if (shown?.ok) return shown.value
      return reply.code(404).send({ error: shown?.error.code ?? 'invitation-unknown' })
    })

    scope.post('/api/invitations/accept', async (request, reply) => {
      const input = acceptSchema.safeParse(request.body)
      if (!input.success)
        return reply.code(422).send({ error: 'invalid-input', fields: fieldCodes(input.error) })
      const accepted = await acceptInvitation(parts, input.data)
      if (!accepted.ok) {
        const { code } = accepted.error
        const field = FIELDS[code]
        return field
          ? reply.code(422).send({ error: 'invalid-input', fields: { [field]: code } })
          : reply.code(404).send({ error: code })
      }
      const entered = await signIn.signIn(input.data.email, input.data.password, request.headers)
      for (const cookie of entered.headers.getSetCookie()) void reply.header('set-cookie', cookie)
      return reply.code(201).send({})
    })

    scope.get<{ Params: { id: string } }>('/api/invitations/:id/link', (request, reply) =>
      inside(request, reply, async (who) => {
        const url = isUuid(request.params.id) ? await linkOf(parts, who, request.params.id) : undefined
        return url === undefined ? reply.code(404).send({ error: 'not-found' }) : { url }
      }),
    )

    scope.get<{ Params: { id: string } }>('/api/links/:id', (request, reply) =>
      inside(request, reply, async ({ workspaceId, memberId }) => {
        const reach = { workspaceId, memberId, inboxIds: new Set<string>() }
        const ids = isUuid(request.params.id) ? [request.params.id] : []
        const [link] = await readWorkspace(core.db, workspaceId, (tx) =>
          loadRows(tx, pendingLinkTable, ids, reach),
        )
        return link ? { url: unseal(key, link.sealedUrl) } : reply.code(404).send({ error: 'not-found' })
      }),
    )

    scope.post<{ Params: { id: string } }>('/api/members/:id/end-sessions', (request, reply) =>
      inside(request, reply, async ({ workspaceId, memberId }) => {
        const role = await readWorkspace(core.db, workspaceId, (tx) => roleOf(tx, memberId))
        if (!may(role, null, 'member.remove')) return reply.code(403).send({ error: 'not-allowed' })
        const userId = isUuid(request.params.id)
          ? await userOfMember(core.db, workspaceId, request.params.id)
          : undefined
        if (userId === undefined) return reply.code(404).send({ error: 'not-found' })
        const count = await endSessions(core.db, userId, { allBut: '' })
        await recordSignIn(core, userId, { type: 'sign-in.sessions-ended', count }, memberId)
        return { count }
      }),
    )

    scope.post('/api/directory', (request, reply) =>
      inside(request, reply, async ({ workspaceId, memberId }) => {
        const input = directoryInput.safeParse(request.body)
        if (!input.success)
          return reply.code(422).send({ error: 'invalid-input', fields: fieldCodes(input.error) })
        const { clientSecret, ...settings } = input.data
        if (!(await maySecure(workspaceId, memberId))) return reply.code(403).send({ error: 'not-allowed' })
        const examined = await directories.examine(settings.issuer)
        if (!examined.ok)
          return reply.code(422).send({ error: 'invalid-input', fields: { issuer: examined.error.code } })
        const [before] = await readWorkspace(core.db, workspaceId, (tx) =>
          loadRows(tx, singleSignOnTable, [workspaceId]),
        )
        const sealedSecret = clientSecret === '' ? before?.sealedSecret : seal(key, clientSecret)
        if (sealedSecret === undefined)
          return reply.code(422).send({ error: 'invalid-input', fields: { clientSecret: 'required' } })
        await write(core, workspaceId, { type: 'member', id: memberId }, (write) => {
          const changed = { id: workspaceId, changedAt: write.now, changedBy: memberId }
          return setDirectory(write, { ...settings, ...changed, sealedSecret })
        })
        return {}
      }),
    )

    scope.post('/api/directory/remove', (request, reply) =>
      inside(request, reply, async ({ workspaceId, memberId }) => {
        if (!(await maySecure(workspaceId, memberId))) return reply.code(403).send({ error: 'not-allowed' })
        await write(core, workspaceId, { type: 'member', id: memberId }, (write) =>
          setDirectory(write, undefined),
        )
        return {}
      }),
    )
  })

  async function maySecure(workspaceId: string, memberId: string): Promise<boolean> {
    const role = await readWorkspace(core.db, workspaceId, (tx) => roleOf(tx, memberId))
    return may(role, null, 'workspace.secure')
  }

  async function inside(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (who: SignedIn) => Promise<unknown>,
  ) {
    const who = await signIn.whoIs(request.headers)
    return who ? answer(who) : reply.code(401).send({ error: 'signed-out' })
  }
}

const FIELDS: Record<string, string> = {
  'email-taken': 'email',
  'other-address': 'email',
  common: 'password',
}
