import { Link2, Mail } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'
import { useNow, useToday, useWhen } from '#ui/When.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { type Invitation, over } from './invitation.ts'
import { useInvitations } from './invitation-hooks.tsx'

/** Who was invited and has not come yet, and how to invite somebody; for owners and admins. */
export function InvitationsPanel() {
  const t = useTranslations('invitation')
  const invitations = useInvitations()
  const [inviting, setInviting] = useState(false)
  return (
    <Panel
      title={t('title')}
      text={t('text')}
      action={
        <Button look="primary" onClick={() => setInviting(true)}>
          {t('invite')}
        </Button>
      }
    >
      {invitations.length > 0 && (
        <ul className="border-t border-line">
          {invitations.map((invitation) => (
            <OpenInvitation key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Panel>
  )
}

function OpenInvitation({ invitation }: { invitation: Invitation }) {
  const t = useTranslations('invitation')
  const { connection } = useSync()
  const problemText = useProblemText()
  const when = useWhen()
  const today = useToday()
  const now = useNow()
  const by = useRow(memberType, invitation.invitedBy)
  const { id, email, role, expiresAt, mailedAt } = invitation
  const expired = over(invitation, now) !== undefined
  const name = email ?? t('byLink')
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2.5">
      {email === null ? (
        <Link2 aria-hidden="true" className="size-4 shrink-0 text-muted" />
      ) : (
        <Mail aria-hidden="true" className="size-4 shrink-0 text-muted" />
      )}
      <div className="min-w-48 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-xs text-muted">
          {[
            t(`role.${role}`),
            by && t('by', { name: by.name }),
            mailedAt && t('mailed'),
            expired ? t('expired') : t('until', { day: when.day(expiresAt, today) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {!expired && (
          <Button aria-label={t('copyNamed', { name })} onClick={() => void copy()}>
            {t('copy')}
          </Button>
        )}
        <Button aria-label={t('resendNamed', { name })} onClick={() => act('invitation.resend')}>
          {email === null ? t('renew') : t('resend')}
        </Button>
        <Button
          look="danger"
          aria-label={t('revokeNamed', { name })}
          onClick={() => act('invitation.revoke')}
        >
          {t('revoke')}
        </Button>
      </div>
    </li>
  )

  function act(command: string): void {
    void connection.call(command, { id }).then((result) => {
      if (!result.ok) toasts.problem(problemText(result.error))
      else if (command === 'invitation.resend') toasts.say(t('renewed'))
    })
  }

  async function copy(): Promise<void> {
    const result = await request(`/api/invitations/${id}/link`)
    if (!result.ok) return toasts.problem(problemText({ code: result.error.code }))
    // What our own server says of itself.
    await navigator.clipboard.writeText((result.value as { url: string }).url)
    toasts.say(t('copied'))
  }
}
