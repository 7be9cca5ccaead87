import type { Store } from '#sync/store.ts'
import { type Sync, useSync, useViewIds, useWindow } from '#sync/sync.tsx'
import type { SyncedRow } from '#sync/synced.ts'
import type { View } from '#sync/view.ts'
import { listQuery } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'

type Status = Conversation['status']
type Last = Pick<Conversation, 'lastActivityAt' | 'id'>

/** An inbox's open, done or spam conversations, newest activity first, as far as this browser holds them. */
export type ConversationList = {
  key: string
  view: View<Conversation>
  /** The next page, from the server. */
  load(): void
  /** The person is going through the list: rows keep their places until they pause. */
  touch(): void
}

const PAGE = 100
const PAUSE_MS = 800

export function useConversationList(inboxId: string, status: Status) {
  const sync = useSync()
  const list = listOf(sync, inboxId, status)
  return { ...list, ids: useViewIds(list.view), window: useWindow<Last>(list.key) }
}

const lists = new WeakMap<Store, Map<string, ConversationList>>()

function listOf(sync: Sync, inboxId: string, status: Status): ConversationList {
  const known = lists.get(sync.store) ?? new Map<string, ConversationList>()
  lists.set(sync.store, known)
  const key = `list ${inboxId} ${status}`
  const list = known.get(key) ?? openList(sync, key, inboxId, status)
  known.set(key, list)
  return list
}

function openList({ store, windows }: Sync, key: string, inboxId: string, status: Status): ConversationList {
  const view = store.view(conversationType, { where, before })
  let pausing: ReturnType<typeof setTimeout> | undefined
  windows.subscribe(key, refill)
  return { key, view, load, touch }

  function load(): void {
    void windows.extend(key, {
      query: listQuery,
      input: (last: Last | undefined) => ({ inboxId, status, last: last ?? null, limit: PAGE }),
      cursorOf: ({ rows }) => lastOf(rows[conversationType.name]),
    })
  }

  // A row beyond what is held is here by chance: between it and the last held one others may be missing.
  function where(row: Conversation): boolean {
    if (row.inboxId !== inboxId || row.status !== status) return false
    const { cursor, more } = windows.get<Last>(key)
    return !more || (cursor !== undefined && !before(cursor, row))
  }

  function refill(): void {
    view.refill(store.all(conversationType))
    view.flush()
  }

  function touch(): void {
    if (pausing === undefined) view.hold(true)
    clearTimeout(pausing)
    pausing = setTimeout(() => {
      pausing = undefined
      view.hold(false)
      view.flush()
    }, PAUSE_MS)
  }
}

// What a list is answered with are conversations, in its order.
function lastOf(rows: SyncedRow[] | undefined): Last | undefined {
  const last = rows?.at(-1) as Conversation | undefined
  return last && { lastActivityAt: last.lastActivityAt, id: last.id }
}

function before(a: Last, b: Last): boolean {
  return a.lastActivityAt > b.lastActivityAt || (a.lastActivityAt === b.lastActivityAt && a.id > b.id)
}
