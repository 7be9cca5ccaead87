import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { type Day, dayOf } from '#ui/when.ts'
import { AuditLineItem } from './AuditLineItem.tsx'
import type { AuditFilter } from './audit.api.ts'
import { AREAS } from './audit.ts'
import { useAuditLog } from './audit-hooks.tsx'
import { exportUrl } from './export.ts'

const EVERYTHING: AuditFilter = { actorId: null, area: null, since: null, until: null }

/** What somebody may have to account for: who did what, when; newest first. */
export function AuditPage() {
  const t = useTranslations('audit')
  const [filter, setFilter] = useState(EVERYTHING)
  const { lines, more, problem, extend } = useAuditLog(filter)
  return (
    <>
      <p className="mb-5 max-w-prose text-muted">{t('about')}</p>
      <Filters filter={filter} onChange={setFilter} />
      <div className="relative mt-5 min-h-80 border-t border-line">
        {lines === undefined && !problem && <SkeletonRows count={5} />}
        {problem && (
          <EmptyState
            icon={<ScrollText />}
            title={t('failed')}
            action={<Button onClick={extend}>{t('again')}</Button>}
          />
        )}
        {lines?.length === 0 && (
          <div className="py-16">
            <EmptyState icon={<ScrollText />} title={t('none')} text={t('noneText')} />
          </div>
        )}
        <ol aria-label={t('list')}>
          {lines?.map((line) => (
            <AuditLineItem key={line.seq} line={line} />
          ))}
        </ol>
        {more && (
          <Button onClick={extend} className="mt-4">
            {t('more')}
          </Button>
        )}
      </div>
    </>
  )
}

function Filters({ filter, onChange }: { filter: AuditFilter; onChange(filter: AuditFilter): void }) {
  const t = useTranslations('audit')
  const { store } = useSync()
  return (
    <div className="flex flex-wrap items-end gap-3 [&>div]:min-w-36 [&>div]:flex-1">
      <SelectField
        label={t('who')}
        value={filter.actorId ?? ''}
        onChange={({ target }) => onChange({ ...filter, actorId: target.value || null })}
      >
        <option value="">{t('anybody')}</option>
        {store.all(memberType).map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('what')}
        value={filter.area ?? ''}
        onChange={({ target }) =>
          onChange({ ...filter, area: AREAS.find((area) => area === target.value) ?? null })
        }
      >
        <option value="">{t('anything')}</option>
        {AREAS.map((area) => (
          <option key={area} value={area}>
            {t(`area.${area}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        type="date"
        label={t('since')}
        value={dayIn(filter.since)}
        onChange={({ target }) => onChange({ ...filter, since: startOf(target.value, 0) })}
      />
      <TextField
        type="date"
        label={t('until')}
        value={dayIn(filter.until, 1)}
        onChange={({ target }) => onChange({ ...filter, until: startOf(target.value, 1) })}
      />
      <div className="flex gap-2">
        <Download format="csv" filter={filter} />
        <Download format="jsonl" filter={filter} />
      </div>
    </div>
  )
}

function Download({ format, filter }: { format: 'csv' | 'jsonl'; filter: AuditFilter }) {
  const t = useTranslations('audit')
  return (
    <a
      href={exportUrl(format, filter)}
      download
      className="inline-flex h-9 items-center rounded-md border border-edge bg-surface px-3 text-sm font-medium hover:bg-hover phone:h-12"
    >
      {t(`export.${format}`)}
    </a>
  )
}

// The reader's own midnight at which the day begins, or with `later` 1 the one after it.
function startOf(day: Day, later: 0 | 1): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return day === '' ? null : new Date(year, month - 1, date + later).toISOString()
}

function dayIn(at: string | null, later = 0): Day {
  if (at === null) return ''
  const date = new Date(at)
  return dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() - later).getTime())
}
