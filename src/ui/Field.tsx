import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'
import { Select } from './Select.tsx'

const BOX =
  'h-9 w-full rounded-md border border-edge bg-surface text-base text-ink has-aria-invalid:border-danger aria-invalid:border-danger phone:h-12'
const INPUT = `${BOX} px-3`

type Named = { label: string; hint?: ReactNode; problem?: string | undefined }

/** A line of text with its label, and what is wrong with it in its place. */
export function TextField({ label, hint, problem, className, ...rest }: ComponentProps<'input'> & Named) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <input {...rest} id={id} {...described(id, hint, problem)} className={cx(INPUT, className)} />
    </Labelled>
  )
}

export function SelectField({ label, hint, problem, className, ...rest }: ComponentProps<'select'> & Named) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <Select {...rest} id={id} {...described(id, hint, problem)} className={cx(BOX, className)} />
    </Labelled>
  )
}

export function TextAreaField({
  label,
  hint,
  problem,
  className,
  ...rest
}: ComponentProps<'textarea'> & Named) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem}>
      <textarea
        {...rest}
        id={id}
        {...described(id, hint, problem)}
        className={cx(INPUT, 'h-auto min-h-24 resize-none py-2 phone:h-auto', className)}
      />
    </Labelled>
  )
}

/** Something that is on or off. */
export function SwitchField({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string
  hint?: ReactNode
  checked: boolean
  onChange(checked: boolean): void
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        {...described(id, hint, undefined)}
        className="mt-0.5 size-4 shrink-0 accent-accent phone:size-5"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-note`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

function Labelled({ id, label, hint, problem, children }: Named & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      {children}
      {(problem ?? hint) && (
        <p id={`${id}-note`} className={cx('text-xs', problem ? 'text-danger' : 'text-muted')}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}

function described(id: string, hint: ReactNode, problem: string | undefined) {
  return {
    ...(hint || problem ? { 'aria-describedby': `${id}-note` } : {}),
    ...(problem ? { 'aria-invalid': true } : {}),
  }
}
