import { useTranslations } from 'use-intl'
import { cx } from '#ui/class-names.ts'
import { usePresence } from './presence-hooks.tsx'

const LOOKS = {
  online: 'border-good bg-good',
  away: 'border-warn bg-surface',
  offline: 'border-edge bg-surface',
}

/** Whether a colleague is here, away from their page, or not here at all. */
export function PresenceDot({ memberId, className }: { memberId: string | undefined; className?: string }) {
  const t = useTranslations('presence')
  const presence = usePresence(memberId)
  return (
    <span data-tip={t(`at.${presence}`)} className={cx('inline-flex shrink-0', className)}>
      <span aria-hidden="true" className={cx('size-2.5 rounded-full border-2', LOOKS[presence])} />
      <span className="unseen">{t(`at.${presence}`)}</span>
    </span>
  )
}
