import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { isGroup } from './contact-link.ts'
import { conversationType } from './conversation.ts'
import type { ListFilter } from './list.ts'
import { usePinKeys } from './pin-order.tsx'

type Props = { filter: ListFilter; conversationId: string | undefined }

/** What can be done with the open conversation by keys and in the command menu, once the first screen is there. */
export function LaterKeys({ filter, conversationId }: Props) {
  const t = useTranslations('conversation')
  const conversation = useRow(conversationType, conversationId)
  usePinKeys(filter, conversationId)
  useShortcuts([
    {
      id: 'conversation.link-contact',
      keys: [],
      label: t('linkContact'),
      section: t('section'),
      offered: conversation !== undefined && !isGroup(conversation),
      run: () => commandMenu.open({ people: true, linking: conversationId ?? '' }),
    },
  ])
  return null
}
