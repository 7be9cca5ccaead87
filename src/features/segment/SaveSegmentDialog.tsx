import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListFilter } from '#features/conversation/list.ts'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { saveSegmentCommand } from './segment.api.ts'
import { inputOf } from './segment.ts'
import { useMayChange, useSegments } from './segment-hooks.tsx'

/** What a segment is called, and whose it is; or which one shows this from now on. */
export function SaveSegmentDialog({ filter, onClose }: { filter: ListFilter; onClose(): void }) {
  const t = useTranslations('segment')
  const { connection } = useSync()
  const segments = useSegments()
  const changeable = segments.filter(useMayChange())
  const [replacedId, replace] = useState('')
  const [name, setName] = useState('')
  const [forTeam, setForTeam] = useState(false)
  const replaced = changeable.find(({ id }) => id === replacedId)
  return (
    <Dialog title={t('saveTitle')} onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-4">
        {changeable.length > 0 && (
          <SelectField label={t('as')} value={replacedId} onChange={({ target }) => replace(target.value)}>
            <option value="">{t('new')}</option>
            {changeable.map((segment) => (
              <option key={segment.id} value={segment.id}>
                {t('inPlaceOf', { name: segment.name })}
              </option>
            ))}
          </SelectField>
        )}
        {!replaced && (
          <>
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
          </>
        )}
        <Button type="submit" look="primary" disabled={!replaced && name.trim() === ''} className="self-end">
          {t('keep')}
        </Button>
      </form>
    </Dialog>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    const position = Math.max(0, ...segments.map((segment) => segment.position)) + 1
    const segment = replaced
      ? { ...inputOf(replaced), filter }
      : { id: uuidv7(), name: name.trim(), filter, forTeam, position }
    void connection.run(saveSegmentCommand, segment)
    toasts.say(
      t('saved', { name: segment.name }),
      replaced ? { undo: () => void connection.run(saveSegmentCommand, inputOf(replaced)) } : undefined,
    )
    onClose()
  }
}
