import { useEffect, useState, useSyncExternalStore } from 'react'
import { type Sync, useSync } from '#sync/sync.tsx'
import { createView } from '#sync/view.ts'
import { callListQuery } from './call.api.ts'
import { type Call, callType } from './call.ts'
import { type CallFilter, type CallPosition, comesBefore, isIn } from './call-filter.ts'

export type CallListState = {
  ids: readonly string[]
  more: boolean
  loading: boolean
  failed: boolean
}

const PAGE = 60

/** Calls that pass a filter, newest first, as far as they have been asked for; new ones come by themselves. */
export function useCallList(filter: CallFilter) {
  const sync = useSync()
  const [list] = useState(() => createCallList(sync, filter))
  useEffect(() => list.open(), [list])
  return { ...useSyncExternalStore(list.subscribe, list.state), load: list.load }
}

function createCallList({ store, connection }: Sync, filter: CallFilter) {
  const listeners = new Set<() => void>()
  const found = new Set<string>()
  const view = createView<Call>({ where, before: comesBefore })
  let last: CallPosition | undefined
  let state: CallListState = { ids: [], more: true, loading: false, failed: false }
  return { open, subscribe, state: () => state, load }

  function open(): () => void {
    view.refill(store.all(callType))
    become({})
    return store.onChange((changes) => {
      for (const { type, id } of changes.values())
        if (type === callType.name) view.update(id, store.get(callType, id))
      become({})
    })
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function load(): void {
    if (state.loading || !state.more) return
    become({ loading: true, failed: false })
    const asked = last ? { createdAt: last.createdAt, id: last.id } : null
    void connection.ask(callListQuery, { filter, last: asked, limit: PAGE }).then((answer) => {
      if (!answer.ok) return become({ loading: false, failed: true })
      // What a list of calls is answered with are calls, in its order.
      const calls = (answer.value.rows[callType.name] ?? []) as Call[]
      for (const { id } of calls) found.add(id)
      last = calls.at(-1) ?? last
      const { more } = answer.value
      state = { ...state, more }
      view.refill(store.all(callType))
      become({ loading: false })
    })
  }

  // One beyond what was asked for is here by chance: between it and the last one others may be missing.
  function where(call: Call): boolean {
    if (found.has(call.id)) return true
    return isIn(filter, call) && (!state.more || (last !== undefined && comesBefore(call, last)))
  }

  function become(changes: Partial<CallListState>): void {
    const ids = view.ids()
    const next = { ...state, ...changes, ids }
    if (ids === state.ids && Object.keys(changes).length === 0) return
    state = next
    for (const listener of listeners) listener()
  }
}
