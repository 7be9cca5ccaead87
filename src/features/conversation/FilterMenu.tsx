import { useTranslations } from 'use-intl'
import { MenuCheck, MenuChoice, MenuDivider, MenuItem } from '#ui/Menu.tsx'
import { type ListFilter, SORTS, withSort } from './list.ts'
import { useTagsShown } from './tags-shown.tsx'

type Props = { filter: ListFilter; onChange(filter: ListFilter): void; onMore(): void }

/** CH-2…8: the filters that are used most, and the order. */
export function FilterMenu({ filter, onChange, onMore }: Props) {
  const t = useTranslations('conversation')
  const [shown, show] = useTagsShown()
  return (
    <>
      <MenuCheck
        checked={filter.unread ?? false}
        onChange={(on) => onChange({ ...filter, unread: on || undefined })}
      >
        {t('filter.unread')}
      </MenuCheck>
      <MenuCheck
        checked={filter.unresponded ?? false}
        onChange={(on) => onChange({ ...filter, unresponded: on || undefined })}
      >
        {t('filter.unresponded')}
      </MenuCheck>
      <MenuCheck
        checked={filter.voicemail ?? false}
        onChange={(on) => onChange({ ...filter, voicemail: on || undefined })}
      >
        {t('filter.voicemail')}
      </MenuCheck>
      <MenuCheck
        checked={filter.shelf === 'snoozed'}
        onChange={(on) => onChange({ ...filter, shelf: on ? 'snoozed' : 'open' })}
      >
        {t('views.snoozed')}
      </MenuCheck>
      <MenuItem onClick={onMore}>{t('filter.more')}</MenuItem>
      <MenuDivider />
      <MenuCheck checked={shown === 'yes'} onChange={(on) => show(on ? 'yes' : 'no')}>
        {t('filter.showTags')}
      </MenuCheck>
      <MenuDivider />
      <MenuChoice
        label={t('filter.sort')}
        value={filter.sort ?? 'newest'}
        onChange={(sort) => onChange(withSort(filter, sort))}
        choices={SORTS.map((value) => ({ value, label: t(`filter.sorts.${value}`) }))}
      />
    </>
  )
}
