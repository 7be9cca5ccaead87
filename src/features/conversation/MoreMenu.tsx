import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#ui/Button.tsx'
import { lazily } from '#ui/lazily.tsx'
import { Menu } from '#ui/Menu.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import type { Conversation } from './conversation.ts'
import { useCopyLink } from './link-hooks.tsx'

const MoreItems = lazily(() => import('./MoreItems.tsx').then((module) => module.MoreItems))
const DeleteDialog = lazily(() => import('./DeleteDialog.tsx').then((module) => module.DeleteDialog))

type Props = { conversation: Conversation; onSpam(): void; onDetails(): void }

/** Everything else that can be done with a conversation. */
export function MoreMenu({ conversation, onSpam, onDetails }: Props) {
  const t = useTranslations('conversation')
  const [menuOpen, setMenuOpen] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const copy = useCopyLink()
  const copyLink = () => copy({ conversationId: conversation.id })
  useShortcuts([
    {
      id: 'conversation.link',
      keys: ['shift+l'],
      label: t('link.copy'),
      section: t('section'),
      run: copyLink,
    },
  ])
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
        <MoreItems.Component
          conversation={conversation}
          onSpam={onSpam}
          onDetails={onDetails}
          onCopyLink={copyLink}
          onDelete={() => setDeleting(true)}
        />
      </Menu>
      {deleting && <DeleteDialog.Component conversation={conversation} onClose={() => setDeleting(false)} />}
    </>
  )
}
