import { Check, Mail, RotateCcw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { OPEN_PX, type Swiped } from '#ui/row-swipe.tsx'
import { conversationType } from './conversation.ts'

/** What a row uncovers: on its right something to tap, on its left what will happen on release. */
export function SwipeActions({ swiped, onDone, onOpen }: { swiped: Swiped; onDone(): void; onOpen(): void }) {
  const t = useTranslations('conversation')
  const conversation = useRow(conversationType, swiped.id)
  const { side, top, height } = swiped
  const done = conversation?.status !== 'open'
  const place = { top, height, width: `var(--uncovered)`, maxWidth: OPEN_PX * 2 }
  if (side === 'right')
    return (
      <div
        style={place}
        className="absolute left-0 flex items-center gap-2 overflow-hidden bg-accent pl-5 text-sm font-medium text-on-accent"
      >
        <Mail aria-hidden="true" className="size-5 shrink-0" />
        <span className="truncate">{t('swipe.unread')}</span>
      </div>
    )
  return (
    <button
      type="button"
      style={place}
      onClick={done ? onOpen : onDone}
      className={cx(
        'absolute right-0 flex flex-col items-center justify-center overflow-hidden text-xs font-medium whitespace-nowrap text-on-accent',
        done ? 'bg-accent' : 'bg-done',
      )}
    >
      {done ? (
        <RotateCcw aria-hidden="true" className="size-5" />
      ) : (
        <Check aria-hidden="true" className="size-5" />
      )}
      {done ? t('swipe.open') : t('swipe.done')}
    </button>
  )
}
