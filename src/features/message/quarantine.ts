import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** A webhook that was refused and kept: owners and admins see it, and can have it read again. */
export const quarantineType = syncedType(
  'quarantine',
  z.object({
    id: z.string(),
    lineId: z.string(),
    reason: z.enum(['bad-signature', 'malformed', 'unknown-number', 'unprocessable']),
    times: z.number(),
    receivedAt: z.iso.datetime(),
    resolvedAt: z.nullable(z.iso.datetime()),
  }),
)

export type Quarantined = z.output<typeof quarantineType.row>
