import { useTranslations } from 'use-intl'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { SHELVES } from './conversation.ts'
import { chipsOf } from './filter-words.tsx'
import { type ListFilter, SECTION_CHOICES, SORTS, withoutFilters, withSection, withSort } from './list.ts'

type Props = {
  filter: ListFilter
  /** Whether somebody is assigned conversations here. */
  assigning: boolean
  onChange(filter: ListFilter): void
  onMore(): void
}

const SWITCHES = ['unread', 'unresponded', 'voicemail'] as const

/** CH-2…8 in the command menu: what of the list is shown, and in which order. */
export function ListCommands({ filter, assigning, onChange, onMore }: Props) {
  const t = useTranslations('conversation')
  const section = t('filter.name')
  const show = (change: Partial<ListFilter>) => onChange({ ...filter, ...change })
  useShortcuts([
    {
      ...{ id: 'list.show', keys: [], section, label: t('filter.commands.show') },
      choices: () =>
        SHELVES.map((shelf) => ({ id: shelf, label: t(`views.${shelf}`), run: () => show({ shelf }) })),
    },
    {
      ...{ id: 'list.section', keys: [], section, label: t('filter.commands.section'), offered: assigning },
      choices: () =>
        SECTION_CHOICES.map((value) => ({
          id: value,
          label: t(`filter.section.${value}`),
          run: () => onChange(withSection(filter, value)),
        })),
    },
    {
      ...{ id: 'list.sort', keys: [], section, label: t('filter.commands.sort') },
      choices: () =>
        SORTS.map((sort) => ({
          id: sort,
          label: t(`filter.sorts.${sort}`),
          run: () => onChange(withSort(filter, sort)),
        })),
    },
    ...SWITCHES.map((name) => ({
      ...{ id: `list.${name}`, keys: [], section },
      label: filter[name]
        ? t('filter.remove', { filter: t(`filter.${name}`) })
        : t('filter.commands.only', { filter: t(`filter.${name}`) }),
      run: () => show({ [name]: filter[name] ? undefined : true }),
    })),
    { id: 'list.more', keys: [], section, label: t('filter.more'), run: onMore },
    {
      ...{ id: 'list.reset', keys: [], section, label: t('filter.reset') },
      offered: chipsOf(filter).length > 0,
      run: () => onChange(withoutFilters(filter)),
    },
  ])
  return null
}
