import type { ComponentProps, ReactNode } from 'react'
import { cx } from './class-names.ts'
import { Kbd } from './Kbd.tsx'
import { MAC, useKeys } from './Shortcuts.tsx'
import { ariaKeys } from './shortcuts.ts'

export type ButtonProps = ComponentProps<'button'> & {
  look?: keyof typeof LOOKS
  /** The shortcut that does the same: announced, and shown in the tooltip or on the button. */
  shortcut?: string
}

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong disabled:bg-sunken disabled:text-faint',
  outline: 'border border-edge bg-surface text-ink hover:bg-hover disabled:text-faint',
  ghost: 'text-muted hover:bg-hover hover:text-ink disabled:text-faint',
  danger: 'border border-edge bg-surface text-danger hover:bg-danger-soft',
}

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none active:opacity-80 disabled:opacity-100'

export function Button({
  look = 'outline',
  shortcut,
  className,
  children,
  showKeys = false,
  ...rest
}: ButtonProps & { showKeys?: boolean }) {
  const keys = useKeys(shortcut)
  return (
    <button
      type="button"
      {...announced(keys)}
      {...rest}
      className={cx(BASE, 'h-8 px-3 text-sm phone:h-11 phone:px-4', LOOKS[look], className)}
    >
      {children}
      {showKeys && keys[0] && <Kbd keys={keys[0]} className="-mr-1 ml-1 phone:hidden" />}
    </button>
  )
}

/** A button that shows only an icon: its label is its name, and what the tooltip says. */
export function IconButton({
  label,
  look = 'ghost',
  shortcut,
  className,
  ...rest
}: ButtonProps & { label: string; children: ReactNode }) {
  const keys = useKeys(shortcut)
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      data-tip-keys={keys[0]}
      {...announced(keys)}
      {...rest}
      className={cx(BASE, 'size-8 phone:size-11', LOOKS[look], className)}
    />
  )
}

function announced(keys: readonly string[]) {
  const spoken = ariaKeys(keys, MAC)
  return spoken ? { 'aria-keyshortcuts': spoken } : {}
}
