import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { textIn } from '#ui/form-text.ts'
import { request } from '#ui/request.ts'
import { QUIET_LINK, Trouble } from './Entrance.tsx'
import { enter } from './enter.tsx'
import { useSignInWords } from './sign-in-words.tsx'

/** The code of an authenticator app, or one of the recovery codes for who has lost it. */
export function SecondFactorForm({ onBack }: { onBack(): void }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [recovering, setRecovering] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void verify(event)}>
      {recovering ? (
        <TextField
          key="recovery"
          name="code"
          label={t('recoveryCode')}
          hint={t('recoveryCodeHint')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
      ) : (
        <TextField
          key="code"
          name="code"
          label={t('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          required
          autoFocus
        />
      )}
      <Trouble>{problem}</Trouble>
      <Button type="submit" look="primary" disabled={busy} className="h-9">
        {t('continue')}
      </Button>
      <div className="flex flex-wrap justify-between gap-3">
        <button
          type="button"
          className={QUIET_LINK}
          onClick={() => {
            setRecovering(!recovering)
            setProblem(undefined)
          }}
        >
          {recovering ? t('useCode') : t('useRecovery')}
        </button>
        <button type="button" className={QUIET_LINK} onClick={onBack}>
          {t('back')}
        </button>
      </div>
    </form>
  )

  async function verify(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const said = textIn(event.currentTarget, 'code')
    setBusy(true)
    setProblem(undefined)
    const result = recovering
      ? await request('/api/auth/two-factor/verify-backup-code', { code: said.trim() })
      : await request('/api/auth/two-factor/verify-totp', { code: said.replace(/\D/g, '') })
    if (result.ok) return enter()
    setBusy(false)
    setProblem(words(result.error.code))
  }
}
