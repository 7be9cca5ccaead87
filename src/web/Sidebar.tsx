import { Smartphone, SquarePen } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { AllInboxesLink, InboxesNav } from '#features/conversation/InboxesNav.tsx'
import { SegmentsButton, SegmentsNav } from '#features/segment/SegmentsNav.tsx'
import { workspaceType } from '#features/workspace/workspace.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { AccountButton } from './AccountButton.tsx'
import { ActivityLink } from './ActivityLink.tsx'
import { CallsLink } from './CallsLink.tsx'
import { SearchButton } from './command-menu/SearchButton.tsx'
import { TeamLink } from './TeamLink.tsx'
import { filterOf, useRoute } from './use-route.tsx'

type Props = {
  rail: boolean
  onNewMessage(): void
  onShortcuts(): void
}

/** The workspace at a glance: whose it is, whether it is live, and its inboxes. A rail where there is less room. */
export function Sidebar({ rail, onNewMessage, onShortcuts }: Props) {
  const t = useTranslations('web')
  const current = useRoute(filterOf)
  return (
    <aside
      aria-label={t('ways')}
      className={cx(
        'flex min-h-0 flex-1 flex-col border-r border-line bg-canvas',
        rail ? 'w-15 items-center' : 'w-58',
      )}
    >
      <div className={cx('flex h-13 items-center', rail ? 'justify-center' : 'px-2')}>
        <AccountButton form={rail ? 'rail' : 'sidebar'} onShortcuts={onShortcuts} />
      </div>
      <div className={cx('pb-4', rail ? 'flex flex-col items-center pt-1' : 'px-2')}>
        {rail ? (
          <IconButton
            look="outline"
            label={t('newMessage')}
            shortcut="message.new"
            onClick={onNewMessage}
            className="size-10 rounded-lg"
          >
            <SquarePen aria-hidden="true" className="size-4" />
          </IconButton>
        ) : (
          <Button
            shortcut="message.new"
            onClick={onNewMessage}
            className="w-full justify-start px-2.5"
            showKeys
          >
            <SquarePen aria-hidden="true" className="size-4 text-muted" />
            <span className="flex-1 text-left">{t('newMessage')}</span>
          </Button>
        )}
        <SearchButton form={rail ? 'rail' : 'sidebar'} />
        <ActivityLink form={rail ? 'rail' : 'sidebar'} />
        <CallsLink form={rail ? 'rail' : 'sidebar'} />
        <TeamLink form={rail ? 'rail' : 'sidebar'} />
      </div>
      {!rail && <h2 className="px-4.5 pb-1 text-xs font-medium text-faint">{t('inboxes')}</h2>}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <AllInboxesLink form={rail ? 'rail' : 'list'} currentId={current?.inboxId} />
        <InboxesNav form={rail ? 'rail' : 'list'} currentId={current?.inboxId} />
        {rail ? <SegmentsButton /> : <SegmentsNav form="list" current={current} />}
      </div>
      <SandboxLink rail={rail} />
    </aside>
  )
}

function SandboxLink({ rail }: { rail: boolean }) {
  const t = useTranslations('web')
  const { connection } = useSync()
  const workspace = useRow(workspaceType, connection.me()?.workspaceId)
  if (!workspace?.demo) return null
  return (
    <div className="p-2">
      <a
        href="/sandbox"
        target="centralita-sandbox"
        data-tip={rail ? t('sandbox') : undefined}
        className={cx(
          'flex items-center gap-2.5 rounded-md text-muted hover:bg-hover hover:text-ink',
          rail ? 'size-10 justify-center' : 'px-2.5 py-1.5',
        )}
      >
        <Smartphone aria-hidden="true" className="size-4 shrink-0" />
        <span className={rail ? 'unseen' : 'min-w-0'}>
          <span className="block">{t('sandbox')}</span>
          <span className="block text-xs text-faint">{t('sandboxHint')}</span>
        </span>
      </a>
    </div>
  )
}
