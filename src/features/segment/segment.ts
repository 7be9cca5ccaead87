import * as z from 'zod/mini'
import { listFilter } from '#features/conversation/list.ts'
import { may, type Role } from '#features/member/may.ts'
import { syncedType } from '#sync/synced.ts'

/** INB-4: a filter with a name, one member's or everybody's who sees its inbox. */
export const segmentType = syncedType(
  'segment',
  z.object({
    id: z.string(),
    name: z.string(),
    inboxId: z.nullable(z.string()),
    /** Whose it is; null: the team's. */
    ownerId: z.nullable(z.string()),
    /** Who has made it; null: nobody knows any more. */
    makerId: z.nullable(z.string()),
    filter: listFilter,
    position: z.number(),
  }),
  { audience: ({ ownerId, inboxId }) => ownerId ?? inboxId },
)

export type Segment = z.output<typeof segmentType.row>

/** A segment as it is saved. */
export function inputOf({ id, name, filter, ownerId, position }: Segment) {
  return { id, name, filter, forTeam: ownerId === null, position }
}

/** One's own are one's own; a team's is changed and removed by who made it, or by who manages the workspace. */
export function mayChange(
  { ownerId, makerId }: Pick<Segment, 'ownerId' | 'makerId'>,
  memberId: string,
  role: Role | undefined,
): boolean {
  if (ownerId !== null) return ownerId === memberId
  return makerId === memberId || may(role, null, 'segment.manage')
}
