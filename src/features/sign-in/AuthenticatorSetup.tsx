import { type FormEvent, useEffect, useState } from 'react'
import { encode } from 'uqr'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { textIn } from '#ui/form-text.ts'
import { request } from '#ui/request.ts'
import { Trouble } from './Entrance.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { useSignInWords } from './sign-in-words.tsx'

type Made = { totpURI: string; backupCodes: string[] }

/** An authenticator app: its QR code, the first code that it shows, and then the recovery codes, once. */
export function AuthenticatorSetup({ password, onDone }: { password: string; onDone(): void }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [made, setMade] = useState<Made>()
  const [problem, setProblem] = useState<string>()
  const [verified, setVerified] = useState(false)
  useEffect(() => {
    let current = true
    void request('/api/auth/two-factor/enable', password === '' ? {} : { password }).then((result) => {
      if (!current) return
      // What the library says of itself.
      if (result.ok) setMade(result.value as Made)
      else setProblem(words(result.error.code))
    })
    return () => {
      current = false
    }
    // Made once for as long as it is shown.
    // oxlint-disable-next-line exhaustive-deps
  }, [password])
  if (!made) return <Trouble>{problem}</Trouble>
  if (verified) return <RecoveryCodes codes={made.backupCodes} onDone={onDone} />
  const secret = new URL(made.totpURI).searchParams.get('secret') ?? ''
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void verify(event)}>
      <p className="text-muted">{t('authenticator.scan')}</p>
      <QrCode text={made.totpURI} label={t('authenticator.qr')} />
      <details className="text-sm">
        <summary className="cursor-pointer text-accent-text">{t('authenticator.byHand')}</summary>
        <code className="mt-2 block rounded-md bg-sunken p-2.5 text-xs break-all select-all">
          {secret.match(/.{1,4}/g)?.join(' ')}
        </code>
      </details>
      <TextField
        name="code"
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        required
      />
      <Trouble>{problem}</Trouble>
      <Button type="submit" look="primary" className="h-9">
        {t('continue')}
      </Button>
    </form>
  )

  async function verify(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const code = textIn(event.currentTarget, 'code').replace(/\D/g, '')
    const result = await request('/api/auth/two-factor/verify-totp', { code })
    if (result.ok) setVerified(true)
    else setProblem(words(result.error.code))
  }
}

// Dark on light in either theme: that is what cameras look for.
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { border: 2 })
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      // Drawn here: the key must be in no address of a picture.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 self-center rounded-lg border border-line bg-white"
    >
      <path d={path} fill="black" />
    </svg>
  )
}
