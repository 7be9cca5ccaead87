import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** What a member has begun to write in one place. Nobody else hears of it. */
export const draftType = syncedType(
  'draft',
  z.object({
    id: z.string(),
    memberId: z.string(),
    kind: z.enum(['message', 'comment', 'chat']),
    /** The conversation, or the chat. */
    placeId: z.string(),
    text: z.string(),
    /** The number of our newest text in the thread when it was begun. */
    begunAfter: z.nullable(z.number()),
    /** What was written here on other devices, without either knowing of the other. The newest comes last. */
    others: z.array(z.string()),
    /** Of these words, and the browser that they are from. Of two of one browser, the later one is the greater one. */
    version: z.string(),
    device: z.string(),
  }),
  { audience: ({ memberId }) => memberId },
)

export type Draft = z.output<typeof draftType.row>
