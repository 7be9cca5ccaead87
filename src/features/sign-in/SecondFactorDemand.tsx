import { KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { request } from '#ui/request.ts'
import { AuthenticatorSetup } from './AuthenticatorSetup.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { QUIET_LINK, Trouble } from './Entrance.tsx'
import { enter } from './enter.tsx'
import { addPasskey, canUsePasskeys, signInWithPasskey } from './passkey.tsx'
import { useSignInWords } from './sign-in-words.tsx'

/** The workspace asks for more than a password: the passkey that there is, or a second factor that is made now. */
export function SecondFactorDemand({ has }: { has: 'passkey' | 'nothing' }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [problem, setProblem] = useState<string>()
  const [asked, ask] = useState<'passkey' | 'authenticator'>()
  const [password, setPassword] = useState<string>()
  if (asked === 'authenticator' && password !== undefined)
    return <AuthenticatorSetup password={password} onDone={enter} />
  return (
    <div className="flex flex-col gap-3">
      <Trouble>{problem}</Trouble>
      {has === 'passkey' ? (
        <Button look="primary" className="h-9" onClick={() => void show()}>
          <KeyRound aria-hidden="true" className="size-4" />
          {t('byPasskey')}
        </Button>
      ) : (
        <>
          {canUsePasskeys() && (
            <Button look="primary" className="h-9" onClick={() => ask('passkey')}>
              <KeyRound aria-hidden="true" className="size-4" />
              {t('passkeys.add')}
            </Button>
          )}
          <Button className="h-9" onClick={() => ask('authenticator')}>
            <Smartphone aria-hidden="true" className="size-4" />
            {t('authenticator.add')}
          </Button>
        </>
      )}
      <button type="button" className={QUIET_LINK} onClick={() => void leave()}>
        {t('otherAccount')}
      </button>
      {asked && <ConfirmDialog onClose={() => ask(undefined)} onConfirmed={(said) => void confirmed(said)} />}
    </div>
  )

  async function confirmed(said: string): Promise<void> {
    if (asked === 'authenticator') return setPassword(said)
    ask(undefined)
    const result = await addPasskey(t('passkeys.thisDevice'))
    if (result.ok) enter()
    else setProblem(words(result.error.code))
  }

  async function show(): Promise<void> {
    const result = await signInWithPasskey()
    if (result.ok) enter()
    else setProblem(words(result.error.code))
  }

  async function leave(): Promise<void> {
    await request('/api/auth/sign-out', {})
    location.assign('/')
  }
}
