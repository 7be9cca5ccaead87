import { Bell, BellOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { conversationType } from '#features/conversation/conversation.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { ActivityItem } from './ActivityItem.tsx'
import type { NotificationGroup } from './groups.ts'
import { useMute } from './mute-hooks.tsx'

const FIRST = 3

/** One conversation's news: the newest of it, and the rest when asked for. */
export function ActivityGroup({ group: { items } }: { group: NotificationGroup }) {
  const t = useTranslations('notification')
  const [newest] = items
  const [whole, showWhole] = useState(false)
  const conversation = useRow(conversationType, newest.conversationId ?? undefined)
  const name = useContactName(conversation?.contactId, newest.title)
  const inbox = useRow(inboxType, conversation?.inboxId ?? newest.inboxId ?? undefined)
  const shown = whole ? items : items.slice(0, FIRST)
  return (
    <li className="mx-2 border-b border-line py-2 last:border-b-0">
      <div className="flex items-center gap-1 pr-0.5">
        <h2 className="flex min-w-0 flex-1 items-baseline gap-2 px-3 pt-1 pb-0.5 text-sm">
          <span className="truncate font-strong">{name || t('aTest')}</span>
          {inbox && (
            <span className="min-w-0 shrink truncate text-xs text-faint">
              <span aria-hidden="true">{inbox.emoji}</span> {inbox.name}
            </span>
          )}
        </h2>
        {newest.conversationId !== null && <MuteButton conversationId={newest.conversationId} name={name} />}
      </div>
      <ul>
        {shown.map(({ id }) => (
          <ActivityItem key={id} id={id} />
        ))}
      </ul>
      {items.length > shown.length && (
        <button
          type="button"
          onClick={() => showWhole(true)}
          className="ml-9.5 rounded-sm px-1.5 py-1 text-xs font-medium text-accent-text hover:underline phone:min-h-11"
        >
          {t('more', { count: items.length - shown.length })}
        </button>
      )}
    </li>
  )
}

function MuteButton({ conversationId, name }: { conversationId: string; name: string }) {
  const t = useTranslations('notification')
  const [muted, toggle] = useMute(conversationId)
  return (
    <IconButton label={muted ? t('unmuteOf', { name }) : t('muteOf', { name })} onClick={toggle}>
      {muted ? (
        <BellOff aria-hidden="true" className="size-4" />
      ) : (
        <Bell aria-hidden="true" className="size-4 text-faint" />
      )}
    </IconButton>
  )
}
