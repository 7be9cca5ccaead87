import { ChevronRight, Phone, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAllInboxes } from '#features/access/access-hooks.tsx'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { lineWords } from '#features/line/line.ts'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Link, navigate } from '#ui/navigation.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { ConnectDialog } from './ConnectDialog.tsx'
import type { ShownLine } from './connection.api.ts'
import { useConnections } from './connection-hooks.tsx'
import { LinePage } from './LinePage.tsx'

/** The numbers of the workspace, for owners and admins; with an id, one of them. */
export function LinesPage({ rest }: { rest: string | undefined }) {
  const t = useTranslations('connection')
  const { connections, failed, again } = useConnections()
  const { inboxes } = useAllInboxes()
  const [connecting, setConnecting] = useState(false)
  if (failed && !connections) return <p className="text-muted">{t('unreachable')}</p>
  if (!connections) return <SkeletonRows />
  const { lines, providers } = connections
  const shared = inboxes.filter(({ isPrivate }) => !isPrivate)
  const opened = lines.find(({ id }) => id === rest)
  if (opened)
    return <LinePage key={opened.id} line={opened} providers={providers} inboxes={shared} again={again} />
  const connect = (
    <Button look="primary" onClick={() => setConnecting(true)}>
      <Plus aria-hidden="true" className="size-4" />
      {t('connect')}
    </Button>
  )
  return (
    <>
      <div className="mb-5 flex items-start justify-between gap-4 phone:flex-col">
        <p className="max-w-prose text-muted">{t('about')}</p>
        {lines.length > 0 && connect}
      </div>
      {lines.length === 0 ? (
        <div className="border-t border-line py-14">
          <EmptyState icon={<Phone />} title={t('none')} text={t('noneText')} action={connect} />
        </div>
      ) : (
        <ul aria-label={t('list')} className="border-t border-line">
          {lines.map((line) => (
            <li key={line.id} className="border-b border-line">
              <LineLink line={line} inbox={inboxes.find(({ id }) => id === line.inboxId)} />
            </li>
          ))}
        </ul>
      )}
      {connecting && (
        <ConnectDialog
          providers={providers}
          inboxes={shared}
          onClose={() => setConnecting(false)}
          onConnected={(id) => {
            setConnecting(false)
            again()
            navigate(`/settings/lines/${id}`)
          }}
        />
      )}
    </>
  )
}

function LineLink({ line, inbox }: { line: ShownLine; inbox: InboxOverview | undefined }) {
  const t = useTranslations('connection')
  const about = [
    inbox && `${inbox.emoji} ${inbox.name}`,
    line.provider,
    ...line.carries.map((one) => t(`carries.${one}`)),
  ]
  const waiting = line.quarantined > 0 && t('waiting', { count: line.quarantined })
  const state = line.disconnectedAt ? t('disconnected') : waiting
  return (
    <Link
      to={`/settings/lines/${line.id}`}
      className="-mx-2 flex min-h-14 items-center gap-3 rounded-md px-2 py-2 hover:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className="tabular block truncate font-medium">{lineWords(line)}</span>
        <span className="block truncate text-xs text-muted">{about.filter(Boolean).join(' · ')}</span>
      </span>
      {state && (
        <span className="rounded-full bg-danger-soft px-2 py-0.5 text-xs whitespace-nowrap text-danger">
          {state}
        </span>
      )}
      <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-faint" />
    </Link>
  )
}
