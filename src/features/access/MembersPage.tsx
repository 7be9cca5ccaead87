import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Availability } from '#features/member/Availability.tsx'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { may } from '#features/member/may.ts'
import { setRoleCommand } from '#features/member/member.api.ts'
import type { Member } from '#features/member/member.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { navigate } from '#ui/navigation.tsx'
import { Select } from '#ui/Select.tsx'
import { useMembers } from './access-hooks.tsx'
import { RemoveMemberDialog } from './RemoveMemberDialog.tsx'
import { SignOutDialog } from './SignOutDialog.tsx'
import { TransferDialog } from './TransferDialog.tsx'

type Opened = { dialog: 'remove' | 'sign-out'; member: Member } | { dialog: 'transfer' }

/** Who belongs to the workspace, and what each of them is. */
export function MembersPage() {
  const t = useTranslations('access')
  const members = useMembers()
  const me = useMe()
  const [opened, open] = useState<Opened>()
  const removes = may(me?.role, null, 'member.remove')
  return (
    <>
      <div className="mb-5 flex items-start justify-between gap-4">
        <p className="max-w-prose text-muted">{t('members.about')}</p>
        {may(me?.role, null, 'member.invite') && (
          <Button look="primary" onClick={() => navigate('/settings/invitations')}>
            {t('members.invite')}
          </Button>
        )}
      </div>
      <ul aria-label={t('members.list')} className="border-t border-line">
        {members.map((member) => (
          <li
            key={member.id}
            className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line py-2"
          >
            <Person member={member} isMe={member.id === me?.id} />
            <Role member={member} />
            <div className="flex flex-wrap gap-3 empty:hidden phone:-ml-4 phone:gap-0">
              {removes && member.id !== me?.id && (
                <Button
                  look="ghost"
                  aria-label={t('members.signOutName', { name: member.name })}
                  onClick={() => open({ dialog: 'sign-out', member })}
                >
                  {t('members.signOut')}
                </Button>
              )}
              {removes && member.role !== 'owner' && member.id !== me?.id && (
                <Button
                  look="ghost"
                  aria-label={t('members.removeName', { name: member.name })}
                  onClick={() => open({ dialog: 'remove', member })}
                >
                  {t('members.remove')}
                </Button>
              )}
              {member.role === 'owner' && member.id === me?.id && members.length > 1 && (
                <Button look="ghost" onClick={() => open({ dialog: 'transfer' })}>
                  {t('transfer.action')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {opened?.dialog === 'remove' && (
        <RemoveMemberDialog member={opened.member} onClose={() => open(undefined)} />
      )}
      {opened?.dialog === 'sign-out' && (
        <SignOutDialog member={opened.member} onClose={() => open(undefined)} />
      )}
      {opened?.dialog === 'transfer' && <TransferDialog onClose={() => open(undefined)} />}
    </>
  )
}

function Person({ member: { id, name, email, available }, isMe }: { member: Member; isMe: boolean }) {
  const t = useTranslations('access')
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3 phone:basis-full">
      <MemberFace memberId={id} className="size-8 text-xs" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{name}</span>
          {isMe && <span className="font-normal text-muted">{t('members.you')}</span>}
          <Availability available={available} />
          <span className="unseen">{available ? t('members.available') : t('members.away')}</span>
        </p>
        <p className="truncate text-xs text-muted">{email}</p>
      </div>
    </div>
  )
}

function Role({ member: { id, name, role } }: { member: Member }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const me = useMe()
  if (role === 'owner' || !may(me?.role, null, 'member.set-role'))
    return <span className="w-32 text-muted phone:w-auto">{t(`role.${role}`)}</span>
  return (
    <Select
      aria-label={t('members.roleOf', { name })}
      value={role}
      onChange={({ target }) =>
        void connection.run(setRoleCommand, {
          memberId: id,
          role: target.value === 'admin' ? 'admin' : 'member',
        })
      }
      className="h-8 w-32 rounded-md border border-edge phone:h-11 phone:w-full"
    >
      <option value="admin">{t('role.admin')}</option>
      <option value="member">{t('role.member')}</option>
    </Select>
  )
}
