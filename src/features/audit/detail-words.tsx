import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { useWhen } from '#ui/When.tsx'
import type { AuditLine } from './audit.ts'

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
// What people have written says what it says.
const FREE = ['name', 'heir', 'inbox', 'missedText', 'words']
const INSTANT = /^\d{4}-\d\d-\d\dT/

/** What a line of the log says beside its sentence: each part by its name, members by theirs. */
export function useDetailWords(): (line: AuditLine) => string[] {
  const t = useTranslations('audit')
  const { store } = useSync()
  const when = useWhen()
  return ({ detail, subjectName }) => {
    const { from, to, ...rest } = detail
    // These are in the sentence.
    const told = (name: string, value: unknown) =>
      name === 'memberId' || (name === 'name' && value === subjectName)
    const change = from !== undefined && to !== undefined ? [`${words(from)} → ${words(to)}`] : []
    return [
      ...change,
      ...Object.entries(rest).flatMap(([name, value]) => (told(name, value) ? [] : partOf(name, value))),
    ]
  }

  function partOf(name: string, value: unknown): string[] {
    const said = typeof value === 'string' && FREE.includes(name) ? value : words(value)
    const label = t.has(`detail.${name}` as never) ? t(`detail.${name}` as 'detail.name') : name
    return said === '' ? [] : [`${label}: ${said}`]
  }

  function words(value: unknown): string {
    if (Array.isArray(value)) return value.map(words).filter(Boolean).join(', ')
    if (value === null || value === '') return t('value.none')
    if (typeof value === 'string') return textOf(value)
    if (typeof value === 'boolean') return t(`value.${value}`)
    return typeof value === 'number' ? String(value) : t('value.changed')
  }

  // Ids say nothing to anybody.
  function textOf(text: string): string {
    if (ID.test(text)) return store.get(memberType, text)?.name ?? ''
    if (INSTANT.test(text)) return when.exact(text)
    return t.has(`value.${text}` as never) ? t(`value.${text}` as 'value.none') : text
  }
}
