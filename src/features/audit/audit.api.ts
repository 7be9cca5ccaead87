import * as z from 'zod/mini'
import { query } from '#sync/query.ts'
import { AREAS } from './audit.ts'

/** Who, what and when; null: no matter which. */
export const auditFilter = z.object({
  actorId: z.nullable(z.uuid()),
  area: z.nullable(z.enum(AREAS)),
  since: z.nullable(z.iso.datetime()),
  until: z.nullable(z.iso.datetime()),
})

export type AuditFilter = z.output<typeof auditFilter>

/** A page of the log, newest first, older than the line `before`: an answer's value is its lines. */
export const auditQuery = query(
  'audit.page',
  z.extend(auditFilter, {
    before: z.nullable(z.int()),
    limit: z.int().check(z.minimum(1), z.maximum(200)),
  }),
)
