import { Info, Link as LinkIcon, ShieldAlert, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { lineType } from '#features/line/line.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { MenuDivider, MenuItem } from '#ui/Menu.tsx'
import type { Conversation } from './conversation.ts'
import { useConversationActs } from './conversation-actions.tsx'

type Props = {
  conversation: Conversation
  onSpam(): void
  onDetails(): void
  onCopyLink(): void
  onDelete(): void
}

export function MoreItems({ conversation, onSpam, onDetails, onCopyLink, onDelete }: Props) {
  const t = useTranslations('conversation')
  const { acts, perform } = useConversationActs()
  const me = useMyId()
  const { id, inboxId, lineId, status, pinnedAt } = conversation
  const inbox = useRow(inboxType, inboxId)
  const mayDelete = useRow(lineType, lineId)?.installedBy === me
  const shown = acts.filter(
    (act) =>
      ['snooze', 'tag', 'pin', 'pin-mine'].includes(act.id) || (act.id === 'move' && inbox?.allowMoving),
  )
  return (
    <>
      {shown.map(({ id: name, label, icon, deed }) => (
        <MenuItem
          key={name}
          onClick={() => (deed ? perform(deed, [id]) : commandMenu.open({ at: `conversation.${name}` }))}
        >
          {icon}
          {name === 'pin' && pinnedAt ? t('unpin') : label}
        </MenuItem>
      ))}
      <MenuItem onClick={onCopyLink}>
        <LinkIcon aria-hidden="true" />
        {t('link.copy')}
      </MenuItem>
      <MenuItem onClick={onDetails}>
        <Info aria-hidden="true" />
        {t('details.name')}
      </MenuItem>
      <MenuDivider />
      {status !== 'spam' && (
        <MenuItem onClick={onSpam}>
          <ShieldAlert aria-hidden="true" />
          {t('markSpam')}
        </MenuItem>
      )}
      {mayDelete && (
        <MenuItem onClick={onDelete}>
          <Trash2 aria-hidden="true" />
          {t('delete.name')}
        </MenuItem>
      )}
    </>
  )
}
