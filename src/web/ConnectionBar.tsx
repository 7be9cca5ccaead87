import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { useConnectionState, useSync } from '#sync/sync.tsx'
import { newVersion } from './new-version.ts'

const LIVE_AGAIN_MS = 2_500
// A blink of the network is nothing to tell anybody.
const BLINK_MS = 400

/** One thin line while the server cannot be reached (work goes on, and how much of it waits), or a new version waits. */
export function ConnectionBar() {
  const t = useTranslations('web')
  const { connection } = useSync()
  const waiting = useSyncExternalStore(connection.subscribe, connection.unanswered)
  const shown = useShownState()
  const newer = useSyncExternalStore(newVersion.subscribe, newVersion.isReady)
  return (
    <div aria-live="polite" className="shrink-0">
      {shown === 'offline' && (
        <div className="flex min-h-7 items-center justify-center gap-3 bg-ink px-4 text-xs font-medium text-surface phone:safe-top">
          {t('offlineBar', { count: waiting })}
          <button
            type="button"
            onClick={connection.wake}
            className="rounded-sm px-1 underline underline-offset-2 phone:py-3"
          >
            {t('tryNow')}
          </button>
        </div>
      )}
      {shown === 'live-again' && (
        <div className="flex min-h-7 items-center justify-center bg-accent-soft px-4 text-xs font-medium text-ink phone:safe-top">
          {t('liveAgain')}
        </div>
      )}
      {shown === 'nothing' && newer && (
        <div className="flex min-h-7 items-center justify-center gap-3 bg-accent-soft px-4 text-xs font-medium text-ink phone:safe-top">
          {t('newVersion')}
          <button
            type="button"
            onClick={newVersion.apply}
            className="rounded-sm px-1 underline underline-offset-2 phone:py-3"
          >
            {t('reload')}
          </button>
        </div>
      )}
    </div>
  )
}

function useShownState(): 'nothing' | 'offline' | 'live-again' {
  const state = useConnectionState()
  const [shown, show] = useState<'nothing' | 'offline' | 'live-again'>('nothing')
  if (shown === 'offline' && state === 'live') show('live-again')
  useEffect(() => {
    if (state === 'offline') return after(BLINK_MS, () => show('offline'))
    if (state !== 'live') return
    // A server that was away may have come back as another version.
    newVersion.look()
    return after(LIVE_AGAIN_MS, () => show('nothing'))
  }, [state])
  return shown
}

function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds)
  return () => clearTimeout(timer)
}
