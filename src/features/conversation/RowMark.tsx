import { Check } from 'lucide-react'
import { cx } from '#ui/class-names.ts'

/** The box in which a row is marked: under the mouse, and in every row while any is. The row itself says it aloud. */
export function RowMark({ marked }: { marked: boolean | undefined }) {
  return (
    <span
      aria-hidden="true"
      data-mark
      className={cx(
        'absolute inset-y-0 left-0 grid w-8 place-items-center',
        marked === undefined && 'opacity-0 group-hover/row:opacity-100',
      )}
    >
      <span
        className={cx(
          'grid size-4 place-items-center rounded-sm border phone:size-5',
          marked ? 'border-accent bg-accent text-on-accent' : 'border-faint bg-surface',
        )}
      >
        {marked && <Check className="size-3 stroke-3" />}
      </span>
    </span>
  )
}
