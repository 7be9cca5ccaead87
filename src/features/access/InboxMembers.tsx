import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { inboxMemberType } from '#features/inbox/inbox.ts'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { Select } from '#ui/Select.tsx'
import { useCall, useMembers } from './access-hooks.tsx'

type Role = 'manager' | 'agent'

/** INB-5: who is in an inbox and what they are there. */
export function InboxMembers({
  overview,
  changes,
  again,
}: {
  overview: InboxOverview
  changes: boolean
  again(): void
}) {
  const t = useTranslations('access')
  const { store } = useSync()
  const call = useCall()
  const members = useMembers()
  const [chosen, choose] = useState('')
  // Who is in the inbox hears of each change; who is not has asked.
  const heard = store.all(inboxMemberType).filter(({ inboxId }) => inboxId === overview.id)
  const roles = new Map(
    (heard.length > 0 ? heard : overview.members).map(({ memberId, role }) => [memberId, role]),
  )
  const inside = members.filter(({ id }) => roles.has(id))
  const outside = members.filter(({ id }) => !roles.has(id))
  return (
    <Panel title={t('inbox.members')} text={t('inbox.membersText')}>
      <ul aria-label={t('inbox.members')} className="border-t border-line">
        {inside.map(({ id, name }) => (
          <li key={id} className="flex min-h-12 items-center gap-3 border-b border-line py-1.5">
            <MemberFace memberId={id} className="size-7" />
            <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
            {changes ? (
              <>
                <Select
                  aria-label={t('inbox.roleOf', { name })}
                  value={roles.get(id)}
                  onChange={({ target }) => void set(id, target.value === 'manager' ? 'manager' : 'agent')}
                  className="h-8 w-28 rounded-md border border-edge phone:h-11"
                >
                  <option value="manager">{t('role.manager')}</option>
                  <option value="agent">{t('role.agent')}</option>
                </Select>
                <Button
                  look="ghost"
                  aria-label={t('inbox.takeOutName', { name })}
                  onClick={() => void set(id, null)}
                >
                  {t('inbox.takeOut')}
                </Button>
              </>
            ) : (
              <span className="text-muted">{t(`role.${roles.get(id) ?? 'agent'}`)}</span>
            )}
          </li>
        ))}
      </ul>
      {changes && outside.length > 0 && (
        <div className="mt-3 flex gap-2">
          <Select
            aria-label={t('inbox.whom')}
            value={chosen}
            onChange={({ target }) => choose(target.value)}
            className="h-8 w-56 rounded-md border border-edge phone:h-11"
          >
            <option value="">{t('inbox.whom')}</option>
            {outside.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Button disabled={!chosen} onClick={() => void set(chosen, 'agent')}>
            {t('inbox.letIn')}
          </Button>
        </div>
      )}
    </Panel>
  )

  async function set(memberId: string, role: Role | null): Promise<void> {
    await call('inbox.set-member', { inboxId: overview.id, memberId, role })
    choose('')
    again()
  }
}
