import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListFilter } from '#features/conversation/list.ts'
import { lazily } from '#ui/lazily.tsx'

const Save = lazily(() => import('./SaveSegmentDialog.tsx').then((module) => module.SaveSegmentDialog))

/** Gives the filter that is being looked at a name in the sidebar. */
export function SaveSegment({ filter }: { filter: ListFilter }) {
  const t = useTranslations('segment')
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="h-6.5 px-1.5 text-xs font-medium text-accent-text phone:h-9"
      >
        {t('save')}
      </button>
      {open && <Save.Component filter={filter} onClose={() => setOpen(false)} />}
    </>
  )
}
