import { useRow } from '#sync/sync.tsx'
import { tagType } from './tag.ts'

/** A tag's name with its colour; nothing when it was removed. */
export function TagChip({ id }: { id: string }) {
  const tag = useRow(tagType, id)
  if (!tag) return null
  return (
    <span className="inline-flex max-w-28 shrink-0 items-center gap-1 rounded-full border border-line px-1.5 text-2xs leading-4 text-muted">
      <span
        aria-hidden="true"
        data-tag-color={tag.color}
        className="tag-dot size-1.5 shrink-0 rounded-full"
      />
      <span className="truncate">{tag.name}</span>
    </span>
  )
}
