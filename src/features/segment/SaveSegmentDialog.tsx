import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListFilter } from '#features/conversation/list.ts'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { saveSegmentCommand } from './segment.api.ts'
import { useSegments } from './segment-hooks.tsx'

/** What a segment is called, and whose it is. */
export function SaveSegmentDialog({ filter, onClose }: { filter: ListFilter; onClose(): void }) {
  const t = useTranslations('segment')
  const { connection } = useSync()
  const segments = useSegments()
  const [name, setName] = useState('')
  const [forTeam, setForTeam] = useState(false)
  return (
    <Dialog title={t('saveTitle')} onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-4">
        <TextField
          label={t('name')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          maxLength={60}
          required
        />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={forTeam}
            onChange={({ target }) => setForTeam(target.checked)}
            className="size-4 accent-accent"
          />
          {t('forTeam')}
        </label>
        <Button type="submit" look="primary" disabled={name.trim() === ''} className="self-end">
          {t('keep')}
        </Button>
      </form>
    </Dialog>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    const position = Math.max(0, ...segments.map((segment) => segment.position)) + 1
    void connection.run(saveSegmentCommand, { id: uuidv7(), name: name.trim(), filter, forTeam, position })
    toasts.say(t('saved', { name: name.trim() }))
    onClose()
  }
}
