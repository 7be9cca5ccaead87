import { SquarePen } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { InboxesNav } from '#features/conversation/InboxesNav.tsx'
import { type InboxPlace, pathOf } from '#features/conversation/paths.ts'
import { useCounts } from '#features/conversation/unread-counts.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { useLines } from '#features/line/line-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'
import { Segmented } from '#ui/Segmented.tsx'

const STATUSES = ['open', 'done', 'spam'] as const

/** Which inbox this is, and which of its conversations are shown. */
export function ListHeader({
  place: { inboxId, status },
  onNewMessage,
}: {
  place: InboxPlace
  onNewMessage(): void
}) {
  const t = useTranslations('conversation')
  const { open } = useCounts(inboxId)
  const phone = usePhone()
  return (
    <header className="shrink-0 border-b border-line phone:safe-top">
      {phone ? <PhoneTop inboxId={inboxId} onNewMessage={onNewMessage} /> : <Title inboxId={inboxId} />}
      <div className="flex px-3 pb-2.5">
        <Segmented
          label={t('view')}
          value={status}
          onChange={(next) => navigate(pathOf({ inboxId, status: next }))}
          choices={STATUSES.map((value) => ({
            value,
            label: t(`views.${value}`),
            count: value === 'open' && open > 0 ? t('count', { count: open }) : undefined,
          }))}
        />
      </div>
    </header>
  )
}

function Title({ inboxId }: { inboxId: string }) {
  const inbox = useRow(inboxType, inboxId)
  const lines = useLines().filter((line) => line.inboxId === inboxId)
  return (
    <div className="flex h-13 items-center gap-2 px-4">
      <span aria-hidden="true" className="text-lg leading-none">
        {inbox?.emoji}
      </span>
      <h1 className="truncate text-base font-strong">{inbox?.name}</h1>
      <span className="tabular min-w-0 flex-1 truncate text-right text-xs text-faint">
        {lines.map(({ display }) => display).join(', ')}
      </span>
    </div>
  )
}

function PhoneTop({ inboxId, onNewMessage }: { inboxId: string; onNewMessage(): void }) {
  const t = useTranslations('web')
  const inbox = useRow(inboxType, inboxId)
  return (
    <div className="flex items-center gap-1 py-2 pr-2">
      <h1 className="unseen">{inbox?.name}</h1>
      <div className="min-w-0 flex-1">
        <InboxesNav form="strip" currentId={inboxId} />
      </div>
      <IconButton label={t('newMessage')} onClick={onNewMessage} shortcut="message.new">
        <SquarePen aria-hidden="true" className="size-5" />
      </IconButton>
    </div>
  )
}
