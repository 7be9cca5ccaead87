import { useCallback, useSyncExternalStore } from 'react'
import { inboxCounterType, inboxMemberId, inboxType, memberCounterType } from '#features/inbox/inbox.ts'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { type Conversation, conversationType, shelfOf } from './conversation.ts'
import { conversationMemberType } from './conversation-member.ts'

/** What waits: open conversations, of them those of nobody and mine, and what is unread for me. */
export type Counts = { open: number; unassigned: number; mine: number; unread: number }

const NOTHING: Counts = { open: 0, unassigned: 0, mine: 0, unread: 0 }

/** What waits in an inbox, or in all of them: what the server counted, and what this browser has done since. */
export function useCounts(inboxId: string | null): Counts {
  const { store, connection } = useSync()
  const subscribe = useCallback((listener: () => void) => store.onChange(listener), [store])
  const written = useSyncExternalStore(subscribe, () =>
    write(countsOf(store, inboxId, connection.me()?.memberId ?? '')),
  )
  const [open = 0, unassigned = 0, mine = 0, unread = 0] = written.split(' ').map(Number)
  return { open, unassigned, mine, unread }
}

function countsOf(store: Store, inboxId: string | null, memberId: string): Counts {
  const inboxes = store.all(inboxType).filter(({ id }) => inboxId === null || id === inboxId)
  const counts = { ...NOTHING }
  for (const { id, unreadMode } of inboxes) {
    const team = store.get(inboxCounterType, id)
    const own = store.get(memberCounterType, inboxMemberId(id, memberId))
    counts.open += team?.open ?? 0
    counts.unassigned += team?.unassigned ?? 0
    counts.mine += own?.mine ?? 0
    counts.unread += (own?.unread ?? 0) + (unreadMode === 'team' ? (team?.unread ?? 0) : 0)
  }
  const modes = new Map(inboxes.map(({ id, unreadMode }) => [id, unreadMode]))
  for (const { server, shown } of store.guesses(conversationType)) {
    // What the server has not told us of yet, it has not counted either.
    if (!server) continue
    add(server, -1)
    add(shown, 1)
  }
  for (const { server, shown } of store.guesses(conversationMemberType)) {
    if (server && modes.has(server.inboxId) && server.unread) counts.unread--
    if (modes.has(shown.inboxId) && shown.unread) counts.unread++
  }
  return counts

  function add(conversation: Conversation, by: 1 | -1): void {
    const mode = modes.get(conversation.inboxId)
    if (mode === undefined) return
    if (mode === 'team' && conversation.unread) counts.unread += by
    if (shelfOf(conversation) !== 'open') return
    counts.open += by
    if (conversation.assigneeId === null) counts.unassigned += by
    if (conversation.assigneeId === memberId) counts.mine += by
  }
}

// A value that stays the same while the counts do: the hook compares by identity.
function write({ open, unassigned, mine, unread }: Counts): string {
  return `${open} ${unassigned} ${mine} ${unread}`
}
