import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { AuthenticatorSetup } from './AuthenticatorSetup.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { Trouble } from './Entrance.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import type { Factors } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

type Act = 'add' | 'remove' | 'codes'
type Shown = { setUpWith: string } | { codes: string[] }

/** An app that shows a code every half a minute, and the codes for who has lost it. */
export function AuthenticatorPanel({ factors, onChanged }: { factors: Factors; onChanged(): void }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [asked, ask] = useState<Act>()
  const [shown, show] = useState<Shown>()
  const [problem, setProblem] = useState<string>()
  const { authenticator, recoveryCodesLeft } = factors
  return (
    <Panel
      title={t('authenticator.title')}
      text={authenticator ? t('authenticator.on', { count: recoveryCodesLeft }) : t('authenticator.text')}
      action={
        authenticator ? (
          <div className="flex shrink-0 flex-wrap justify-end gap-2">
            <Button onClick={() => ask('codes')}>{t('recoveryCodes.renew')}</Button>
            <Button look="danger" aria-label={t('authenticator.remove')} onClick={() => ask('remove')}>
              {t('remove')}
            </Button>
          </div>
        ) : (
          <Button onClick={() => ask('add')}>{t('authenticator.add')}</Button>
        )
      }
    >
      {problem && <Trouble>{problem}</Trouble>}
      {asked && (
        <ConfirmDialog onClose={() => ask(undefined)} onConfirmed={(said) => void act(asked, said)} />
      )}
      {shown && (
        <Dialog
          title={'codes' in shown ? t('recoveryCodes.title') : t('authenticator.title')}
          onClose={close}
        >
          {'codes' in shown ? (
            <RecoveryCodes codes={shown.codes} onDone={close} />
          ) : (
            <AuthenticatorSetup password={shown.setUpWith} onDone={close} />
          )}
        </Dialog>
      )}
    </Panel>
  )

  function close(): void {
    show(undefined)
    onChanged()
  }

  async function act(wanted: Act, said: string): Promise<void> {
    ask(undefined)
    setProblem(undefined)
    if (wanted === 'add') return show({ setUpWith: said })
    const password = said === '' ? {} : { password: said }
    const path = wanted === 'remove' ? 'disable' : 'generate-backup-codes'
    const result = await request(`/api/auth/two-factor/${path}`, password)
    if (!result.ok) return setProblem(words(result.error.code))
    // What the library says of itself.
    if (wanted === 'codes') show({ codes: (result.value as { backupCodes: string[] }).backupCodes })
    else onChanged()
  }
}
