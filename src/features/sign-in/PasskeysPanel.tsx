import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { useToday, useWhen } from '#ui/When.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { deviceOf } from './device.ts'
import { useDeviceName } from './device-name.tsx'
import { Trouble } from './Entrance.tsx'
import { addPasskey, canUsePasskeys } from './passkey.tsx'
import type { Factors } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

type Asked = { add: true } | { remove: string }

/** Keys that stay on one's devices: a finger or a face instead of a password. */
export function PasskeysPanel({ factors: { passkeys }, onChanged }: { factors: Factors; onChanged(): void }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const when = useWhen()
  const today = useToday()
  const nameOf = useDeviceName()
  const [asked, ask] = useState<Asked>()
  const [problem, setProblem] = useState<string>()
  return (
    <Panel
      title={t('passkeys.title')}
      text={canUsePasskeys() ? t('passkeys.text') : t('passkeys.unknown')}
      action={canUsePasskeys() && <Button onClick={() => ask({ add: true })}>{t('passkeys.add')}</Button>}
    >
      {(passkeys.length > 0 || problem) && (
        <>
          <Trouble>{problem}</Trouble>
          <ul className="border-t border-line">
            {passkeys.map(({ id, name, createdAt }) => (
              <li key={id} className="flex items-center gap-3 border-b border-line py-2.5">
                <KeyRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{name || t('passkeys.nameless')}</p>
                  <p className="text-xs text-muted">
                    {t('passkeys.since', { day: when.day(new Date(createdAt).toISOString(), today) })}
                  </p>
                </div>
                <Button
                  look="danger"
                  aria-label={t('passkeys.removeNamed', { name: name || t('passkeys.nameless') })}
                  onClick={() => ask({ remove: id })}
                >
                  {t('remove')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {asked && <ConfirmDialog onClose={() => ask(undefined)} onConfirmed={() => void act(asked)} />}
    </Panel>
  )

  async function act(wanted: Asked): Promise<void> {
    ask(undefined)
    setProblem(undefined)
    const result =
      'add' in wanted
        ? await addPasskey(nameOf(deviceOf(navigator.userAgent)))
        : await request('/api/auth/passkey/delete-passkey', { id: wanted.remove })
    if (result.ok) onChanged()
    else setProblem(words(result.error.code))
  }
}
