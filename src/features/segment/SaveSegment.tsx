import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { listKey } from '#features/conversation/conversation-list.tsx'
import type { ListFilter } from '#features/conversation/list.ts'
import { lazily } from '#ui/lazily.tsx'
import { SegmentMenu } from './SegmentMenu.tsx'
import { useMayChange, useSegments } from './segment-hooks.tsx'

const Save = lazily(() => import('./SaveSegmentDialog.tsx').then((module) => module.SaveSegmentDialog))

const LOOK = 'flex h-6.5 items-center gap-1 px-1.5 text-xs font-medium text-accent-text phone:h-9'

/** Gives the filter that is being looked at a name; where it has one, what the member can do with that. */
export function SaveSegment({ filter }: { filter: ListFilter }) {
  const t = useTranslations('segment')
  const [open, setOpen] = useState(false)
  const key = listKey(filter)
  const mayChange = useMayChange()
  const kept = useSegments().find((segment) => listKey(segment.filter) === key && mayChange(segment))
  return (
    <>
      {kept ? (
        <SegmentMenu
          segment={kept}
          trigger={
            <button type="button" aria-label={t('options', { name: kept.name })} className={LOOK}>
              <span className="max-w-40 truncate">{kept.name}</span>
              <ChevronDown aria-hidden="true" className="size-3" />
            </button>
          }
        />
      ) : (
        <button type="button" onClick={() => setOpen(true)} className={LOOK}>
          {t('save')}
        </button>
      )}
      {open && <Save.Component filter={filter} onClose={() => setOpen(false)} />}
    </>
  )
}
