import { createContext, useContext } from 'react'
import { useTranslations } from 'use-intl'
import type { Connection } from '#sync/connection.ts'
import type { Storage } from '#sync/storage.ts'
import { useSync } from '#sync/sync.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'
import { leave, stay } from './leaving.ts'

const StorageContext = createContext<Storage | undefined>(undefined)

export const SignOut = StorageContext

/** Leaves, and takes the copy of the workspace off this browser; not while something still has to be sent. */
export function useSignOut(): () => Promise<void> {
  const t = useTranslations('web')
  const { connection } = useSync()
  const storage = useContext(StorageContext)
  return async () => {
    await answersOf(connection)
    const waiting = connection.unanswered()
    if (waiting > 0) return toasts.problem(t('signOutWaits', { count: waiting }))
    // Nothing is pushed to where nobody is signed in.
    const { unsubscribeHere } = await import('#features/notification/this-device.tsx')
    await unsubscribeHere(connection).catch(() => {})
    leave()
    const result = await request('/api/auth/sign-out', {})
    if (!result.ok) {
      stay()
      return toasts.problem(t('notSignedOut'))
    }
    connection.close()
    await storage?.clear()
    // They are on the server.
    const { forgetDraftsHere } = await import('#features/draft/kept-here.tsx')
    forgetDraftsHere(connection.me()?.memberId ?? '')
    location.assign('/')
  }
}

const ANSWERED_WITHIN_MS = 2_000

// What was done in the last moment, a draft among it, has its answer in the next.
function answersOf(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ANSWERED_WITHIN_MS)
    const forget = connection.subscribe(look)
    look()

    function look(): void {
      if (connection.unanswered() === 0 || connection.state() !== 'live') end()
    }

    function end(): void {
      clearTimeout(timer)
      forget()
      resolve()
    }
  })
}
