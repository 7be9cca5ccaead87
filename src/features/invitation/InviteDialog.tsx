import { type FormEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { textIn } from '#ui/form-text.ts'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'

/** Invites somebody: by letter when there is an address, otherwise by a link for whoever is given it. */
export function InviteDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('invitation')
  const language = useLocale().slice(0, 2)
  const { connection } = useSync()
  const problemText = useProblemText()
  const inboxes = useInboxes().filter(({ ownerId }) => ownerId === null)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={t('invite')} onClose={onClose}>
      <form className="flex flex-col gap-4" noValidate onSubmit={(event) => void invite(event)}>
        <TextField
          name="email"
          type="email"
          label={t('dialog.email')}
          hint={t('dialog.emailHint')}
          problem={problem}
          autoComplete="off"
          autoFocus
        />
        <SelectField name="role" label={t('dialog.role')} defaultValue="member">
          <option value="member">{t('role.member')}</option>
          <option value="admin">{t('role.admin')}</option>
        </SelectField>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">{t('dialog.inboxes')}</legend>
          {inboxes.map(({ id, name, emoji }) => (
            <label key={id} className="flex items-center gap-2.5 phone:min-h-11">
              <input type="checkbox" name="inbox" value={id} defaultChecked className="accent-(--accent)" />
              <span aria-hidden="true">{emoji}</span>
              {name}
            </label>
          ))}
        </fieldset>
        <Button type="submit" look="primary" disabled={busy} className="self-end">
          {t('dialog.action')}
        </Button>
      </form>
    </Dialog>
  )

  async function invite(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const email = textIn(event.currentTarget, 'email').trim()
    setBusy(true)
    const result = await connection.call('invitation.create', {
      id: uuidv7(),
      email: email === '' ? null : email,
      role: data.get('role'),
      inboxIds: data.getAll('inbox'),
      language,
    })
    setBusy(false)
    if (result.ok) {
      toasts.say(t('invited'))
      return onClose()
    }
    const { code, params } = result.error
    if (code === 'already-member') setProblem(t('dialog.alreadyMember'))
    else setProblem(params?.field === 'email' ? t('field.invalid-email') : problemText(result.error))
  }
}
