import { ArrowDown, ArrowUp, ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { may } from '#features/member/may.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { Link } from '#ui/navigation.tsx'
import { useAllInboxes, useCall } from './access-hooks.tsx'
import { InboxPage } from './InboxPage.tsx'
import { NewInboxDialog } from './NewInboxDialog.tsx'

/** The inboxes there are, in everybody's order; with an id, one of them. */
export function InboxesPage({ rest }: { rest: string | undefined }) {
  const t = useTranslations('access')
  const role = useMe()?.role
  const { inboxes, again } = useAllInboxes()
  const [making, make] = useState(false)
  const call = useCall()
  const orders = may(role, null, 'inbox.order')
  const shared = inboxes.filter(({ isPrivate }) => !isPrivate)
  if (rest !== undefined) {
    const inbox = inboxes.find(({ id }) => id === rest)
    return inbox ? <InboxPage overview={inbox} again={again} /> : null
  }
  return (
    <>
      <div className="mb-5 flex items-start gap-4">
        <p className="max-w-prose flex-1 text-muted">{t('inboxes.about')}</p>
        {may(role, null, 'inbox.create') && (
          <Button look="primary" onClick={() => make(true)}>
            <Plus aria-hidden="true" className="size-4" />
            {t('inboxes.new')}
          </Button>
        )}
      </div>
      <ul aria-label={t('inboxes.list')} className="border-t border-line">
        {inboxes.map((inbox) => (
          <li key={inbox.id} className="flex items-center gap-1 border-b border-line">
            <InboxLink inbox={inbox} />
            {orders && !inbox.isPrivate && (
              <>
                <Step inbox={inbox} by={-1} />
                <Step inbox={inbox} by={1} />
              </>
            )}
          </li>
        ))}
      </ul>
      {making && <NewInboxDialog onClose={() => make(false)} onMade={again} />}
    </>
  )

  function Step({ inbox, by }: { inbox: InboxOverview; by: 1 | -1 }) {
    const from = shared.findIndex(({ id }) => id === inbox.id)
    const Icon = by < 0 ? ArrowUp : ArrowDown
    return (
      <IconButton
        label={by < 0 ? t('inboxes.up', { name: inbox.name }) : t('inboxes.down', { name: inbox.name })}
        disabled={from + by < 0 || from + by >= shared.length}
        onClick={() => void move(from, from + by)}
      >
        <Icon aria-hidden="true" className="size-4" />
      </IconButton>
    )
  }

  async function move(from: number, to: number): Promise<void> {
    const ids = shared.map(({ id }) => id)
    const [moved] = ids.splice(from, 1)
    if (moved === undefined) return
    ids.splice(to, 0, moved)
    await call('inbox.order', { ids })
    again()
  }
}

function InboxLink({ inbox: { id, name, emoji, members, lines, isPrivate } }: { inbox: InboxOverview }) {
  const t = useTranslations('access')
  const about = isPrivate ? t('inboxes.private') : t('inboxes.members', { count: members.length })
  return (
    <Link
      to={`/settings/inboxes/${id}`}
      className="-mx-2 flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded-md px-2 py-2 hover:bg-hover"
    >
      <span aria-hidden="true" className="w-6 shrink-0 text-center text-lg">
        {emoji}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="tabular block truncate text-xs text-muted">
          {[about, lines.join(', ')].filter(Boolean).join(' · ')}
        </span>
      </span>
      <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-faint" />
    </Link>
  )
}
