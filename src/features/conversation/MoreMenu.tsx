import { Ellipsis, Info, Link as LinkIcon, ShieldAlert, Trash2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { lineType } from '#features/line/line.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { lazily } from '#ui/lazily.tsx'
import { Menu, MenuDivider, MenuItem } from '#ui/Menu.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import type { Conversation } from './conversation.ts'
import { useConversationActs } from './conversation-actions.tsx'
import { useCopyLink } from './link-hooks.tsx'

const DeleteDialog = lazily(() => import('./DeleteDialog.tsx').then((module) => module.DeleteDialog))

type Props = { conversation: Conversation; onSpam(): void; onDetails(): void }

/** Everything else that can be done with a conversation. */
export function MoreMenu({ conversation, onSpam, onDetails }: Props) {
  const t = useTranslations('conversation')
  const { acts, perform } = useConversationActs()
  const [menuOpen, setMenuOpen] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const me = useMyId()
  const { id, inboxId, lineId, status, pinnedAt } = conversation
  const inbox = useRow(inboxType, inboxId)
  const mayDelete = useRow(lineType, lineId)?.installedBy === me
  const copy = useCopyLink()
  const copyLink = () => copy({ conversationId: id })
  useShortcuts([
    {
      id: 'conversation.link',
      keys: ['shift+l'],
      label: t('link.copy'),
      section: t('section'),
      run: copyLink,
    },
  ])
  const shown = acts.filter(
    (act) =>
      ['snooze', 'tag', 'pin', 'pin-mine'].includes(act.id) || (act.id === 'move' && inbox?.allowMoving),
  )
  return (
    <>
      <Menu
        open={menuOpen}
        onOpenChange={setMenuOpen}
        trigger={
          <IconButton label={t('more')}>
            <Ellipsis aria-hidden="true" className="size-4 phone:size-5" />
          </IconButton>
        }
      >
        {shown.map(({ id: name, label, icon, deed }) => (
          <MenuItem
            key={name}
            onClick={() => (deed ? perform(deed, [id]) : commandMenu.open({ at: `conversation.${name}` }))}
          >
            {icon}
            {name === 'pin' && pinnedAt ? t('unpin') : label}
          </MenuItem>
        ))}
        <MenuItem onClick={copyLink}>
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
          <MenuItem onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden="true" />
            {t('delete.name')}
          </MenuItem>
        )}
      </Menu>
      <Suspense fallback={null}>
        {deleting && (
          <DeleteDialog.Component conversation={conversation} onClose={() => setDeleting(false)} />
        )}
      </Suspense>
    </>
  )
}
