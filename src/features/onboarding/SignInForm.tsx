import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { enter } from './enter.tsx'

/** For who belongs to the workspace that is here. */
export function SignInForm() {
  const t = useTranslations('onboarding')
  const problemText = useProblemText()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void signIn(event)}>
      <TextField
        name="email"
        label={t('create.email')}
        type="email"
        autoComplete="username"
        required
        autoFocus
      />
      <TextField
        name="password"
        label={t('create.password')}
        type="password"
        autoComplete="current-password"
        required
      />
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy} className="h-9">
        {t('signIn.action')}
      </Button>
    </form>
  )

  async function signIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    setBusy(true)
    setProblem(undefined)
    const result = await request('/api/auth/sign-in/email', {
      email: data.get('email'),
      password: data.get('password'),
    })
    if (result.ok) return enter()
    setBusy(false)
    setProblem(textOf(result.error.code))
  }

  function textOf(code: string): string {
    if (WRONG.includes(code)) return t('signIn.wrong')
    return code === 'too-many-requests' ? t('tooOften') : problemText({ code })
  }
}

const WRONG = ['INVALID_EMAIL_OR_PASSWORD', 'INVALID_EMAIL', 'INVALID_PASSWORD', 'VALIDATION_ERROR']
