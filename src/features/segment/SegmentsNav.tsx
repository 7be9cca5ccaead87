import { Filter, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { listKey } from '#features/conversation/conversation-list.tsx'
import type { ListFilter } from '#features/conversation/list.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { useSync } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { Link } from '#ui/navigation.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { saveSegmentCommand } from './segment.api.ts'
import type { Segment } from './segment.ts'
import { useSegments } from './segment-hooks.tsx'

/** The filters that were kept, each one step away. */
export function SegmentsNav({ current }: { current: ListFilter | undefined }) {
  const t = useTranslations('segment')
  const segments = useSegments()
  if (segments.length === 0) return null
  return (
    <nav aria-label={t('segments')} className="mt-4">
      <h2 className="px-4.5 pb-1 text-xs font-medium text-muted">{t('segments')}</h2>
      <ul className="flex flex-col gap-px px-2">
        {segments.map((segment) => (
          <li key={segment.id} className="group/segment relative">
            <Link
              to={pathOf({ filter: segment.filter })}
              aria-current={current && listKey(current) === listKey(segment.filter) ? 'page' : undefined}
              className={cx(
                'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-muted hover:bg-hover hover:text-ink',
                'aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink',
              )}
            >
              <Filter aria-hidden="true" className="size-4 shrink-0" />
              <span className="min-w-0 flex-1 truncate">{segment.name}</span>
            </Link>
            <Remove segment={segment} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Remove({ segment }: { segment: Segment }) {
  const t = useTranslations('segment')
  const problemText = useProblemText()
  const { connection } = useSync()
  return (
    <IconButton
      label={t('remove', { name: segment.name })}
      onClick={() => void remove()}
      className="absolute top-0.5 right-1 size-7 opacity-0 group-hover/segment:opacity-100 focus-visible:opacity-100"
    >
      <X aria-hidden="true" className="size-3.5" />
    </IconButton>
  )

  async function remove(): Promise<void> {
    const { id, name, filter, ownerId, position } = segment
    const result = await connection.call('segment.remove', { id })
    if (!result.ok) return toasts.problem(problemText(result.error))
    toasts.say(t('removed', { name }), {
      undo: () =>
        void connection.run(saveSegmentCommand, { id, name, filter, forTeam: ownerId === null, position }),
    })
  }
}
