import { SquarePen } from 'lucide-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { AllInboxesLink, InboxesNav } from '#features/conversation/InboxesNav.tsx'
import { ListFilters } from '#features/conversation/ListFilters.tsx'
import type { ListFilter } from '#features/conversation/list.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { InboxSettings } from '#features/inbox/InboxSettings.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { lineWords } from '#features/line/line.ts'
import { useLines } from '#features/line/line-hooks.tsx'
import { SaveSegment } from '#features/segment/SaveSegment.tsx'
import { SegmentsNav } from '#features/segment/SegmentsNav.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'

type Props = { filter: ListFilter; onNewMessage(): void }

/** Which inbox this is, and which of its conversations are shown. */
export const ListHeader = memo(function ListHeader({ filter, onNewMessage }: Props) {
  const { inboxId } = filter
  const phone = usePhone()
  return (
    <header className="shrink-0 border-b border-line phone:safe-top">
      {phone ? <PhoneTop filter={filter} onNewMessage={onNewMessage} /> : <Title inboxId={inboxId} />}
      <ListFilters
        filter={filter}
        onChange={(next) => navigate(pathOf({ filter: next }))}
        extra={<SaveSegment filter={filter} />}
      />
    </header>
  )
})

function Title({ inboxId }: { inboxId: string | null }) {
  const t = useTranslations('conversation')
  const inbox = useRow(inboxType, inboxId ?? undefined)
  const lines = useLines().filter((line) => line.inboxId === inboxId)
  return (
    <div className="flex h-13 items-center gap-2 px-4">
      <span aria-hidden="true" className="text-lg leading-none">
        {inbox?.emoji}
      </span>
      <h1 className="truncate text-base font-strong">{inboxId === null ? t('allInboxes') : inbox?.name}</h1>
      <span className="tabular min-w-0 flex-1 truncate text-right text-xs text-faint">
        {lines.map(lineWords).join(', ')}
      </span>
      {inbox && <InboxSettings key={inbox.id} inbox={inbox} />}
    </div>
  )
}

function PhoneTop({ filter, onNewMessage }: Props) {
  const t = useTranslations('web')
  const conversation = useTranslations('conversation')
  const { inboxId } = filter
  const inbox = useRow(inboxType, inboxId ?? undefined)
  return (
    <div className="flex items-center gap-1 py-2 pr-2">
      <h1 className="unseen">{inboxId === null ? conversation('allInboxes') : inbox?.name}</h1>
      <AllInboxesLink form="strip" currentId={inboxId} />
      <div className="flex min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]">
        <InboxesNav form="strip" currentId={inboxId} />
        <SegmentsNav form="strip" current={filter} />
      </div>
      <IconButton label={t('newMessage')} onClick={onNewMessage} shortcut="message.new">
        <SquarePen aria-hidden="true" className="size-5" />
      </IconButton>
    </div>
  )
}
