import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from './class-names.ts'

/** The system's own list of choices, behind a box of ours. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative inline-flex min-w-0 items-center', className)}>
      <select
        {...rest}
        className="size-full min-w-0 appearance-none truncate rounded-md bg-transparent pr-8 pl-3 text-ink"
      />
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute right-2.5 size-3.5 text-muted"
      />
    </span>
  )
}
