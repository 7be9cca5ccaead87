import { cx } from './class-names.ts'

/**
 * A person in the room of two letters, or in their picture, which covers the letters when it is there. Their name is
 * said by whoever shows them.
 */
export function Initials({
  name,
  picture,
  className,
}: {
  name: string
  picture?: string | undefined
  className?: string | undefined
}) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'relative inline-grid size-5 shrink-0 place-items-center overflow-hidden rounded-full bg-accent-soft text-2xs leading-none font-strong text-accent-text',
        className,
      )}
    >
      {initialsOf(name)}
      {picture && <img src={picture} alt="" className="absolute inset-0 size-full object-cover" />}
    </span>
  )
}

const graphemes = new Intl.Segmenter()

const NUMBER = /^[+\d\s().-]+$/

function initialsOf(name: string): string {
  if (NUMBER.test(name)) return '#'
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends
    .map((word = '') => [...graphemes.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase()
}
