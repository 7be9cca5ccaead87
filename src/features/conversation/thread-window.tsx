import { useEffect, useMemo } from 'react'
import type { Store } from '#sync/store.ts'
import { type Sync, useSync, useThread, useWindow } from '#sync/sync.tsx'
import type { ThreadRow } from '#sync/thread.ts'
import type { Window } from '#sync/windows.ts'
import { useThreadPart } from './thread-part.tsx'
import { CONVERSATIONS, type ThreadSource } from './thread-source.ts'

const PAGE = 50
const MOST_HELD = 60

/**
 * A thread's items as far as this browser holds them, kept up to date from now on: its newest end, or the `part` around
 * the number that is asked for.
 */
export function useThreadWindow(conversationId: string, around?: number, source = CONVERSATIONS) {
  const sync = useSync()
  const key = keyOf(source, conversationId)
  const window = useWindow<number>(key)
  const items = useThread(conversationId)
  // Again when everything was forgotten: the server started this browser anew.
  const unknown = isUnknown(window)
  useEffect(() => {
    if (unknown) openThread(sync, conversationId, source)
  }, [sync, conversationId, source, unknown])
  useEffect(() => use(sync.store, conversationId), [sync, conversationId])
  const { cursor } = window
  const part = useThreadPart(source, conversationId, around, cursor, (from, more) =>
    sync.windows.restore([[key, { ...window, cursor: from, more }]]),
  )
  const { from = cursor ?? 0, to = Number.POSITIVE_INFINITY } = part ?? {}
  const nothing = part !== undefined && part.from === undefined
  const shown = useMemo(
    () => (nothing ? NONE : items.filter(({ row }) => row.seq >= from && row.seq <= to)),
    [items, nothing, from, to],
  )
  return {
    items: shown,
    window,
    part,
    loadOlder: part?.loadOlder ?? (() => extend(sync, conversationId, source)),
  }
}

const NONE: ReturnType<typeof useThread> = []

/** Holds a thread before it is asked for. */
export function openThread(sync: Sync, conversationId: string, source = CONVERSATIONS): void {
  if (!isUnknown(sync.windows.get<number>(keyOf(source, conversationId)))) return
  use(sync.store, conversationId)
  letGo(sync)
  extend(sync, conversationId, source)
}

function extend({ store, windows }: Sync, conversationId: string, source: ThreadSource): void {
  // What comes while the answer is on its way belongs to the thread too.
  store.holdThread(conversationId)
  void windows.extend(keyOf(source, conversationId), {
    query: source.query,
    input: (before: number | undefined) => ({ conversationId, before: before ?? null, limit: PAGE }),
    // What stands in a thread besides the conversation itself and its contact has a number there.
    cursorOf: ({ rows }) => lowest(Object.values(rows).flat() as Partial<ThreadRow>[]),
  })
}

function lowest(rows: Partial<ThreadRow>[]): number | undefined {
  return rows.reduce<number | undefined>(
    (least, { seq }) => (seq !== undefined && (least === undefined || seq < least) ? seq : least),
    undefined,
  )
}

const used = new WeakMap<Store, Set<string>>()

// The one used last stands at the end.
function use(store: Store, conversationId: string): void {
  const order = used.get(store) ?? new Set(store.heldThreads())
  used.set(store, order)
  order.delete(conversationId)
  order.add(conversationId)
}

function letGo({ store, windows }: Sync): void {
  const order = used.get(store) ?? new Set()
  for (const conversationId of order) {
    if (order.size <= MOST_HELD) return
    order.delete(conversationId)
    store.dropThread(conversationId)
    for (const [key] of windows.entries()) if (key.endsWith(` ${conversationId}`)) windows.forget(key)
  }
}

/** What was said in a conversation goes with it: deleted, or moved to where this member is not. So in a chat. */
export function forgetGoneThreads({ store, windows }: Sync, source = CONVERSATIONS): void {
  store.onChange((changes) => {
    for (const { type, id, row } of changes.values()) {
      if (type !== source.type.name || row) continue
      used.get(store)?.delete(id)
      store.dropThread(id, true)
      windows.forget(keyOf(source, id))
    }
  })
}

function isUnknown({ cursor, more, loading, problem }: Window<number>): boolean {
  return cursor === undefined && more && !loading && problem === undefined
}

function keyOf({ type }: ThreadSource, conversationId: string): string {
  return `${type.name} ${conversationId}`
}
