import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { saveSegmentCommand } from './segment.api.ts'
import { inputOf, type Segment } from './segment.ts'

export function RenameSegmentDialog({ segment, onClose }: { segment: Segment; onClose(): void }) {
  const t = useTranslations('segment')
  const { connection } = useSync()
  const [name, setName] = useState(segment.name)
  return (
    <Dialog title={t('renameTitle')} onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-4">
        <TextField
          label={t('name')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          maxLength={60}
          required
        />
        <Button type="submit" look="primary" disabled={name.trim() === ''} className="self-end">
          {t('keep')}
        </Button>
      </form>
    </Dialog>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    void connection.run(saveSegmentCommand, { ...inputOf(segment), name: name.trim() })
    toasts.say(t('saved', { name: name.trim() }), {
      undo: () => void connection.run(saveSegmentCommand, inputOf(segment)),
    })
    onClose()
  }
}
