import type { Command } from './command.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { openStorage, type Storage } from './storage.ts'
import { createStore, type Store } from './store.ts'
import type { Sync } from './sync.tsx'
import type { SyncedType } from './synced.ts'
import { createWindows } from './windows.ts'

export type StartOptions = {
  types: SyncedType[]
  commands: Command[]
  url: string
  onRefused: NonNullable<ConnectionOptions['onRefused']>
}

/** Opens the browser's copy as it was left, and the line to the server over it. */
export async function startSync({
  types,
  commands,
  url,
  onRefused,
}: StartOptions): Promise<Sync & { storage: Storage }> {
  const storage = openStorage(types)
  const store = createStore(types, (flush) => void requestAnimationFrame(flush))
  const stored = await storage.load()
  const windows = createWindows((query, input) => connection.ask(query, input))
  if (stored) {
    for (const id of stored.heldThreads) store.holdThread(id)
    store.apply(stored.seq, { rows: stored.rows })
    windows.restore(stored.windows)
    replay(store, commands, stored.undelivered, stored.me.memberId)
  }
  const connection: Connection = connect({
    store,
    open: () => new WebSocket(url),
    ...(stored ? { me: stored.me, undelivered: stored.undelivered } : {}),
    keep: storage,
    onRefused,
    onStart: () => windows.clear(),
  })
  addEventListener('online', connection.wake)
  document.addEventListener('visibilitychange', () => document.hidden || connection.wake())
  storage.follow(store, windows, connection.me)
  return { store, connection, windows, storage }
}

// What the last visit could not deliver is shown as done again; the connection sends it.
function replay(
  store: Store,
  commands: Command[],
  undelivered: ConnectionOptions['undelivered'],
  memberId: string,
): void {
  for (const { id, name, input, now } of undelivered ?? []) {
    const command = commands.find((candidate) => candidate.name === name)
    if (command) store.run(id, command, input, { actor: { type: 'member', id: memberId }, now })
  }
}
