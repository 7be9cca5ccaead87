import { Check, Mail, RotateCcw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { OPEN_PX, type Swiped } from '#ui/row-swipe.tsx'
import { conversationType } from './conversation.ts'

type Props = {
  swiped: Swiped
  /** In pixels from the top of the list's frame. */
  top: number
  height: number
  onDone(): void
  onOpen(): void
}

/** What a row uncovers: on its right something to tap, on its left what will happen on release. */
export function SwipeActions({ swiped: { id, side }, top, height, onDone, onOpen }: Props) {
  const t = useTranslations('conversation')
  const conversation = useRow(conversationType, id)
  const done = conversation?.status !== 'open'
  // Moved in from the side, and with its row: nothing is laid out on the way. Pulled further, its colour follows.
  const away = `calc(${OPEN_PX}px - var(--uncovered))`
  const place = { height, width: OPEN_PX, transition: 'transform var(--uncovering)' }
  if (side === 'right')
    return (
      <div
        style={{ ...place, transform: `translate(calc(-1 * ${away}), ${top}px)` }}
        className="absolute top-0 left-0 flex flex-col items-center justify-center bg-accent text-xs font-medium whitespace-nowrap text-on-accent before:absolute before:inset-y-0 before:right-full before:w-full before:bg-inherit"
      >
        <Mail aria-hidden="true" className="size-5 shrink-0" />
        {t('swipe.unread')}
      </div>
    )
  return (
    <button
      type="button"
      style={{ ...place, transform: `translate(${away}, ${top}px)` }}
      onClick={done ? onOpen : onDone}
      className={cx(
        'absolute top-0 right-0 flex flex-col items-center justify-center text-xs font-medium whitespace-nowrap text-on-accent after:absolute after:inset-y-0 after:left-full after:w-full after:bg-inherit',
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
