import { audit } from '#features/audit/audit.server.ts'
import { reachTable } from '#features/member/member.server.ts'
import { endSubscriptions } from '#features/notification/subscribe.server.ts'
import type { Change } from '#features/sign-in/letters.ts'
import type { Method } from '#features/sign-in/sign-in.ts'
import type { Actor } from '#sync/event.ts'
import { type Core, write } from '#sync/write.server.ts'
import { membershipOf, openSessionsOf } from './sign-in-account.ts'

export type FailedStep = 'password' | 'second-factor' | 'passkey'

/** What is worth remembering of how people sign in. */
export type SignInFact =
  | { type: 'sign-in.succeeded'; method: Method }
  | { type: 'sign-in.failed'; step: FailedStep }
  | { type: 'sign-in.ended' }
  | { type: 'sign-in.sessions-ended'; count: number }
  | { type: 'sign-in.reset-asked' }
  | { type: 'sign-in.password-reset' }
  | { type: 'sign-in.recovery-codes-renewed' }
  | { type: 'sign-in.email-verified' }
  | { type: `sign-in.${Change}` }

/** After which of them a member's other browsers must show again that they may be there. */
const ENDS_SESSIONS: readonly SignInFact['type'][] = [
  'sign-in.ended',
  'sign-in.sessions-ended',
  'sign-in.password-reset',
  'sign-in.password-changed',
]

// It need not have been the member.
const SOMEBODY: Actor = { type: 'system', id: null }

/** Writes down what happened to somebody's account; the one place that does. Of strangers there is nothing to write. */
export async function recordSignIn(
  core: Core,
  userId: string,
  fact: SignInFact,
  byMemberId?: string,
): Promise<void> {
  const member = await membershipOf(core.db, userId)
  if (!member) return
  const { type, ...data } = fact
  const ends = ENDS_SESSIONS.includes(type)
  const open = ends ? await openSessionsOf(core.db, userId) : []
  const themselves: Actor = { type: 'member', id: byMemberId ?? member.memberId }
  const actor = type === 'sign-in.failed' ? SOMEBODY : themselves
  await write(core, member.workspaceId, actor, async (write) => {
    audit(write, { action: type, subjectId: member.memberId, detail: data })
    if (!ends) return
    // Each of their sockets begins again; those whose session is gone are turned away.
    write.changed(reachTable, [{ id: member.memberId }])
    await endSubscriptions(write, member.memberId, open)
  })
}

/** A company's directory brought nobody in. Whom it was about, only the directory knows. */
export async function recordTurnedAway(core: Core, workspaceId: string, reason: string): Promise<void> {
  await write(core, workspaceId, SOMEBODY, async (write) =>
    audit(write, { action: 'sign-in.turned-away', detail: { reason } }),
  )
}
