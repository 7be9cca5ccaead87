import { ListFilter as FilterIcon, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMyId } from '#features/member/member-hooks.tsx'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { lazily } from '#ui/lazily.tsx'
import { Menu } from '#ui/Menu.tsx'
import { Segmented } from '#ui/Segmented.tsx'
import { useAssignment } from './assignment-hooks.tsx'
import { SHELVES } from './conversation.ts'
import { chipsOf, useFilterWords } from './filter-words.tsx'
import { type ListFilter, SECTION_CHOICES, withoutFilters, withSection } from './list.ts'
import { useCounts } from './unread-counts.tsx'

const FilterMenu = lazily(() => import('./FilterMenu.tsx').then((module) => module.FilterMenu))
const Commands = lazily(() => import('./ListCommands.tsx').then((module) => module.ListCommands))
const MoreFilters = lazily(() => import('./MoreFiltersDialog.tsx').then((module) => module.MoreFiltersDialog))

type Props = { filter: ListFilter; onChange(filter: ListFilter): void }
type Extra = {
  /** What else can be done with a filter. */
  extra: ReactNode
}

/** CH-2…8, INB-15: what of a list is shown, in which order, and everything back to how it was in one step. */
export function ListFilters({ filter, onChange, extra }: Props & Extra) {
  const t = useTranslations('conversation')
  const assigning = useAssignment(filter.inboxId)
  const { open } = useCounts(filter.inboxId)
  const [menuOpen, setMenuOpen] = useState(false)
  const [moreOpen, setMoreOpen] = useState(false)
  const views = SHELVES.filter((shelf) => shelf !== 'snoozed' || filter.shelf === 'snoozed')
  return (
    <div className="flex flex-col gap-1.5 px-3 pb-2.5">
      <div className="flex items-center gap-1.5">
        <Segmented
          label={t('view')}
          value={filter.shelf}
          onChange={(shelf) => onChange({ ...filter, shelf })}
          choices={views.map((value) => ({
            value,
            label: t(`views.${value}`),
            count: value === 'open' && open > 0 ? t('count', { count: open }) : undefined,
          }))}
        />
        <span className="flex-1" />
        <Menu
          open={menuOpen}
          onOpenChange={setMenuOpen}
          trigger={
            <IconButton
              label={t('filter.name')}
              className={cx(chipsOf(filter).length > 0 && 'text-accent-text')}
            >
              <FilterIcon aria-hidden="true" className="size-4 phone:size-5" />
            </IconButton>
          }
        >
          <FilterMenu.Component filter={filter} onChange={onChange} onMore={() => setMoreOpen(true)} />
        </Menu>
      </div>
      {assigning && <Sections filter={filter} onChange={onChange} />}
      <Chips filter={filter} onChange={onChange} extra={extra} />
      <Commands.Component
        filter={filter}
        assigning={assigning}
        onChange={onChange}
        onMore={() => setMoreOpen(true)}
      />
      {moreOpen && (
        <MoreFilters.Component filter={filter} onChange={onChange} onClose={() => setMoreOpen(false)} />
      )}
    </div>
  )
}

function Sections({ filter, onChange }: Props) {
  const t = useTranslations('conversation')
  const { unassigned, mine } = useCounts(filter.inboxId)
  const counts = { all: 0, unassigned, mine, others: 0 }
  return (
    <div className="flex">
      <Segmented
        label={t('filter.sections')}
        value={filter.section ?? 'all'}
        onChange={(section) => onChange(withSection(filter, section))}
        choices={SECTION_CHOICES.map((value) => ({
          value,
          label: t(`filter.section.${value}`),
          count:
            filter.shelf === 'open' && counts[value] > 0 ? t('count', { count: counts[value] }) : undefined,
        }))}
      />
    </div>
  )
}

function Chips({ filter, onChange, extra }: Props & Extra) {
  const t = useTranslations('conversation')
  const words = useFilterWords(useMyId())
  const chips = chipsOf(filter)
  if (chips.length === 0) return null
  return (
    <ul aria-label={t('filter.active')} className="flex flex-wrap items-center gap-1.5">
      {chips.map((name) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => onChange({ ...filter, [name]: undefined })}
            aria-label={t('filter.remove', { filter: words(filter, name) })}
            className="flex h-6.5 max-w-60 items-center gap-1 rounded-full bg-selected px-2.5 text-xs text-ink phone:h-9"
          >
            <span className="truncate">{words(filter, name)}</span>
            <X aria-hidden="true" className="size-3 shrink-0 text-muted" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          onClick={() => onChange(withoutFilters(filter))}
          className="h-6.5 px-1.5 text-xs font-medium text-accent-text phone:h-9"
        >
          {t('filter.reset')}
        </button>
      </li>
      <li>{extra}</li>
    </ul>
  )
}
