import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { NoteArea } from './NoteArea.tsx'
import { NoteHint, useObjection } from './NoteHint.tsx'
import { type Naming, wordsOf } from './naming.ts'
import type { Note, Words } from './note.ts'

type Props = { note: Note; naming: () => Naming; onSave(words: Words): void; onDone(): void }

/** A note while its author changes it. */
export function NoteEditor({ note, naming, onSave, onDone }: Props) {
  const t = useTranslations('comment')
  const [text, setText] = useState(note.text)
  const objection = useObjection(text, naming)
  const hint = useId()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      className="relative flex flex-col gap-2 rounded-lg border border-edge bg-surface p-2 focus-within:border-accent"
    >
      <NoteArea
        label={t('editLabel')}
        placeholder=""
        describedBy={hint}
        text={text}
        naming={naming}
        onChange={setText}
        onKey={press}
        autoFocus
        className="block max-h-60 w-full grow-with-text resize-none bg-transparent px-1 text-base leading-5.5 text-ink outline-none"
      />
      <div className="flex items-center gap-2">
        <p id={hint} className="min-w-0 flex-1 text-xs text-faint">
          <NoteHint objection={objection} otherwise="" />
        </p>
        <Button onClick={onDone}>{t('cancel')}</Button>
        <Button type="submit" look="primary" disabled={objection !== undefined || text.trim() === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  )

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault()
      onDone()
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      save()
    }
  }

  function save(): void {
    const words = wordsOf(text, naming())
    if (words.text === '' || objection) return
    if (words.text !== note.text) onSave(words)
    onDone()
  }
}
