import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { lineType } from '#features/line/line.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { lazily } from '#ui/lazily.tsx'
import { Menu } from '#ui/Menu.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import type { Conversation } from './conversation.ts'
import { useCopyLink } from './link-hooks.tsx'

const MoreItems = lazily(() => import('./MoreItems.tsx').then((module) => module.MoreItems))
const DeleteDialog = lazily(() => import('./DeleteDialog.tsx').then((module) => module.DeleteDialog))

const ICON = <Ellipsis aria-hidden="true" className="size-4 phone:size-5" />

type Props = { conversation: Conversation; onSpam(): void; onDetails(): void }

/** Everything else that can be done with a conversation. */
export function MoreMenu({ conversation, onSpam, onDetails }: Props) {
  const t = useTranslations('conversation')
  // For which conversation each was opened: where another one takes its place, both are closed.
  const [menuOf, setMenuOf] = useState<string>()
  const [deletingId, setDeletingId] = useState<string>()
  const { id } = conversation
  if (menuOf !== undefined && menuOf !== id) setMenuOf(undefined)
  if (deletingId !== undefined && deletingId !== id) setDeletingId(undefined)
  const copy = useCopyLink()
  const me = useMyId()
  const mayDelete = useRow(lineType, conversation.lineId)?.installedBy === me
  const copyLink = () => copy({ conversationId: id })
  useShortcuts([
    {
      id: 'conversation.link',
      keys: ['shift+l'],
      label: t('link.copy'),
      section: t('section'),
      run: copyLink,
    },
    {
      ...{ id: 'conversation.details', keys: [], label: t('details.name'), section: t('section') },
      run: onDetails,
    },
    {
      ...{ id: 'conversation.delete', keys: [], label: t('delete.name'), section: t('section') },
      offered: mayDelete,
      run: () => setDeletingId(id),
    },
  ])
  return (
    <>
      <Menu
        open={menuOf === id}
        onOpenChange={(open) => setMenuOf(open ? id : undefined)}
        trigger={<IconButton label={t('more')}>{ICON}</IconButton>}
      >
        <MoreItems.Component
          conversation={conversation}
          mayDelete={mayDelete}
          onSpam={onSpam}
          onDetails={onDetails}
          onCopyLink={copyLink}
          onDelete={() => setDeletingId(id)}
        />
      </Menu>
      {deletingId === id && (
        <DeleteDialog.Component
          conversation={conversation}
          // It may close late, when another one has been opened.
          onClose={() => setDeletingId((now) => (now === id ? undefined : now))}
        />
      )}
    </>
  )
}
