import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** An address that the workspace owns, and the inbox in which its conversations begin. */
export const lineType = syncedType(
  'line',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    address: z.string(),
    display: z.string(),
    /** Who connected it. */
    installedBy: z.nullable(z.string()),
  }),
  { audience: (line) => line.inboxId },
)

export type Line = z.output<typeof lineType.row>
