import type { ComponentProps, ReactNode } from 'react'
import { cx } from '#ui/class-names.ts'

const TONES = {
  plain: 'border-edge bg-surface focus-within:border-accent',
  /** Not for the customer. */
  inside: 'border-warn/50 bg-warn-soft focus-within:border-warn',
}

/** Where something is written: what is said above it, the text, and what there is to do with it. */
export function ComposerBox(props: {
  tone?: keyof typeof TONES
  /** Sent by a button that submits. */
  onSend?(): void
  children: ReactNode
}) {
  const { tone = 'plain', onSend, children } = props
  return (
    <form
      className="shrink-0 px-4 pb-4 phone:px-2 phone:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        onSend?.()
      }}
    >
      <div
        className={cx(
          'relative flex flex-col rounded-lg border phone:flex-row phone:flex-wrap phone:items-end',
          TONES[tone],
        )}
      >
        {children}
      </div>
    </form>
  )
}

/** The text of a composer. */
export const COMPOSER_AREA =
  'block max-h-46 w-full grow-with-text resize-none bg-transparent px-3 pt-2.5 pb-1 text-base leading-5.5 text-ink outline-none phone:w-0 phone:flex-1 phone:py-3.25'

/** Under the text: a hint, and the button that sends. */
export function ComposerFoot({ id, hint, children }: { id: string; hint: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-2 pr-1.5 pb-1.5 pl-3 phone:contents">
      <p
        id={id}
        className="min-w-0 flex-1 truncate text-xs text-faint phone:order-1 phone:basis-full phone:px-3 phone:pb-2 phone:empty:hidden"
      >
        {hint}
      </p>
      {children}
    </div>
  )
}

export function SendButton({
  inside = false,
  icon,
  children,
  ...rest
}: ComponentProps<'button'> & { inside?: boolean; icon: ReactNode }) {
  return (
    <button
      type="submit"
      {...rest}
      className={cx(
        'flex h-7.5 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium select-none active:opacity-80 disabled:bg-sunken disabled:text-faint aria-disabled:bg-sunken aria-disabled:text-faint phone:m-0.5 phone:size-11 phone:justify-center phone:rounded-full phone:p-0 [&_svg]:size-3.5 phone:[&_svg]:size-5',
        inside
          ? 'bg-warn text-surface not-aria-disabled:hover:opacity-90'
          : 'bg-accent text-on-accent not-aria-disabled:hover:bg-accent-strong',
      )}
    >
      <span className="phone:unseen">{children}</span>
      {icon}
    </button>
  )
}
