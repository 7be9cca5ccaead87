import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Store } from '#sync/store.ts'
import { useSync, useWindow } from '#sync/sync.tsx'
import { type Conversation, conversationType } from './conversation.ts'
import { type OthersPosition, othersQuery } from './others.api.ts'

const PAGE = 20

/** What else is talked about with a conversation's contact: what this browser holds at once, and then all of it. */
export function useOthers({ id, contactId }: Conversation) {
  const { windows } = useSync()
  const key = `others ${contactId}`
  const { cursor, more, loading, problem } = useWindow<OthersPosition>(key)
  const unknown = cursor === undefined && more && !loading && !problem
  useEffect(() => {
    if (unknown) loadMore()
  })
  const held = useHeld(contactId)
  const reached = (one: Conversation) => !more || cursor === undefined || comesBefore(positionOf(one), cursor)
  return {
    others: held.filter((one) => one.id !== id && reached(one)),
    more: more && !loading,
    problem,
    loadMore,
  }

  function loadMore(): void {
    void windows.extend(key, {
      query: othersQuery,
      input: (last: OthersPosition | undefined) => ({ contactId, last: last ?? null, limit: PAGE }),
      cursorOf({ rows }) {
        // What the server answers under this name.
        const last = (rows[conversationType.name] as Conversation[] | undefined)?.at(-1)
        return last && positionOf(last)
      },
    })
  }
}

function positionOf({ lastActivityAt, id }: Conversation): OthersPosition {
  return { at: lastActivityAt, id }
}

// Also itself: the list reaches up to there.
function comesBefore(a: OthersPosition, b: OthersPosition): boolean {
  return a.at === b.at ? a.id >= b.id : a.at > b.at
}

function useHeld(contactId: string): readonly Conversation[] {
  const { store } = useSync()
  const held = useMemo(() => heldOf(store, contactId), [store, contactId])
  return useSyncExternalStore(held.subscribe, held.get)
}

// Looked through again only when one of them has changed, come or gone.
function heldOf(store: Store, contactId: string) {
  let rows = read()
  return { get: () => rows, subscribe }

  function subscribe(listener: () => void): () => void {
    rows = read()
    return store.onChange((changes) => {
      const known = new Set(rows.map(({ id }) => id))
      const concerned = [...changes.values()].some(
        ({ type, id }) =>
          type === conversationType.name &&
          (known.has(id) || store.get(conversationType, id)?.contactId === contactId),
      )
      if (!concerned) return
      rows = read()
      listener()
    })
  }

  function read(): readonly Conversation[] {
    return store
      .all(conversationType)
      .filter((one) => one.contactId === contactId)
      .toSorted((a, b) => (comesBefore(positionOf(a), positionOf(b)) ? -1 : 1))
  }
}
