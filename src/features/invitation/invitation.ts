import * as z from 'zod/mini'
import { LANGUAGES } from '#features/sign-in/sign-in.ts'
import { type Instant, milliseconds } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

export const INVITATION_MS = 7 * 24 * 60 * 60_000

/** Somebody who may come in as what it says, once. Owners and admins see it for as long as it is open. */
export const invitationType = syncedType(
  'invitation',
  z.object({
    id: z.string(),
    /** For this address only; null is a link for whoever has it. */
    email: z.nullable(z.string()),
    role: z.enum(['admin', 'member']),
    inboxIds: z.array(z.string()),
    language: z.enum(LANGUAGES),
    invitedBy: z.string(),
    createdAt: z.iso.datetime(),
    linkedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    mailedAt: z.nullable(z.iso.datetime()),
    acceptedAt: z.nullable(z.iso.datetime()),
    acceptedBy: z.nullable(z.string()),
    revokedAt: z.nullable(z.iso.datetime()),
    revokedBy: z.nullable(z.string()),
  }),
)

export type Invitation = z.output<typeof invitationType.row>

/** Why an invitation lets nobody in any more, or undefined while it does. */
export function over(
  { acceptedAt, revokedAt, expiresAt }: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>,
  now: Instant,
): 'invitation-used' | 'invitation-revoked' | 'invitation-expired' | undefined {
  if (acceptedAt !== null) return 'invitation-used'
  if (revokedAt !== null) return 'invitation-revoked'
  return milliseconds(expiresAt) <= milliseconds(now) ? 'invitation-expired' : undefined
}
