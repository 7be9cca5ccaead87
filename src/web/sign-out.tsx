import { createContext, useContext } from 'react'
import { useTranslations } from 'use-intl'
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
    location.assign('/')
  }
}
