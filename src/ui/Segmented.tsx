import { cx } from './class-names.ts'

export type Choice<T extends string> = { value: T; label: string; count?: string | undefined }

/** One of a few views of the same thing. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: Choice<T>[]
  value: T
  onChange(value: T): void
}) {
  return (
    <fieldset aria-label={label} className="flex min-w-0 gap-0.5 rounded-md bg-sunken p-0.5 phone:w-full">
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className={cx(
            'flex h-6.5 items-center justify-center gap-1.5 rounded-sm px-2.5 text-xs font-medium whitespace-nowrap select-none phone:h-10 phone:flex-auto phone:px-1.5',
            choice.value === value
              ? 'bg-raised text-ink shadow-[0_0_0_1px_var(--line),0_1px_2px_oklch(0_0_0/0.06)]'
              : 'text-muted hover:text-ink',
          )}
        >
          {choice.label}
          {choice.count && <span className="tabular text-faint">{choice.count}</span>}
        </button>
      ))}
    </fieldset>
  )
}
