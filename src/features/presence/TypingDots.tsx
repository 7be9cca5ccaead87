import { cx } from '#ui/class-names.ts'

/** Somebody is writing: three dots that move, unless the reader wants nothing to. */
export function TypingDots({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cx('inline-flex items-center gap-0.5', className)}>
      {['', '[animation-delay:150ms]', '[animation-delay:300ms]'].map((delay) => (
        <span key={delay} className={cx('typing-dot size-1 rounded-full bg-current', delay)} />
      ))}
    </span>
  )
}
