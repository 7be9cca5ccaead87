import { hashPassword } from 'better-auth/crypto'
import { readWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { inboxMemberTable } from '#features/inbox/inbox.server.ts'
import { inboxMemberId } from '#features/inbox/inbox.ts'
import { setLetter } from '#features/mail/letter.ts'
import type { Mailer } from '#features/mail/mail.server.ts'
import { administratorsOf, onlyAdministrators } from '#features/member/administrators.server.ts'
import { may } from '#features/member/may.ts'
import { reachTable, roleOf } from '#features/member/member.server.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { invitationLetter } from '#features/sign-in/letters.ts'
import { isGuessable } from '#features/sign-in/password.server.ts'
import { isUuid, uuidv7 } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows, table } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { type Acceptance, type InvitationShown, invitationInput, inviteInput } from './invitation.api.ts'
import { INVITATION_MS, type Invitation, invitationType, over } from './invitation.ts'
import { isToken, readToken, tokenOf } from './token.server.ts'

export const invitationTable = table(invitationType, {
  visible: `accepted_at is null and revoked_at is null and ${onlyAdministrators('invitation')}`,
  bootstrap: true,
})

/** What invitations are made and read with. */
export type Invitations = { core: Core; secret: string; publicUrl: string; mailer: Mailer }

export type InvitationTask = { workspaceId: string; invitationId: string }

const SYSTEM: Actor = { type: 'system', id: null }

/** By owners and admins, into inboxes that they reach. With an address and a mail server a letter goes there. */
export function inviteCommand({ mailer }: Pick<Invitations, 'mailer'>): ServedCommand {
  return {
    name: 'invitation.create',
    async handle(write, raw, reach) {
      const input = inviteInput.safeParse(raw)
      if (!input.success)
        return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
      if (!may(await roleOf(write, reach.memberId), null, 'member.invite')) return refuse('not-allowed')
      const { inboxIds, email } = input.data
      if (!inboxIds.every((id) => reach.inboxIds.has(id))) return refuse('not-found')
      if (email !== null && (await isMember(write, email))) return refuse('already-member')
      const at = { createdAt: write.now, linkedAt: write.now, expiresAt: expiryOf(write) }
      const invitation = { ...input.data, ...at, ...UNANSWERED, invitedBy: reach.memberId }
      write.save(invitationTable, undefined, invitation, await administratorsOf(write))
      write.event({
        type: 'invitation.created',
        subjectId: invitation.id,
        data: { role: invitation.role },
        audited: true,
      })
      if (email !== null && mailer.ready) write.job('invitation.mail', { invitationId: invitation.id })
      return ok(null)
    },
  }
}

/** Makes another link in the place of the last, good for as long as a new one; and sends it where there is an address. */
export function resendCommand({ mailer }: Pick<Invitations, 'mailer'>): ServedCommand {
  return {
    name: 'invitation.resend',
    handle: (write, raw, reach) =>
      changing(write, raw, reach, async (invitation, audiences) => {
        const linkedAt = instant(Math.max(milliseconds(write.now), milliseconds(invitation.linkedAt) + 1))
        const renewed = { ...invitation, linkedAt, expiresAt: expiryOf(write), mailedAt: null }
        write.save(invitationTable, invitation, renewed, audiences)
        write.event({ type: 'invitation.resent', subjectId: invitation.id, audited: true })
        if (invitation.email !== null && mailer.ready)
          write.job('invitation.mail', { invitationId: invitation.id })
      }),
  }
}

export const revokeCommand: ServedCommand = {
  name: 'invitation.revoke',
  handle: (write, raw, reach) =>
    changing(write, raw, reach, async (invitation, audiences) => {
      const revoked = { ...invitation, revokedAt: write.now, revokedBy: reach.memberId }
      write.save(invitationTable, invitation, revoked, audiences)
      write.event({ type: 'invitation.revoked', subjectId: invitation.id, audited: true })
    }),
}

/** Sends an invitation to its address; not one that is over by then. */
export async function mailInvitation(
  parts: Invitations,
  { workspaceId, invitationId }: InvitationTask,
): Promise<void> {
  const { core, mailer } = parts
  const found = await readWorkspace(core.db, workspaceId, async (tx) => {
    const [invitation] = await loadRows(tx, invitationTable, [invitationId])
    return invitation && { invitation, shown: await shownOf(tx, invitation) }
  })
  if (!found?.shown || found.invitation.email === null || over(found.invitation, instant())) return
  const { invitation, shown } = found
  const { subject, letter } = invitationLetter(invitation.language, {
    ...shown,
    url: invitationUrl(parts, workspaceId, invitation),
  })
  const to = { name: '', address: found.invitation.email }
  const sent = await mailer.send({ to, subject, ...setLetter(letter) })
  if (!sent.ok && sent.error.code === 'mail-later')
    throw new Error('The mail server did not take an invitation')
  if (sent.ok) await noteMailed(core, workspaceId, invitation)
}

/** Where an invitation is accepted. The token stands behind the `#`, which no server and no log ever sees. */
export function invitationUrl(
  { secret, publicUrl }: Pick<Invitations, 'secret' | 'publicUrl'>,
  workspaceId: string,
  { id, linkedAt }: Pick<Invitation, 'id' | 'linkedAt'>,
): string {
  return `${publicUrl}/join#${tokenOf(secret, { workspaceId, id }, linkedAt)}`
}

/** The link of an open invitation, for an owner or admin. */
export async function linkOf(
  parts: Pick<Invitations, 'core' | 'secret' | 'publicUrl'>,
  { workspaceId, memberId }: { workspaceId: string; memberId: string },
  id: string,
): Promise<string | undefined> {
  const reach = { workspaceId, memberId, inboxIds: new Set<string>() }
  const [invitation] = await readWorkspace(parts.core.db, workspaceId, (tx) =>
    loadRows(tx, invitationTable, [id], reach),
  )
  return invitation && invitationUrl(parts, workspaceId, invitation)
}

/** Problems: `invitation-unknown`, and why it is `over`. */
export async function showInvitation(
  { core, secret }: Pick<Invitations, 'core' | 'secret'>,
  token: string,
): Promise<Result<InvitationShown>> {
  const named = readToken(token)
  if (!named || !isUuid(named.workspaceId)) return refuse('invitation-unknown')
  return readWorkspace(core.db, named.workspaceId, async (tx) => {
    const [invitation] = await loadRows(tx, invitationTable, [named.id])
    if (!invitation || !isToken(secret, named, invitation.linkedAt, token))
      return refuse('invitation-unknown')
    const reason = over(invitation, instant())
    if (reason) return refuse(reason)
    const shown = await shownOf(tx, invitation)
    return shown ? ok(shown) : refuse('invitation-revoked')
  })
}

/**
 * Makes whoever holds the token a member, once. Problems: those of `showInvitation`,
 * `other-address`, `email-taken` and `common` (the password).
 */
export async function acceptInvitation(
  { core, secret }: Pick<Invitations, 'core' | 'secret'>,
  { token, name, email, password }: Acceptance,
): Promise<Result<{ workspaceId: string; memberId: string }>> {
  const named = readToken(token)
  if (!named || !isUuid(named.workspaceId)) return refuse('invitation-unknown')
  const { workspaceId } = named
  if (isGuessable(password, [name, email])) return refuse('common')
  // The work of hashing is done whether it is good or not.
  const passwordHash = await hashPassword(password)
  const memberId = uuidv7()
  const { value } = await write(core, workspaceId, { type: 'member', id: memberId }, async (write) => {
    const [invitation] = await write.load(invitationTable, [named.id])
    if (!invitation || !isToken(secret, named, invitation.linkedAt, token))
      return refuse('invitation-unknown')
    const reason = over(invitation, write.now)
    if (reason) return refuse(reason)
    if (invitation.email !== null && invitation.email !== email) return refuse('other-address')
    const proven = invitation.mailedAt !== null
    const member = { id: memberId, name, email, role: invitation.role }
    if (!(await admit(write, { ...member, passwordHash, proven }))) return refuse('email-taken')
    await addMember(write, member)
    await enter(write, invitation, memberId)
    return ok({ workspaceId, memberId })
  })
  return value
}

/** The open invitation of an address, for whoever comes in another way. */
export async function openInvitationFor(write: Write, email: string): Promise<Invitation | undefined> {
  const found = await write.one(
    sql<{
      id: string
    }>`select id from invitation where workspace_id = ${write.workspaceId} and email = ${email}
      and accepted_at is null and revoked_at is null and expires_at > ${write.now} order by created_at desc limit 1`,
  )
  const [invitation] = found ? await write.load(invitationTable, [found.id]) : []
  return invitation
}

/** Lets an admitted member into the inboxes of their invitation, which is used up by that. */
export async function enter(write: Write, invitation: Invitation, memberId: string): Promise<void> {
  const used = { ...invitation, acceptedAt: write.now, acceptedBy: memberId }
  write.save(invitationTable, invitation, used, await administratorsOf(write))
  const still = await write.rows(
    sql<{ id: string }>`select id from inbox
      where workspace_id = ${write.workspaceId} and id = any(${invitation.inboxIds}) and owner_id is null`,
  )
  for (const { id } of still)
    write.save(inboxMemberTable, undefined, {
      id: inboxMemberId(id, memberId),
      inboxId: id,
      memberId,
      role: 'agent',
    })
  write.changed(reachTable, [{ id: memberId }])
  write.event({ type: 'invitation.accepted', subjectId: invitation.id, audited: true })
}

const UNANSWERED = { mailedAt: null, acceptedAt: null, acceptedBy: null, revokedAt: null, revokedBy: null }

function expiryOf({ now }: Write): string {
  return instant(milliseconds(now) + INVITATION_MS)
}

async function changing(
  write: Write,
  raw: unknown,
  reach: Parameters<ServedCommand['handle']>[2],
  change: (invitation: Invitation, audiences: string[]) => Promise<void>,
): Promise<Result<null>> {
  const input = invitationInput.safeParse(raw)
  if (!input.success) return refuse('invalid-input', { field: 'id' })
  // Found by owners and admins only.
  const [invitation] = await write.load(invitationTable, [input.data.id], reach)
  if (!invitation) return refuse('not-found')
  await change(invitation, await administratorsOf(write))
  return ok(null)
}

async function isMember(write: Write, email: string): Promise<boolean> {
  const found = await write.one(
    sql<{ id: string }>`select id from member
      where workspace_id = ${write.workspaceId} and email = ${email} and removed_at is null limit 1`,
  )
  return found !== undefined
}

async function shownOf(
  tx: Transaction,
  { email, role, invitedBy }: Invitation,
): Promise<InvitationShown | undefined> {
  const row = await tx.one(
    sql<{ workspace: string; by: string }>`select w.name as workspace, m.name as by
      from workspace w join member m on m.workspace_id = w.workspace_id
      where w.workspace_id = ${tx.workspaceId} and m.id = ${invitedBy} and m.removed_at is null`,
  )
  return row && { ...row, email, role }
}

async function noteMailed(core: Core, workspaceId: string, { id, linkedAt }: Invitation): Promise<void> {
  await write(core, workspaceId, SYSTEM, async (write) => {
    const [invitation] = await write.load(invitationTable, [id])
    // Another link was made meanwhile: that one has not been sent.
    if (!invitation || invitation.linkedAt !== linkedAt) return
    const noted = { ...invitation, mailedAt: write.now }
    write.save(invitationTable, invitation, noted, await administratorsOf(write))
  })
}
