import * as z from 'zod/mini'
import type { Rows } from '#sync/command.ts'
import { syncedType } from '#sync/synced.ts'
import { inboxMemberId } from './inbox.ts'

/**
 * AS-6: whether a member takes part in what an inbox hands out: assignments, and ringing. Its id is the pair's; whoever
 * has none does.
 */
export const queuePlaceType = syncedType(
  'queue_place',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    memberId: z.string(),
    inQueue: z.boolean(),
    at: z.iso.datetime(),
  }),
  { audience: ({ inboxId }) => inboxId },
)

export type QueuePlace = z.output<typeof queuePlaceType.row>

export function isInQueue(rows: Rows, inboxId: string, memberId: string): boolean {
  return rows.get(queuePlaceType, inboxMemberId(inboxId, memberId))?.inQueue ?? true
}
