import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import type { Inbox } from '#features/inbox/inbox.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { SelectField, SwitchField, TextField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { toasts } from '#ui/toasts.ts'

const MODES = ['team', 'personal', 'hybrid'] as const
const SWITCHES = ['assignmentMode', 'allowMoving', 'replyLock'] as const

/** AD-2: what an inbox is called and how it works. */
export function InboxGeneral({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const [draft, setDraft] = useState(inbox)
  return (
    <Panel title={t('inbox.general')}>
      <form onSubmit={save} className="flex max-w-md flex-col gap-4">
        <div className="grid grid-cols-[1fr_5rem] gap-3">
          <TextField
            label={t('inbox.name')}
            value={draft.name}
            onChange={({ target }) => setDraft({ ...draft, name: target.value })}
            maxLength={60}
            required
          />
          <TextField
            label={t('inbox.emoji')}
            value={draft.emoji}
            onChange={({ target }) => setDraft({ ...draft, emoji: target.value })}
            maxLength={16}
            required
          />
        </div>
        <SelectField
          label={t('inbox.unread.name')}
          hint={t(`inbox.unread.hint.${draft.unreadMode}`)}
          value={draft.unreadMode}
          onChange={({ target }) =>
            setDraft({ ...draft, unreadMode: MODES.find((mode) => mode === target.value) ?? 'team' })
          }
        >
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(`inbox.unread.${mode}`)}
            </option>
          ))}
        </SelectField>
        {SWITCHES.map((name) => (
          <SwitchField
            key={name}
            label={t(`inbox.switch.${name}`)}
            hint={t(`inbox.switch.${name}Hint`)}
            checked={draft[name]}
            onChange={(on) => setDraft({ ...draft, [name]: on })}
          />
        ))}
        <Button
          type="submit"
          look="primary"
          disabled={!draft.name.trim() || !draft.emoji.trim()}
          className="self-start"
        >
          {t('save')}
        </Button>
      </form>
    </Panel>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    const { unreadMode, assignmentMode, allowMoving, replyLock } = draft
    const [name, emoji] = [draft.name.trim(), draft.emoji.trim()]
    void connection.run(configureInboxCommand, {
      ...{ inboxId: inbox.id, name, emoji, assignmentMode, allowMoving, replyLock },
      unreadMode: unreadMode === inbox.unreadMode ? undefined : unreadMode,
    })
    toasts.say(t('saved'))
  }
}
