import { type Line, lineWords } from '#features/line/line.ts'
import { useRow } from '#sync/sync.tsx'
import { inboxType } from './inbox.ts'

/** One of our lines among those to choose from: of which inbox it is, its name if it has one, and its number. */
export function LineOption({ line }: { line: Line }) {
  const inbox = useRow(inboxType, line.inboxId)
  return (
    <option value={line.id}>
      {[inbox && `${inbox.emoji} ${inbox.name}`, lineWords(line)].filter(Boolean).join(' · ')}
    </option>
  )
}
