import { Inbox } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '#ui/class-names.ts'
import { Link, usePlace } from '#ui/navigation.tsx'
import { AccountButton } from './AccountButton.tsx'
import { ActivityLink } from './ActivityLink.tsx'
import { CallsLink } from './CallsLink.tsx'
import { SearchButton } from './command-menu/SearchButton.tsx'
import { TeamLink } from './TeamLink.tsx'

/** The ways that a phone keeps under the thumb. */
export function BottomBar({ onShortcuts }: { onShortcuts(): void }) {
  const t = useTranslations('web')
  const inbox = usePlace(({ path }) => path.startsWith('/inbox'))
  return (
    <nav aria-label={t('ways')} className="shrink-0 border-t border-line bg-canvas safe-bottom">
      <div className="flex h-14">
        <Link
          to="/inbox"
          aria-current={inbox ? 'page' : undefined}
          className={cx(
            'flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs',
            inbox ? 'font-medium text-accent-text' : 'text-muted',
          )}
        >
          <Inbox aria-hidden="true" className="size-5.5" />
          {t('inbox')}
        </Link>
        <CallsLink form="bar" />
        <ActivityLink form="bar" />
        <TeamLink form="bar" />
        <SearchButton form="bar" />
        <AccountButton form="bar" onShortcuts={onShortcuts} />
      </div>
    </nav>
  )
}
