import { useCallback, useSyncExternalStore } from 'react'
import { inboxCounterType } from '#features/inbox/inbox.ts'
import { type Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { type Conversation, conversationType } from './conversation.ts'

export type Counts = { open: number; unread: number }

/** What waits in an inbox: what the server counted, and what this browser has done since. */
export function useCounts(inboxId: string): Counts {
  const { store } = useSync()
  const subscribe = useCallback((listener: () => void) => store.onChange(listener), [store])
  const written = useSyncExternalStore(subscribe, () => write(countsOf(store, inboxId)))
  const [open = 0, unread = 0] = written.split(' ').map(Number)
  return { open, unread }
}

export function countsOf(store: Store, inboxId: string): Counts {
  const counts = { open: 0, unread: 0, ...store.get(inboxCounterType, inboxId) }
  for (const { server, shown } of store.guesses(conversationType)) {
    // What the server has not told us of yet, it has not counted either.
    if (!server) continue
    add(counts, inboxId, server, -1)
    add(counts, inboxId, shown, 1)
  }
  return counts
}

function add(counts: Counts, inboxId: string, conversation: Conversation, by: 1 | -1): void {
  if (conversation.inboxId !== inboxId) return
  if (conversation.status === 'open') counts.open += by
  if (conversation.unread) counts.unread += by
}

// A value that stays the same while the counts do: the hook compares by identity.
function write({ open, unread }: Counts): string {
  return `${open} ${unread}`
}
