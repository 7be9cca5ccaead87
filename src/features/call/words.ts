import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** Something that somebody said, from a second of the recording to another. */
const lineSchema = z.object({
  speaker: z.enum(['customer', 'us']),
  start: z.number(),
  end: z.number(),
  text: z.string(),
})

/** What was said in a call, or after its beep: as a text, and in a few words. Its id is the call's. */
export const callWordsType = syncedType(
  'call_words',
  z.object({
    id: z.string(),
    lines: z.array(lineSchema),
    summary: z.nullable(z.array(z.string())),
    nextSteps: z.nullable(z.array(z.string())),
    createdAt: z.iso.datetime(),
  }),
)

export type CallWords = z.output<typeof callWordsType.row>
export type SpokenLine = z.output<typeof lineSchema>
