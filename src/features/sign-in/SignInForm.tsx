import { KeyRound } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Link } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { QUIET_LINK, Trouble } from './Entrance.tsx'
import { askStanding, enter } from './enter.tsx'
import { canUsePasskeys, signInWithPasskey } from './passkey.tsx'
import type { Directory, Standing } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

type Demand = Extract<Standing, { at: 'second-factor' }>

type Props = {
  /** The password was right, and a code is asked for. */
  onCode(): void
  /** The workspace asks for more than a password. */
  onDemand(demand: Demand): void
}

/** For who belongs to the workspace that is here: by password, by passkey, or through the company's directory. */
export function SignInForm({ onCode, onDemand }: Props) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const directories = useDirectories()
  return (
    <div className="flex flex-col gap-4">
      <form className="flex flex-col gap-4" onSubmit={(event) => void signIn(event)}>
        <TextField
          name="email"
          label={t('email')}
          type="email"
          autoComplete="username webauthn"
          required
          autoFocus
        />
        <TextField
          name="password"
          label={t('password')}
          type="password"
          autoComplete="current-password"
          required
        />
        <Link to="/recover" className={QUIET_LINK}>
          {t('forgot')}
        </Link>
        <Trouble>{problem}</Trouble>
        <Button type="submit" look="primary" disabled={busy} className="h-9">
          {t('signIn')}
        </Button>
      </form>
      {(canUsePasskeys() || directories.length > 0) && (
        <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {t('or')}
        </p>
      )}
      {canUsePasskeys() && (
        <Button className="h-9" disabled={busy} onClick={() => void byPasskey()}>
          <KeyRound aria-hidden="true" className="size-4" />
          {t('byPasskey')}
        </Button>
      )}
      {directories.map(({ provider, label }) => (
        <Button key={provider} className="h-9" disabled={busy} onClick={() => void byDirectory(provider)}>
          {t('byDirectory', { name: label })}
        </Button>
      ))}
    </div>
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
    if (!result.ok) return refused(result.error.code)
    if (asksForCode(result.value)) return onCode()
    const standing = await askStanding()
    if (standing.ok && standing.value.at === 'second-factor') return onDemand(standing.value)
    enter()
  }

  async function byPasskey(): Promise<void> {
    setProblem(undefined)
    const result = await signInWithPasskey()
    if (result.ok) enter()
    else refused(result.error.code)
  }

  async function byDirectory(provider: string): Promise<void> {
    setBusy(true)
    const result = await request('/api/auth/sign-in/social', {
      provider,
      callbackURL: '/inbox',
      errorCallbackURL: `${location.origin}/sign-in-problem`,
      disableRedirect: true,
    })
    const url = result.ok ? urlIn(result.value) : undefined
    if (url !== undefined) location.assign(url)
    else refused(result.ok ? 'unexpected' : result.error.code)
  }

  function refused(code: string): void {
    setBusy(false)
    setProblem(words(code))
  }
}

function useDirectories(): Directory[] {
  const [directories, setDirectories] = useState<Directory[]>([])
  useEffect(() => {
    let current = true
    void request('/api/account/directories').then((result) => {
      // What our own server says of itself.
      if (current && result.ok) setDirectories(result.value as Directory[])
    })
    return () => {
      current = false
    }
  }, [])
  return directories
}

function asksForCode(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'twoFactorRedirect' in answer
}

function urlIn(answer: unknown): string | undefined {
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : undefined
  return typeof url === 'string' ? url : undefined
}
