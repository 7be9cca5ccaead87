import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Link } from '#ui/navigation.tsx'
import { useQuarantined } from './quarantine-hooks.tsx'

export const QUARANTINE_PATH = '/quarantine'

/** Tells an owner that something came which could not be accepted as it was. */
export function QuarantineBanner() {
  const t = useTranslations('message')
  const count = useQuarantined().length
  if (count === 0) return null
  return (
    <div className="flex min-h-9 shrink-0 items-center justify-center gap-3 bg-warn-soft px-4 py-1 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
      <span>{t('quarantine.banner', { count })}</span>
      <Link to={QUARANTINE_PATH} className="shrink-0 font-medium underline underline-offset-2 phone:py-2.5">
        {t('quarantine.review')}
      </Link>
    </div>
  )
}
