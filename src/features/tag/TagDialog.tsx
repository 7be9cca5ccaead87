import { type FormEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { saveTagCommand } from './tag.api.ts'
import { isCalled, TAG_COLORS, type Tag, tagType } from './tag.ts'
import { useTags } from './tag-hooks.tsx'

/** What a tag is called and how it looks, for a new one or for one that there is. */
export function TagDialog({ tag, onClose }: { tag: Tag | undefined; onClose(): void }) {
  const t = useTranslations('tag')
  const { connection } = useSync()
  // What is not touched here stays as others make it meanwhile.
  const before = useRow(tagType, tag?.id) ?? tag
  const [typed, setName] = useState<string>()
  const [chosen, setColor] = useState<Tag['color']>()
  const name = typed ?? before?.name ?? ''
  const color = chosen ?? before?.color ?? 'blue'
  const wanted = name.trim()
  const taken = useTags().some((other) => other.id !== tag?.id && isCalled(other, wanted))
  return (
    <Dialog title={tag ? t('change', { name: tag.name }) : t('new')} onClose={onClose}>
      <form onSubmit={save} className="flex flex-col gap-4">
        <TextField
          label={t('name')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          problem={taken ? t('taken', { name: wanted }) : undefined}
          maxLength={40}
          autoComplete="off"
          required
        />
        <Colors value={color} onChange={setColor} />
        <Button type="submit" look="primary" disabled={wanted === '' || taken} className="self-end">
          {t('save')}
        </Button>
      </form>
    </Dialog>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    if (wanted === '' || taken) return
    void connection.run(saveTagCommand, { id: tag?.id ?? uuidv7(), name: wanted, color })
    toasts.say(
      t('saved', { name: wanted }),
      before ? { undo: () => void connection.run(saveTagCommand, before) } : undefined,
    )
    onClose()
  }
}

function Colors({ value, onChange }: { value: Tag['color']; onChange(color: Tag['color']): void }) {
  const t = useTranslations('tag')
  const group = useId()
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium text-ink">{t('color')}</legend>
      <div className="flex flex-wrap gap-1">
        {TAG_COLORS.map((color) => (
          <label
            key={color}
            data-tip={t(`colors.${color}`)}
            className="relative grid size-9 cursor-pointer place-items-center rounded-md hover:bg-hover has-checked:bg-selected has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent phone:size-11"
          >
            <input
              type="radio"
              name={group}
              value={color}
              checked={color === value}
              onChange={() => onChange(color)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            <span aria-hidden="true" data-tag-color={color} className="tag-dot size-4 rounded-full" />
            <span className="unseen">{t(`colors.${color}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
