import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'
import { Trouble } from './Entrance.tsx'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts'
import { useSignInWords } from './sign-in-words.tsx'

/** Another password; whoever else is signed in with the old one has to come in again. */
export function PasswordPanel({ onChanged }: { onChanged(): void }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string>()
  return (
    <Panel
      title={t('password')}
      text={t('passwordPanel.text')}
      action={!open && <Button onClick={() => setOpen(true)}>{t('passwordPanel.change')}</Button>}
    >
      {open && (
        <form className="flex max-w-sm flex-col gap-4" onSubmit={(event) => void change(event)}>
          <TextField
            name="current"
            label={t('currentPassword')}
            type="password"
            autoComplete="current-password"
            required
            autoFocus
          />
          <TextField
            name="next"
            label={t('newPassword')}
            hint={t('passwordHint', { count: SHORTEST_PASSWORD })}
            type="password"
            autoComplete="new-password"
            minLength={SHORTEST_PASSWORD}
            maxLength={LONGEST_PASSWORD}
            required
          />
          <Trouble>{problem}</Trouble>
          <div className="flex gap-2">
            <Button type="submit" look="primary">
              {t('passwordPanel.change')}
            </Button>
            <Button look="ghost" onClick={() => setOpen(false)}>
              {t('cancel')}
            </Button>
          </div>
        </form>
      )}
    </Panel>
  )

  async function change(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const result = await request('/api/auth/change-password', {
      currentPassword: data.get('current'),
      newPassword: data.get('next'),
      revokeOtherSessions: true,
    })
    if (!result.ok) return setProblem(words(result.error.code))
    setOpen(false)
    setProblem(undefined)
    toasts.say(t('passwordPanel.changed'))
    onChanged()
  }
}
