import { useTranslations } from 'use-intl'
import { Dialog } from '#ui/Dialog.tsx'
import { useWhen } from '#ui/When.tsx'
import type { Note } from './note.ts'

/** What a note said before, newest first. */
export function NoteHistory({ note, onClose }: { note: Note; onClose(): void }) {
  const t = useTranslations('comment')
  const when = useWhen()
  const { text, earlier, createdAt, deletedAt } = note
  const ends = [...earlier.map(({ until }) => until), deletedAt]
  const versions = [...earlier.map((version) => version.text), text].map((said, index) => ({
    said,
    from: ends[index - 1] ?? createdAt,
    until: ends[index] ?? null,
  }))
  return (
    <Dialog title={t('history')} onClose={onClose}>
      <ol className="flex flex-col gap-4">
        {versions.toReversed().map(({ said, from, until }) => (
          <li key={from}>
            <p className="mb-1 text-xs text-muted">
              {until === null
                ? t('since', { from: when.exact(from) })
                : t('between', { from: when.exact(from), until: when.exact(until) })}
            </p>
            <p
              dir="auto"
              className="rounded-md bg-sunken px-3 py-2 text-base break-words whitespace-pre-wrap [overflow-wrap:anywhere]"
            >
              {said}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
