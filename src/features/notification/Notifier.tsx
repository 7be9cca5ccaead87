import { useEffect } from 'react'
import { useNotifications, useReading } from './notification-hooks.tsx'

/** What is told while the app is open. `openId`: the conversation that the page shows. */
export function Notifier({ openId }: { openId: string | undefined }) {
  useReadWhenSeen(openId)
  return null
}

// Whoever opens a conversation, on whatever way, has seen what they were told of it.
function useReadWhenSeen(openId: string | undefined): void {
  const { readAll } = useReading()
  const waiting = useNotifications('unread').some(({ conversationId }) => conversationId === openId)
  useEffect(() => {
    if (openId === undefined || !waiting) return
    const look = () => {
      if (!document.hidden) readAll(openId)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [openId, waiting, readAll])
}
