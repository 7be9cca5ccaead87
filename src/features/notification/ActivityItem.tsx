import {
  AtSign,
  BellRing,
  CircleAlert,
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  PhoneMissed,
  UserCheck,
  Voicemail,
} from 'lucide-react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { useToday, useWhen } from '#ui/When.tsx'
import { type Notification, notificationType } from './notification.ts'
import { useOpenNotification, useReading } from './notification-hooks.tsx'

const ICONS: Record<Notification['kind'], LucideIcon> = {
  mine: MessageSquare,
  unassigned: MessageSquare,
  others: MessageSquare,
  assigned: UserCheck,
  mention: AtSign,
  missed: PhoneMissed,
  voicemail: Voicemail,
  failed: CircleAlert,
  chat: MessagesSquare,
  test: BellRing,
}

/** One thing that one was told of. Pressing it goes there; its dot says whether it was seen, and changes that. */
export function ActivityItem({ id }: { id: string }) {
  const item = useRow(notificationType, id)
  return item ? <Item item={item} /> : null
}

function Item({ item }: { item: Notification }) {
  const t = useTranslations('notification')
  const when = useWhen()
  const today = useToday()
  const open = useOpenNotification()
  const { read } = useReading()
  const what = useWhat(item)
  const Icon = ICONS[item.kind]
  const unread = item.readAt === null
  const said = item.text || (item.files > 0 ? t('files', { count: item.files }) : '')
  return (
    <li className="group relative flex items-stretch rounded-md hover:bg-hover">
      <button
        type="button"
        onClick={() => open(item)}
        className="flex min-w-0 flex-1 items-start gap-2.5 rounded-md px-3 py-1.5 text-left phone:py-3"
      >
        <Icon
          aria-hidden="true"
          className={cx('mt-0.5 size-4 shrink-0', item.kind === 'failed' ? 'text-danger' : 'text-muted')}
        />
        <span className="min-w-0 flex-1">
          <span className={cx('block text-sm', unread ? 'font-medium text-ink' : 'text-muted')}>
            {unread && <span className="unseen">{t('unread')} </span>}
            {what}
          </span>
          {said !== '' && (
            <span dir="auto" className="line-clamp-2 text-sm break-words text-muted [overflow-wrap:anywhere]">
              {said}
            </span>
          )}
        </span>
        <span className="tabular shrink-0 pt-px text-xs text-faint">{when.brief(item.at, today)}</span>
      </button>
      <button
        type="button"
        aria-label={unread ? t('markRead', { what }) : t('markUnread', { what })}
        data-tip={unread ? t('asRead') : t('asUnread')}
        onClick={() => read([item.id], unread)}
        className="grid w-9 shrink-0 place-items-center rounded-md phone:w-11"
      >
        <span
          className={cx(
            'size-2.5 rounded-full',
            unread
              ? 'bg-accent'
              : 'border border-edge opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 phone:opacity-100',
          )}
        />
      </button>
    </li>
  )
}

function useWhat({ kind, actorId, times }: Notification): string {
  const t = useTranslations('notification')
  const actor = useRow(memberType, actorId ?? undefined)
  return t(`what.${kind}`, { who: actor?.name ?? t('somebody'), times })
}
