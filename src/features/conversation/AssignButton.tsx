import { UserPlus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import type { Conversation } from './conversation.ts'

const ICON = <UserPlus aria-hidden="true" className="size-4" />

/** AS-1: who has it, and the way to give it to somebody else. Where nobody is assigned anything there is none. */
export function AssignButton({ conversation: { inboxId, assigneeId } }: { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const me = useMyId()
  const inbox = useRow(inboxType, inboxId)
  const assignee = useRow(memberType, assigneeId ?? undefined)
  if (inbox && !inbox.assignmentMode) return null
  const name = assignee && (assignee.id === me ? t('toYou') : assignee.name)
  return (
    <Button
      look="ghost"
      shortcut="conversation.assign"
      title={name ? t('assignedTo', { name }) : undefined}
      onClick={() => commandMenu.open({ at: 'conversation.assign', alone: true })}
    >
      {assignee ? <MemberFace memberId={assignee.id} /> : ICON}
      <span className="unseen">{t('assign')}</span>
      {name && <span className="unseen">{t('assignedTo', { name })}</span>}
    </Button>
  )
}
