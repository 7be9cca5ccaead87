import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import type { Call } from './call.ts'
import { ring } from './ring-tone.tsx'

const TITLE_MS = 1_000

/** As long as the calling component is there, this call is heard, told by the system, and seen in the tab's title. */
export function useRinging({ id, direction }: Call, name: string, waiting: boolean): void {
  const t = useTranslations('call')
  const title = t('isCalling', { name })
  const text = t('ringsText')
  useEffect(() => {
    if (direction === 'out') return
    const { stop } = ring(waiting ? 'waiting' : 'call')
    return stop
  }, [id, direction, waiting])

  useEffect(() => {
    let before = document.title
    const turn = () => {
      if (document.title === title) document.title = before
      else {
        before = document.title
        document.title = title
      }
    }
    turn()
    const turning = setInterval(turn, TITLE_MS)
    return () => {
      clearInterval(turning)
      if (document.title === title) document.title = before
    }
  }, [title])

  useEffect(() => {
    if (!('Notification' in window) || Notification.permission !== 'granted' || !document.hidden) return
    const shown = new Notification(title, { body: text, tag: id, requireInteraction: true })
    shown.addEventListener('click', () => {
      window.focus()
      shown.close()
    })
    return () => shown.close()
  }, [id, title, text])
}
