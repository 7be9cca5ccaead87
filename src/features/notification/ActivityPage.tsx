import { BellRing, CheckCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { useTitle } from '#ui/title.tsx'
import { ActivityGroup } from './ActivityGroup.tsx'
import { groupsOf } from './groups.ts'
import { notificationsQuery } from './notification.api.ts'
import { type Notification, notificationType } from './notification.ts'
import { useNotifications, useReading, useUnreadNotifications } from './notification-hooks.tsx'

type Shown = 'all' | 'unread'

/** What one was told of, by conversation. */
export function ActivityPage() {
  const t = useTranslations('notification')
  const [shown, show] = useState<Shown>('all')
  const unread = useUnreadNotifications()
  const { readAll } = useReading()
  const rows = useNotifications(shown)
  const groups = groupsOf(rows)
  const older = useOlder(oldestOf(rows))
  useTitle(t('title', { unread }))
  return (
    <section aria-label={t('activity')} className="flex h-full flex-col bg-surface">
      <header className="shrink-0 border-b border-line phone:safe-top">
        <div className="mx-auto flex min-h-13 max-w-3xl flex-wrap items-center gap-x-3 gap-y-2 px-4 phone:py-2">
          <h1 className="text-base font-strong">{t('activity')}</h1>
          <div className="flex-1" />
          <div className="phone:order-last phone:w-full">
            <Segmented<Shown>
              label={t('show')}
              choices={(['all', 'unread'] as const).map((value) => ({ value, label: t(`shown.${value}`) }))}
              value={shown}
              onChange={show}
            />
          </div>
          <Button
            look="ghost"
            disabled={unread === 0}
            onClick={() => readAll()}
            className="phone:-mr-3 phone:px-3"
          >
            <CheckCheck aria-hidden="true" className="size-4" />
            {t('readAll')}
          </Button>
        </div>
      </header>
      <div className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {groups.length === 0 ? (
          <div className="absolute inset-0 grid place-items-center">
            <EmptyState
              icon={<BellRing />}
              title={t(`none.${shown}`)}
              text={shown === 'all' ? t('none.text') : undefined}
            />
          </div>
        ) : (
          <ul className="mx-auto max-w-3xl py-2">
            {groups.map((group) => (
              <ActivityGroup key={group.key} group={group} />
            ))}
          </ul>
        )}
        {shown === 'all' && groups.length > 0 && older.more && (
          <div className="grid place-items-center pb-6">
            <Button onClick={older.load}>{t('older')}</Button>
          </div>
        )}
      </div>
    </section>
  )
}

// Pages go by the ids.
function oldestOf(rows: readonly Notification[]): string | undefined {
  return rows.map(({ id }) => id).toSorted()[0]
}

const PAGE = 50

// There may be more than this browser holds, until the server says that there is not.
function useOlder(lastId: string | undefined) {
  const { connection, store } = useSync()
  const [more, setMore] = useState(() => store.all(notificationType).length >= PAGE)
  return { more, load }

  function load(): void {
    void connection.ask(notificationsQuery, { before: lastId ?? null, limit: PAGE }).then((answer) => {
      if (answer.ok) setMore(answer.value.more)
    })
  }
}
