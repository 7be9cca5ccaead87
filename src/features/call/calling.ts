import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'
import { RECORDING_POLICIES } from './call.ts'

export const GREETING_LANGUAGES = ['en', 'es', 'fr'] as const

/** How calls are answered in an inbox while it is open. Its id is the inbox's; an inbox without one goes by `usualCalling`. */
export const callingType = syncedType(
  'inbox_calling',
  z.object({
    id: z.string(),
    /** All members at once, or one after the other in `ringOrder`; who is not named there comes last. */
    ringTogether: z.boolean(),
    ringSeconds: z.number(),
    ringOrder: z.array(z.string()),
    greetingLanguage: z.enum(GREETING_LANGUAGES),
    /** A greeting of one's own; without it the built-in one in that language. */
    greetingSha256: z.nullable(z.string()),
    /** What a caller whom nobody answered is sent. */
    missedText: z.nullable(z.string()),
    recording: z.enum(RECORDING_POLICIES),
    /** For how long recordings and messages are kept; null: always. */
    keepDays: z.nullable(z.number()),
    transcribe: z.boolean(),
  }),
  { audience: ({ id }) => id },
)

export type Calling = z.output<typeof callingType.row>

export function usualCalling(inboxId: string): Calling {
  return {
    id: inboxId,
    ringTogether: true,
    ringSeconds: 25,
    ringOrder: [],
    greetingLanguage: 'en',
    greetingSha256: null,
    missedText: null,
    recording: 'off',
    keepDays: null,
    transcribe: false,
  }
}
