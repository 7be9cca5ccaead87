import { KeyRound } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { textIn } from '#ui/form-text.ts'
import { request } from '#ui/request.ts'
import { Trouble } from './Entrance.tsx'
import { canUsePasskeys, signInWithPasskey } from './passkey.tsx'
import type { Factors } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

/**
 * Before anything of how one signs in is changed, one shows who one is. `onConfirmed` is told the password, or the
 * empty text when it was shown by passkey.
 */
export function ConfirmDialog({
  onClose,
  onConfirmed,
}: {
  onClose(): void
  onConfirmed(password: string): void
}) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const factors = useFactors()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={t('confirm.title')} onClose={onClose}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void confirm(event)}>
        <p className="text-muted">{t('confirm.text')}</p>
        {factors?.password !== false && (
          <>
            <TextField
              name="password"
              label={t('password')}
              type="password"
              autoComplete="current-password"
              required
              autoFocus
            />
            <Trouble>{problem}</Trouble>
            <Button type="submit" look="primary" disabled={busy} className="self-end">
              {t('continue')}
            </Button>
          </>
        )}
        {factors?.password === false && (
          <>
            <Trouble>{problem}</Trouble>
            {factors.passkeys.length > 0 && canUsePasskeys() ? (
              <Button look="primary" onClick={() => void byPasskey()}>
                <KeyRound aria-hidden="true" className="size-4" />
                {t('byPasskey')}
              </Button>
            ) : (
              <p>{t('confirm.again')}</p>
            )}
          </>
        )}
      </form>
    </Dialog>
  )

  async function confirm(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const password = textIn(event.currentTarget, 'password')
    setBusy(true)
    const result = await request('/api/account/confirm', { password })
    if (result.ok) return onConfirmed(password)
    setBusy(false)
    setProblem(words(result.error.code))
  }

  async function byPasskey(): Promise<void> {
    const result = await signInWithPasskey()
    if (result.ok) onConfirmed('')
    else setProblem(words(result.error.code))
  }
}

/** The ways in that one has, as the server says them; `undefined` until it has. */
export function useFactors(version = 0): Factors | undefined {
  const [factors, setFactors] = useState<Factors>()
  useEffect(() => {
    let current = true
    void request('/api/account/factors').then((result) => {
      // What our own server says of itself.
      if (current && result.ok) setFactors(result.value as Factors)
    })
    return () => {
      current = false
    }
    // Asked again with each version.
    // oxlint-disable-next-line exhaustive-deps
  }, [version])
  return factors
}
