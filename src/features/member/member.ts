import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const memberType = syncedType(
  'member',
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(['owner', 'admin', 'member']),
    /** By its content: `/media/pictures/…`. */
    picture: z.nullable(z.string()),
    /** Whether they can be given another conversation. */
    available: z.boolean(),
    /** Since when they are no longer a member. Their name stays beside what they have done. */
    removedAt: z.nullable(z.iso.datetime()),
  }),
  { audience: () => null },
)

export type Member = z.output<typeof memberType.row>

/** Says to a member's own browsers that what they may see is another set now. Its id is the member's. */
export const reachType = syncedType('reach', z.object({ id: z.string() }), { audience: ({ id }) => id })
