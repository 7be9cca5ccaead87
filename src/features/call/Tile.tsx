import type { ReactNode } from 'react'
import { cx } from '#ui/class-names.ts'

const LOOKS = {
  grid: {
    shape: 'h-15 rounded-lg border px-1 [&_svg]:size-4.5',
    on: 'border-accent bg-accent-soft text-accent-text',
    off: 'border-line text-ink enabled:hover:bg-hover',
  },
  bar: {
    shape: 'h-14 flex-1 rounded-xl [&_svg]:size-5',
    on: 'bg-accent-soft text-accent-text',
    off: 'bg-sunken text-ink',
  },
}

type Props = {
  /** Among others in a grid, or in the bar that holds the call on a phone. */
  look: keyof typeof LOOKS
  label: string
  icon: ReactNode
  on: boolean
  disabled?: boolean
  onClick(): void
}

/** Something of a call that is on or off, with its name below it. */
export function Tile({ look, label, icon, on, disabled = false, onClick }: Props) {
  const { shape, on: isOn, off } = LOOKS[look]
  return (
    <button
      type="button"
      aria-pressed={on}
      disabled={disabled}
      onClick={onClick}
      className={cx(
        'flex flex-col items-center justify-center gap-1 text-xs font-medium select-none disabled:text-faint',
        shape,
        on ? isOn : off,
      )}
    >
      <span aria-hidden="true">{icon}</span>
      {label}
    </button>
  )
}
