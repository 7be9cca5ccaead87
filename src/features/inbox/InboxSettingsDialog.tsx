import { type FormEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { configureInboxCommand } from './inbox.api.ts'
import { type Inbox, inboxMemberId, inboxMemberType } from './inbox.ts'
import { ShareHistory, ShareInbox } from './ShareInbox.tsx'

const MODES = ['team', 'personal', 'hybrid'] as const

/** AD-2: what an inbox is called and how it works. */
export function InboxSettingsDialog({ inbox, onClose }: { inbox: Inbox; onClose(): void }) {
  const t = useTranslations('inbox')
  const { connection } = useSync()
  const [draft, setDraft] = useState(inbox)
  const me = useMyId()
  const place = useRow(inboxMemberType, me && inboxMemberId(inbox.id, me))
  return (
    <Dialog title={t('settingsOf', { name: inbox.name })} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <form onSubmit={save} className="flex flex-col gap-4">
          <div className="grid grid-cols-[1fr_5rem] gap-3">
            <TextField
              label={t('name')}
              value={draft.name}
              onChange={({ target }) => setDraft({ ...draft, name: target.value })}
              maxLength={60}
              required
            />
            <TextField
              label={t('emoji')}
              value={draft.emoji}
              onChange={({ target }) => setDraft({ ...draft, emoji: target.value })}
              maxLength={16}
              required
            />
          </div>
          <SelectField
            label={t('unread.name')}
            hint={t(`unread.hint.${draft.unreadMode}`)}
            value={draft.unreadMode}
            onChange={({ target }) =>
              setDraft({ ...draft, unreadMode: MODES.find((mode) => mode === target.value) ?? 'team' })
            }
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`unread.${mode}`)}
              </option>
            ))}
          </SelectField>
          {(['assignmentMode', 'allowMoving', 'replyLock'] as const).map((name) => (
            <Switch
              key={name}
              label={t(`switch.${name}`)}
              hint={t(`switch.${name}Hint`)}
              checked={draft[name]}
              onChange={(on) => setDraft({ ...draft, [name]: on })}
            />
          ))}
          <Button
            type="submit"
            look="primary"
            disabled={!draft.name.trim() || !draft.emoji.trim()}
            className="self-end"
          >
            {t('save')}
          </Button>
        </form>
        {inbox.ownerId === me ? (
          <ShareInbox inbox={inbox} onDone={onClose} />
        ) : (
          place?.role === 'manager' && <ShareHistory inbox={inbox} onDone={onClose} />
        )}
      </div>
    </Dialog>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    const { unreadMode, assignmentMode, allowMoving, replyLock } = draft
    const [name, emoji] = [draft.name.trim(), draft.emoji.trim()]
    void connection.run(configureInboxCommand, {
      ...{ inboxId: inbox.id, name, emoji, assignmentMode, allowMoving, replyLock },
      unreadMode: unreadMode === inbox.unreadMode ? undefined : unreadMode,
    })
    onClose()
  }
}

function Switch({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string
  hint: string
  checked: boolean
  onChange(checked: boolean): void
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        aria-describedby={`${id}-hint`}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      </div>
    </div>
  )
}
