import { cx } from './class-names.ts'
import { MAC } from './Shortcuts.tsx'
import { keyCaps } from './shortcuts.ts'

/** Keys as they are printed, for eyes only: who needs to hear them hears `aria-keyshortcuts`. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span aria-hidden="true" className={cx('inline-flex gap-0.5', className)}>
      {keyCaps(keys, MAC).map((cap, index) => (
        <kbd
          // The keys of one shortcut never change places.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-edge/70 bg-surface px-1 font-sans text-2xs text-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  )
}
