import { BellOff, MailX } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { request } from '#ui/request.ts'
import { useTitle } from '#ui/title.tsx'

type State = 'asks' | 'muted' | 'not-found' | 'failed'

/** Behind the link in a mail: ends the mails about one conversation, whoever is signed in here or nobody. */
export function MutePage({ token }: { token: string }) {
  const t = useTranslations('notification')
  const [state, setState] = useState<State>('asks')
  const [busy, setBusy] = useState(false)
  useTitle(t('mute.title'))
  return (
    <main className="grid h-full place-items-center bg-surface">
      <div aria-live="polite">
        <EmptyState
          wholePage
          key={state}
          icon={state === 'muted' ? <BellOff /> : <MailX />}
          title={t(`mute.${state}.title`)}
          text={t(`mute.${state}.text`)}
          action={
            state !== 'not-found' && (
              <Button
                look={state === 'muted' ? 'outline' : 'primary'}
                disabled={busy}
                onClick={() => void become(state === 'muted' ? 'none' : 'email')}
              >
                {state === 'muted' ? t('mute.undo') : t('mute.press')}
              </Button>
            )
          }
        />
      </div>
    </main>
  )

  async function become(scope: 'email' | 'none'): Promise<void> {
    setBusy(true)
    const answer = await request('/api/notifications/mute', { token, scope })
    setBusy(false)
    if (answer.ok) setState(scope === 'email' ? 'muted' : 'asks')
    else setState(answer.error.code === 'not-found' ? 'not-found' : 'failed')
  }
}
