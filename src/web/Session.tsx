import { CloudOff } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import type { Storage } from '#sync/storage.ts'
import { useConnectionState, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { lazily } from '#ui/lazily.tsx'
import { isLeaving } from './leaving.ts'
import { Outside } from './Outside.tsx'
import { useRoute } from './use-route.tsx'

const EntryPage = lazily(() => import('./EntryPage.tsx').then((module) => module.EntryPage))

const Shell = lazily(() => import('./Shell.tsx').then((module) => module.Shell))

/** What is shown to who is signed in: its code comes with the first of the page, but is not waited for by others. */
export const bringShell = Shell.bring

/** The workspace for who is signed in (or was, while the server cannot be asked), and the way in for everybody else. */
export function Session({ storage }: { storage: Storage }) {
  const { connection } = useSync()
  useEffect(() => {
    // Who signs out in one tab has left in all of them.
    storage.onCleared(() => location.assign('/'))
  }, [storage])
  const state = useConnectionState()
  const entry = useRoute((route) => (route.page === 'entry' ? route.entry : undefined))
  if (entry || (state === 'signed-out' && !isLeaving()))
    return <EntryPage.Component key={entry ?? ''} entry={entry} />
  if (connection.me())
    return (
      <>
        <Outside />
        <Shell.Component storage={storage} />
      </>
    )
  return state === 'offline' ? <Unreachable onTry={connection.wake} /> : null
}

function Unreachable({ onTry }: { onTry(): void }) {
  const t = useTranslations('web')
  return (
    <main className="grid h-full place-items-center">
      <EmptyState
        wholePage
        icon={<CloudOff />}
        title={t('unreachable.title')}
        text={t('unreachable.text')}
        action={<Button onClick={onTry}>{t('unreachable.action')}</Button>}
      />
    </main>
  )
}
