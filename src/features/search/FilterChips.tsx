import { X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '#ui/class-names.ts'
import type { Resolved } from './resolve.ts'
import { withoutFilter } from './search-text.ts'

type Props = { text: string; filters: Resolved[]; onChange(text: string): void }

/** The filters of a search as they were understood, each with a way to take it away. */
export function FilterChips({ text, filters, onChange }: Props) {
  const t = useTranslations('search')
  const written = filters.filter(({ filter }) => filter.value !== '')
  if (written.length === 0) return null
  return (
    <ul aria-label={t('filters')} className="mx-auto flex max-w-3xl flex-wrap gap-1.5 px-4 pb-2.5">
      {written.map(({ filter, part }) => (
        <li key={filter.start}>
          <button
            type="button"
            onClick={() => onChange(withoutFilter(text, filter))}
            data-tip={t('removeFilter')}
            className={cx(
              'flex h-7 items-center gap-1.5 rounded-full px-2.5 text-xs phone:h-11 phone:px-4',
              part ? 'bg-accent-soft text-ink' : 'bg-danger-soft text-danger line-through',
            )}
          >
            <span className="font-medium">{t(`filter.${filter.key}`)}</span> {filter.value}
            <X aria-hidden="true" className="size-3" />
            <span className="unseen">{t('removeFilter')}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

const HINTS = ['from', 'in', 'has', 'before', 'after'] as const

/** The filters that there are, for who has not typed anything yet. */
export function FilterHints({ onHint }: { onHint(hint: string): void }) {
  const t = useTranslations('search')
  return (
    <ul aria-label={t('hints')} className="flex flex-wrap justify-center gap-1.5">
      {HINTS.map((key) => (
        <li key={key}>
          <button
            type="button"
            onClick={() => onHint(t(`typed.${key}`))}
            className="h-8 rounded-full border border-edge px-3 text-sm text-muted hover:bg-hover hover:text-ink phone:h-11"
          >
            {t(`typed.${key}`)}
          </button>
        </li>
      ))}
    </ul>
  )
}
