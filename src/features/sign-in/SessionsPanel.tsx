import { Monitor, Smartphone } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { useWhen } from '#ui/When.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { useDeviceName } from './device-name.tsx'
import { Trouble } from './Entrance.tsx'
import type { Session } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

/** Every browser in which one is signed in, and how to leave those that are not at hand. */
export function SessionsPanel() {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const [version, setVersion] = useState(0)
  const [problem, setProblem] = useState<string>()
  const [asked, ask] = useState<string>()
  const sessions = useSessions(version)
  return (
    <Panel
      title={t('sessions.title')}
      text={t('sessions.text')}
      action={
        sessions.length > 1 && (
          <Button onClick={() => void end('end-others')}>{t('sessions.endOthers')}</Button>
        )
      }
    >
      <Trouble>{problem}</Trouble>
      <ul className="border-t border-line">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => void end(`${session.id}/end`)} />
        ))}
      </ul>
      {asked && (
        <ConfirmDialog
          onClose={() => ask(undefined)}
          onConfirmed={() => {
            ask(undefined)
            void end(asked)
          }}
        />
      )}
    </Panel>
  )

  async function end(which: string): Promise<void> {
    const result = await request(`/api/account/sessions/${which}`, {})
    if (!result.ok && result.error.code === 'confirm-first') return ask(which)
    setProblem(result.ok ? undefined : words(result.error.code))
    setVersion((before) => before + 1)
  }
}

function SessionRow({ session, onEnd }: { session: Session; onEnd(): void }) {
  const t = useTranslations('sign-in')
  const when = useWhen()
  const name = useDeviceName()(session)
  const Icon = session.phone ? Smartphone : Monitor
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {name}
          {session.current && (
            <span className="ml-2 rounded-full bg-sunken px-2 py-0.5 text-xs text-muted">
              {t('sessions.current')}
            </span>
          )}
        </p>
        <p className="tabular text-xs text-muted">
          {t(`method.${session.method}`)} ·{' '}
          {t('sessions.used', { when: when.moment(new Date(session.lastUsedAt).toISOString()) })}
        </p>
      </div>
      {!session.current && (
        <Button aria-label={t('sessions.endNamed', { name })} onClick={onEnd}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}

function useSessions(version: number): Session[] {
  const [sessions, setSessions] = useState<Session[]>([])
  useEffect(() => {
    let current = true
    void request('/api/account/sessions').then((result) => {
      // What our own server says of itself.
      if (current && result.ok) setSessions(result.value as Session[])
    })
    return () => {
      current = false
    }
    // Asked again with each version.
    // oxlint-disable-next-line exhaustive-deps
  }, [version])
  return sessions
}
