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
    /** Since when nothing is sent and received on it any more. What was said stays. */
    disconnectedAt: z.nullable(z.iso.datetime()),
  }),
  { audience: (line) => line.inboxId },
)

export type Line = z.output<typeof lineType.row>
