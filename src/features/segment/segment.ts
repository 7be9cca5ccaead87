import * as z from 'zod/mini'
import { listFilter } from '#features/conversation/list.ts'
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
    filter: listFilter,
    position: z.number(),
  }),
  { audience: ({ ownerId, inboxId }) => ownerId ?? inboxId },
)

export type Segment = z.output<typeof segmentType.row>
