import { Pencil, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { lazily } from '#ui/lazily.tsx'
import { Menu, MenuItem } from '#ui/Menu.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { Segment } from './segment.ts'

const Rename = lazily(() => import('./RenameSegmentDialog.tsx').then((module) => module.RenameSegmentDialog))

/** What can be done with a segment, by mouse and by finger. `trigger` is the button. */
export function SegmentMenu({ segment, trigger }: { segment: Segment; trigger: ReactElement }) {
  const t = useTranslations('segment')
  const problemText = useProblemText()
  const { connection } = useSync()
  const [open, setOpen] = useState(false)
  const [renaming, rename] = useState(false)
  return (
    <>
      <Menu open={open} onOpenChange={setOpen} trigger={trigger}>
        <MenuItem onClick={() => rename(true)}>
          <Pencil aria-hidden="true" />
          {t('rename')}
        </MenuItem>
        <MenuItem onClick={() => void remove()}>
          <Trash2 aria-hidden="true" />
          {t('remove')}
        </MenuItem>
      </Menu>
      {renaming && <Rename.Component segment={segment} onClose={() => rename(false)} />}
    </>
  )

  async function remove(): Promise<void> {
    if (await done('segment.remove'))
      toasts.say(t('removed', { name: segment.name }), { undo: () => void done('segment.restore') })
  }

  async function done(command: string): Promise<boolean> {
    const result = await connection.call(command, { id: segment.id })
    if (!result.ok) toasts.problem(problemText(result.error))
    return result.ok
  }
}
