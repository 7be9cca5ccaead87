import { X } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import type { QuietWindow } from './settings.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7]

type Props = { number: number; window: QuietWindow; onChange(window: QuietWindow): void; onRemove(): void }

/** Days, and from when to when. */
export function QuietHours({ number, window, onChange, onRemove }: Props) {
  const t = useTranslations('notification')
  const days = useDayNames()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line px-3 py-2">
      <fieldset aria-label={t('quiet.days', { number })} className="flex gap-1">
        {DAYS.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={window.days.includes(day)}
            aria-label={days(day, 'long')}
            onClick={() => setDay(day)}
            className={cx(
              'grid size-8 place-items-center rounded-full text-xs font-medium phone:size-9',
              window.days.includes(day) ? 'bg-accent text-on-accent' : 'bg-sunken text-muted hover:text-ink',
            )}
          >
            {days(day, 'narrow')}
          </button>
        ))}
      </fieldset>
      <div className="flex items-center gap-2 phone:order-last phone:w-full">
        {(['from', 'to'] as const).map((end) => (
          <label key={end} className="flex items-center gap-1.5">
            <span className="text-muted">{t(`quiet.${end}`)}</span>
            <input
              type="time"
              required
              value={clock(window[end])}
              onChange={({ target }) => setTime(end, target.value)}
              className="h-8 rounded-md border border-edge bg-surface px-2 text-ink phone:h-11"
            />
          </label>
        ))}
      </div>
      <div className="flex flex-1 justify-end">
        <IconButton label={t('quiet.remove', { number })} onClick={onRemove}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
    </li>
  )

  function setDay(day: number): void {
    const next = DAYS.filter((one) => (one === day) !== window.days.includes(one))
    // A window on no day at all would be none.
    if (next.length > 0) onChange({ ...window, days: next })
  }

  function setTime(end: 'from' | 'to', text: string): void {
    const [hours, minutes] = text.split(':').map(Number)
    if (hours !== undefined && minutes !== undefined) onChange({ ...window, [end]: 60 * hours + minutes })
  }
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

const A_MONDAY = Date.UTC(2024, 0, 1)
const A_DAY_MS = 24 * 60 * 60_000

function useDayNames(): (day: number, weekday: 'long' | 'narrow') => string {
  const locale = useLocale()
  return (day, weekday) =>
    new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(A_MONDAY + (day - 1) * A_DAY_MS)
}
