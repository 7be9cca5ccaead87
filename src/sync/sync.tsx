import { createContext, type ReactNode, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import type { Connection, ConnectionState } from './connection.ts'
import type { Said } from './outbox.ts'
import { rowsOf } from './rows.ts'
import type { Store } from './store.ts'
import type { SyncedRow, SyncedType } from './synced.ts'
import type { ThreadItem } from './thread.ts'
import type { View } from './view.ts'
import type { Window, Windows } from './windows.ts'

/** The browser's copy and its line to the server, for every component below. `loaded`: all of the copy that was kept. */
export type Sync = { store: Store; connection: Connection; windows: Windows; loaded: Promise<void> }

const SyncContext = createContext<Sync | undefined>(undefined)

export function SyncProvider({ sync, children }: { sync: Sync; children: ReactNode }) {
  return <SyncContext value={sync}>{children}</SyncContext>
}

export function useSync(): Sync {
  const sync = useContext(SyncContext)
  if (!sync) throw new Error('There is no SyncProvider above')
  return sync
}

/** A row as it is now, optimistic changes included. */
export function useRow<Row extends SyncedRow>(
  type: SyncedType<Row>,
  id: string | undefined,
): Row | undefined {
  const { store } = useSync()
  const subscribe = useCallback(
    (listener: () => void) => (id === undefined ? () => {} : store.subscribe(type, id, listener)),
    [store, type, id],
  )
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : store.get(type, id)))
}

/** The ids of a sorted list. */
export function useViewIds<Row extends SyncedRow>(view: View<Row>): readonly string[] {
  return useSyncExternalStore(view.subscribe, view.ids)
}

/** The rows of a sorted list, each as it is now. */
export function useRows<Row extends SyncedRow>(type: SyncedType<Row>, view: View<Row>): readonly Row[] {
  const { store } = useSync()
  const ids = useViewIds(view)
  const rows = useMemo(() => rowsOf(store, type, ids), [store, type, ids])
  return useSyncExternalStore(rows.subscribe, rows.get)
}

/** The items of a thread that this browser holds, oldest first. */
export function useThread(conversationId: string): readonly ThreadItem[] {
  const { store } = useSync()
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeThread(conversationId, listener),
    [store, conversationId],
  )
  return useSyncExternalStore(subscribe, () => store.thread(conversationId))
}

/** How far a list or a thread is held. */
export function useWindow<Cursor>(key: string): Window<Cursor> {
  const { windows } = useSync()
  const subscribe = useCallback((listener: () => void) => windows.subscribe(key, listener), [windows, key])
  return useSyncExternalStore(subscribe, () => windows.get<Cursor>(key))
}

/** The id of a command that has not left this browser yet. */
export function useUnsent(wanted: (said: Said) => boolean): string | undefined {
  const { connection } = useSync()
  return useSyncExternalStore(connection.subscribe, () => connection.unsent().find(wanted)?.id)
}

export function useConnectionState(): ConnectionState {
  const { connection } = useSync()
  return useSyncExternalStore(connection.subscribe, connection.state)
}
