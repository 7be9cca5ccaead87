import { useSyncExternalStore } from 'react'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { type Call, callType } from './call.ts'

const NONE: readonly Call[] = []

/** Calls that ring or go on, as far as this browser knows of them, oldest first. */
export function useLiveCalls(): readonly Call[] {
  const { store } = useSync()
  const live = liveOf(store)
  return useSyncExternalStore(live.subscribe, live.calls)
}

type Live = { calls(): readonly Call[]; subscribe(listener: () => void): () => void }

const lives = new WeakMap<Store, Live>()

function liveOf(store: Store): Live {
  const known = lives.get(store) ?? createLive(store)
  lives.set(store, known)
  return known
}

function createLive(store: Store): Live {
  const listeners = new Set<() => void>()
  let calls = look()
  store.onChange((changes) => {
    for (const { type } of changes.values()) {
      if (type !== callType.name) continue
      calls = look()
      for (const listener of listeners) listener()
      return
    }
  })
  return {
    calls: () => calls,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function look(): readonly Call[] {
    const live = store.all(callType).filter(({ state }) => state !== 'ended')
    return live.length === 0 ? NONE : live.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  }
}
