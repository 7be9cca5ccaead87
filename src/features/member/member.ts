import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const memberType = syncedType(
  'member',
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(['owner', 'admin', 'member']),
  }),
  { audience: () => null },
)

export type Member = z.output<typeof memberType.row>
