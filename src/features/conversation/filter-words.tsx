import { useTranslations } from 'use-intl'
import { lineType, lineWords } from '#features/line/line.ts'
import { memberType } from '#features/member/member.ts'
import { tagType } from '#features/tag/tag.ts'
import { useSync } from '#sync/sync.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { CHIPS, type Chip, type ListFilter } from './list.ts'

/** What of a filter is chosen beyond the place that one looks at. */
export function chipsOf(filter: ListFilter): Chip[] {
  return CHIPS.filter((name) => filter[name] !== undefined)
}

/** How a chosen filter is said. */
export function useFilterWords(myId: string | undefined): (filter: ListFilter, name: Chip) => string {
  const t = useTranslations('conversation')
  const { store } = useSync()
  const when = useWhen()
  const today = useToday()
  return (filter, name) => {
    switch (name) {
      case 'assigneeId':
        return t('filter.words.assignee', {
          name:
            filter.assigneeId === myId ? t('you') : nameOf(store.get(memberType, filter.assigneeId ?? '')),
        })
      case 'tagId':
        return t('filter.words.tag', { name: nameOf(store.get(tagType, filter.tagId ?? '')) })
      case 'lineId': {
        const line = store.get(lineType, filter.lineId ?? '')
        return line ? lineWords(line) : t('filter.words.gone')
      }
      case 'company':
        return t('filter.words.company', { name: filter.company ?? '' })
      case 'property':
        return `${filter.property?.name}: ${filter.property?.value}`
      case 'since':
        return t('filter.words.since', { day: when.day(filter.since ?? '', today) })
      case 'until':
        return t('filter.words.until', { day: when.day(filter.until ?? '', today) })
      case 'sort':
        return t(`filter.sorts.${filter.sort ?? 'newest'}`)
      case 'unread':
        return t('filter.unread')
      case 'unresponded':
        return t('filter.unresponded')
      case 'voicemail':
        return t('filter.voicemail')
    }
  }

  function nameOf(row: { name: string } | undefined): string {
    return row?.name ?? t('filter.words.gone')
  }
}
