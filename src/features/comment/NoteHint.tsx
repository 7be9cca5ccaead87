import { useTranslations } from 'use-intl'
import { type Naming, namedOutside } from './naming.ts'
import { LONGEST_NOTE } from './note.ts'

/** Why what has been typed cannot be said, in words. */
export function useObjection(text: string, naming: () => Naming): string | undefined {
  const t = useTranslations('comment')
  const tooLong = text.length - LONGEST_NOTE
  if (tooLong > 0) return t('tooLong', { count: tooLong })
  if (!text.includes('@')) return undefined
  const now = naming()
  const outside = namedOutside(text, now)
  return outside && t('outside', { name: outside.name, place: now.place })
}

/** Says it, or what else there is to say. */
export function NoteHint({ objection, otherwise }: { objection: string | undefined; otherwise: string }) {
  return objection === undefined ? otherwise : <span className="text-danger">{objection}</span>
}
