import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

/** MO-2: what a member says of themselves for a while: "🍜 At lunch". Its id is theirs. */
export const memberStatusType = syncedType(
  'member_status',
  z.object({
    id: z.string(),
    emoji: z.string(),
    text: z.string(),
    /** From when on it holds no more; null: until it is taken back. */
    until: z.nullable(z.iso.datetime()),
    setAt: z.iso.datetime(),
  }),
  { audience: () => null },
)

export type MemberStatus = z.output<typeof memberStatusType.row>

/** What there is to be seen of it now. */
export function statusNow(
  status: MemberStatus | undefined,
  now: Instant,
): Pick<MemberStatus, 'emoji' | 'text' | 'until'> | undefined {
  if (!status || (status.until !== null && status.until <= now)) return undefined
  return status.emoji === '' && status.text === '' ? undefined : status
}
