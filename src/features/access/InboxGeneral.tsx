import { useTranslations } from 'use-intl'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import type { Inbox } from '#features/inbox/inbox.ts'
import { useSync } from '#sync/sync.tsx'
import { SelectField, SwitchField, TextField } from '#ui/Field.tsx'
import { FormFoot } from '#ui/FormFoot.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useRowForm } from '#ui/row-form.tsx'

const MODES = ['team', 'personal', 'hybrid'] as const
const SWITCHES = ['assignmentMode', 'allowMoving', 'replyLock'] as const

/** AD-2: what an inbox is called and how it works. */
export function InboxGeneral({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const form = useRowForm(inbox, {
    send: (changes) => connection.call(configureInboxCommand.name, { inboxId: inbox.id, ...changes }),
    tidy: ({ name, emoji, ...rest }) => ({
      ...rest,
      ...(name !== undefined && { name: name.trim() }),
      ...(emoji !== undefined && { emoji: emoji.trim() }),
    }),
  })
  const { shown, change } = form
  return (
    <Panel title={t('inbox.general')}>
      <form onSubmit={form.submit} className="flex max-w-md flex-col gap-4">
        <div className="grid grid-cols-[1fr_5rem] gap-3">
          <TextField
            label={t('inbox.name')}
            value={shown.name}
            onChange={({ target }) => change({ name: target.value })}
            maxLength={60}
            required
          />
          <TextField
            label={t('inbox.emoji')}
            value={shown.emoji}
            onChange={({ target }) => change({ emoji: target.value })}
            maxLength={16}
            required
          />
        </div>
        <SelectField
          label={t('inbox.unread.name')}
          hint={t(`inbox.unread.hint.${shown.unreadMode}`)}
          value={shown.unreadMode}
          onChange={({ target }) =>
            change({ unreadMode: MODES.find((mode) => mode === target.value) ?? 'team' })
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
            checked={shown[name]}
            onChange={(on) => change({ [name]: on })}
          />
        ))}
        <FormFoot
          form={form}
          names={{
            ...{ name: t('inbox.name'), emoji: t('inbox.emoji'), unreadMode: t('inbox.unread.name') },
            ...Object.fromEntries(SWITCHES.map((name) => [name, t(`inbox.switch.${name}`)])),
          }}
          disabled={!shown.name.trim() || !shown.emoji.trim()}
        />
      </form>
    </Panel>
  )
}
