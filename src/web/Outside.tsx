import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { countsOf } from '#features/conversation/unread-counts.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { useSync } from '#sync/sync.tsx'

/** What is seen of the app without looking at its page: its icon's badge, and what the system says of it. */
export function Outside() {
  const t = useTranslations('web')
  const language = useLocale().slice(0, 2)
  const unread = useUnread()
  useEffect(() => {
    find('link[rel="manifest"]')?.setAttribute('href', `/app.${language}.webmanifest`)
    find('meta[name="description"]')?.setAttribute('content', t('about'))
  }, [language, t])
  useEffect(() => {
    find('link[rel="icon"]')?.setAttribute('href', unread > 0 ? '/icon-unread.svg' : '/icon.svg')
    void navigator.setAppBadge?.(unread).catch(() => {})
  }, [unread])
  useEffect(() => () => void navigator.clearAppBadge?.().catch(() => {}), [])
  return null
}

function useUnread(): number {
  const { store } = useSync()
  const subscribe = useCallback((listener: () => void) => store.onChange(listener), [store])
  return useSyncExternalStore(subscribe, () =>
    store.all(inboxType).reduce((sum, { id }) => sum + countsOf(store, id).unread, 0),
  )
}

function find(selector: string): Element | null {
  return document.head.querySelector(selector)
}
