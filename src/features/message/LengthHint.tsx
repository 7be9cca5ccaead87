import { useTranslations } from 'use-intl'
import { LONGEST_TEXT } from './message.ts'
import { segmentsOf } from './segments.ts'

const NEAR = 20

/** Speaks up when a text is about to need another piece, or is too long to be sent. */
export function LengthHint({ text, otherwise }: { text: string; otherwise: string }) {
  const t = useTranslations('message')
  const tooLong = text.length - LONGEST_TEXT
  if (tooLong > 0) return <span className="text-danger">{t('tooLong', { count: tooLong })}</span>
  const { count, left } = segmentsOf(text)
  if (count === 1 && left > NEAR) return otherwise
  return <span className="tabular">{t('segments', { count, left })}</span>
}
