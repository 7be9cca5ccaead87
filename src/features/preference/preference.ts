import * as z from 'zod/mini'
import { isTimeZone } from '#kit/time-zone.ts'
import { syncedType } from '#sync/synced.ts'

const MOST_BINDINGS = 300
const keys = z.string().check(z.minLength(1), z.maxLength(60))

/** By shortcut, the keys that do it; none: it has been turned off. What is not here has the keys it came with. */
export const bindings = z
  .record(z.string().check(z.minLength(1), z.maxLength(60)), z.array(keys).check(z.maxLength(8)))
  .check(z.refine((all) => Object.keys(all).length <= MOST_BINDINGS))

export const timeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone))

/** How a member likes to work, the same on each of their devices. Its id is the member's. */
export const preferenceType = syncedType(
  'member_preference',
  z.object({
    id: z.string(),
    shortcuts: bindings,
    /** Whether keys without Ctrl or ⌘ do anything; some people's tools type them unasked. */
    singleKeys: z.boolean(),
    /** Opening a conversation does not mark it as read; answering it does. */
    readOnReply: z.boolean(),
    /** Where it is as late as quiet hours say; null: where each device is. */
    timeZone: z.nullable(timeZone),
    updatedAt: z.iso.datetime(),
  }),
  { audience: ({ id }) => id },
)

export type Preference = z.output<typeof preferenceType.row>

/** As it is for who has changed nothing. */
export function ordinary(memberId: string): Preference {
  return {
    id: memberId,
    shortcuts: {},
    singleKeys: true,
    readOnReply: false,
    timeZone: null,
    updatedAt: new Date(0).toISOString(),
  }
}
