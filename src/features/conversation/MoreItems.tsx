import {
  ArrowDown,
  ArrowUp,
  ContactRound,
  Info,
  Link as LinkIcon,
  MessageSquare,
  MessageSquareOff,
  ShieldAlert,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { commandMenu } from '#ui/command-menu.ts'
import { MenuDivider, MenuItem } from '#ui/Menu.tsx'
import { useAllShortcuts } from '#ui/Shortcuts.tsx'
import { isGroup } from './contact-link.ts'
import type { Conversation } from './conversation.ts'
import { useActsOn, useConversationActs } from './conversation-actions.tsx'

const SHOWN = ['snooze', 'tag', 'move', 'pin', 'pin-mine']
// What is dragged can be moved without dragging too.
const PIN_STEPS = new Map([
  ['conversation.pin-up', <ArrowUp key="up" />],
  ['conversation.pin-down', <ArrowDown key="down" />],
])
const CONSENT = new Map([
  ['conversation.opt-out', <MessageSquareOff key="out" />],
  ['conversation.opt-in', <MessageSquare key="in" />],
])

type Props = {
  conversation: Conversation
  mayDelete: boolean
  onSpam(): void
  onDetails(): void
  onCopyLink(): void
  onDelete(): void
}

export function MoreItems({ conversation, mayDelete, onSpam, onDetails, onCopyLink, onDelete }: Props) {
  const t = useTranslations('conversation')
  const { id, status } = conversation
  const { acts, perform } = useConversationActs()
  const shortcuts = useAllShortcuts()
  const shown = useActsOn(acts, [id]).filter((act) => SHOWN.includes(act.id) && act.possible)
  return (
    <>
      {shown.map(({ id: name, label, icon, deed }) => (
        <MenuItem
          key={name}
          onClick={() =>
            deed ? perform(deed, [id]) : commandMenu.open({ at: `conversation.${name}`, alone: true })
          }
        >
          {icon}
          {label}
        </MenuItem>
      ))}
      {itemsOf(PIN_STEPS)}
      {!isGroup(conversation) && (
        <MenuItem onClick={() => commandMenu.open({ people: true, linking: id })}>
          <ContactRound aria-hidden="true" />
          {t('linkContact')}
        </MenuItem>
      )}
      <MenuItem onClick={onCopyLink}>
        <LinkIcon aria-hidden="true" />
        {t('link.copy')}
      </MenuItem>
      <MenuItem onClick={onDetails}>
        <Info aria-hidden="true" />
        {t('details.name')}
      </MenuItem>
      <MenuDivider />
      {itemsOf(CONSENT)}
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

  // What somebody else can do on this page.
  function itemsOf(icons: ReadonlyMap<string, ReactNode>): ReactNode {
    const offered = shortcuts.filter(({ id: name, offered }) => offered && icons.has(name))
    return offered.map(({ id: name, label, run }) => (
      <MenuItem key={name} onClick={() => run?.()}>
        {icons.get(name)}
        {label}
      </MenuItem>
    ))
  }
}
