import { cx } from './class-names.ts'

/** A person in the room of two letters; their name is said by whoever shows them. */
export function Initials({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-grid size-5 shrink-0 place-items-center rounded-full bg-accent-soft text-2xs leading-none font-strong text-accent-text',
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  )
}

const graphemes = new Intl.Segmenter()

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends
    .map((word = '') => [...graphemes.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase()
}
