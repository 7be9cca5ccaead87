import { useEffect } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { useCounts } from '#features/conversation/unread-counts.tsx'
import { useSeldom } from '#ui/seldom.tsx'

/** What is seen of the app without looking at its page: its icon's badge, and what the system says of it. */
export function Outside() {
  const t = useTranslations('web')
  const language = useLocale().slice(0, 2)
  const { unread } = useCounts(null)
  useEffect(() => {
    find('link[rel="manifest"]')?.setAttribute('href', `/app.${language}.webmanifest`)
    find('meta[name="description"]')?.setAttribute('content', t('about'))
  }, [language, t])
  const waits = unread > 0
  useEffect(() => {
    find('link[rel="icon"]')?.setAttribute('href', waits ? '/icon-unread.svg' : '/icon.svg')
  }, [waits])
  useSeldom(unread, (unread) => void navigator.setAppBadge?.(unread).catch(() => {}))
  useEffect(() => () => void navigator.clearAppBadge?.().catch(() => {}), [])
  return null
}

function find(selector: string): Element | null {
  return document.head.querySelector(selector)
}
