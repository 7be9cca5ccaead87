import { cx } from '#ui/class-names.ts'

/** AS-3, AS-4: a full green dot for who can be given conversations, an empty one for who cannot. */
export function Availability({ available }: { available: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-block size-2.5 shrink-0 rounded-full border',
        available ? 'border-good bg-good' : 'border-muted bg-transparent',
      )}
    />
  )
}
