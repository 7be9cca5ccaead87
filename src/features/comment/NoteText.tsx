import { Fragment } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { cx } from '#ui/class-names.ts'
import { NoteLink } from './NoteLink.tsx'
import type { Note } from './note.ts'
import { partsOf } from './note-text.ts'

/** What a note says: people named in it stand out, addresses can be followed. */
export function NoteText({ note: { text, mentions } }: { note: Pick<Note, 'text' | 'mentions'> }) {
  const me = useMyId()
  return partsOf(text, mentions).map((part) => {
    switch (part.type) {
      case 'text':
        return <Fragment key={part.at}>{part.text}</Fragment>
      case 'link':
        return <NoteLink key={part.at} href={part.text} />
      case 'mention':
        return (
          <span
            key={part.at}
            className={cx(
              'font-medium text-accent-text',
              (part.memberId === null || part.memberId === me) && 'rounded-sm bg-accent-soft px-0.5',
            )}
          >
            {part.text}
          </span>
        )
    }
  })
}
