import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod/mini'
import { readWorkspace } from '#db/db.ts'
import { auditFilter } from '#features/audit/audit.api.ts'
import { auditNow, readAudit } from '#features/audit/audit.server.ts'
import { AUDIT_EXPORT_PATH, type ExportFormat, headOf, lineOf } from '#features/audit/export.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import type { Core } from '#sync/write.server.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type AuditParts = { core: Core; signIn: SignIn; publicUrl: string }

const asked = z.extend(z.partial(auditFilter), { format: z.enum(['csv', 'jsonl']) })
const TYPES: Record<ExportFormat, string> = { csv: 'text/csv', jsonl: 'application/jsonl' }
const AT_ONCE = 500

/** The audit log as a file, for owners and admins. That it was taken is written down first. */
export function serveAudit(http: FastifyInstance, { core, signIn, publicUrl }: AuditParts): void {
  http.get(AUDIT_EXPORT_PATH, { onRequest: onlyOwnPages(publicUrl) }, async (request, reply) => {
    void reply.header('cache-control', 'no-store')
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const { workspaceId, memberId } = who
    const role = await readWorkspace(core.db, workspaceId, (tx) => roleOf(tx, memberId))
    if (role === undefined) return reply.code(401).send({ error: 'signed-out' })
    if (!may(role, null, 'audit.read')) return reply.code(404).send({ error: 'not-found' })
    const input = asked.safeParse(request.query)
    if (!input.success) return reply.code(422).send({ error: 'invalid-input' })
    const { format, actorId = null, area = null, since = null, until = null } = input.data
    const filter = { actorId, area, since, until }
    const actor = { type: 'member', id: memberId } as const
    await auditNow(core, workspaceId, actor, { action: 'audit.exported', detail: { format, ...filter } })
    return reply
      .type(`${TYPES[format]}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="audit.${format}"`)
      .send(Readable.from(written()))

    async function* written(): AsyncGenerator<string> {
      yield headOf(format)
      for (let before: number | null = null; ; ) {
        const page = await readWorkspace(core.db, workspaceId, (tx) => readAudit(tx, filter, before, AT_ONCE))
        yield page.map((line) => lineOf(format, line)).join('')
        if (page.length < AT_ONCE) return
        before = page.at(-1)?.seq ?? null
      }
    }
  })
}
