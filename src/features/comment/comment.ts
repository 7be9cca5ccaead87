import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'
import { noteFields } from './note-fields.ts'

/** CH-12: what members say to each other in a thread. */
export const commentType = syncedType(
  'comment',
  z.object({ id: z.string(), conversationId: z.string(), seq: z.number(), ...noteFields }),
  { inThread: true },
)

export type Comment = z.output<typeof commentType.row>
