import type { Command } from './command.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { type News, openOutbox, type Said } from './outbox.ts'
import { pacedByKeys } from './pace.ts'
import { openStorage, type Storage } from './storage.ts'
import { createStore, type Store } from './store.ts'
import type { Sync } from './sync.tsx'
import type { SyncedType } from './synced.ts'
import { createWindows } from './windows.ts'

export type StartOptions = {
  types: SyncedType[]
  commands: Command[]
  /** More commands, for whose code the first screen does not wait. */
  later(): Promise<Command[]>
  url: string
  onRefused: NonNullable<ConnectionOptions['onRefused']>
  onOutdated: NonNullable<ConnectionOptions['onOutdated']>
}

/** Opens the browser's copy as it was left, and the line to the server over it. */
export async function startSync({
  types,
  commands: first,
  later,
  url,
  onRefused,
  onOutdated,
}: StartOptions): Promise<Sync & { storage: Storage }> {
  let commands = first
  const storage = openStorage(types)
  const store = createStore(types, pacedByKeys())
  const [stored, outbox] = await Promise.all([storage.load(), openOutbox(storage.outbox)])
  const windows = createWindows((query, input) => connection.ask(query, input), storage.recall(store))
  if (stored) {
    for (const id of stored.heldThreads) store.holdThread(id)
    store.apply(stored.seq, { rows: stored.first })
    windows.restore(stored.windows)
    for (const said of outbox.all()) show(store, commands, said)
  }
  const connection: Connection = connect({
    store,
    open: () => new WebSocket(url),
    ...(stored ? { me: stored.me } : {}),
    outbox,
    onRefused,
    onOutdated,
    onStart() {
      storage.startAgain()
      windows.clear()
    },
  })
  outbox.follow((news) => hear(news, store, commands, connection))
  addEventListener('online', connection.wake)
  document.addEventListener('visibilitychange', () => (document.hidden ? store.flush() : connection.wake()))
  // Whoever is signed out somewhere else leaves nothing behind here either.
  const me = () => (connection.state() === 'signed-out' ? undefined : connection.me())
  const loaded = loadRest(storage, store, stored)
  storage.follow({ store, windows, me }, stored, loaded)
  later().then(
    (more) => {
      commands = [...first, ...more]
      for (const said of outbox.all()) show(store, commands, said)
    },
    // What waits is said all the same; only its effect is not shown before it has been done.
    () => {},
  )
  return { store, connection, windows, loaded, storage }
}

// What is seen first is painted first.
async function loadRest(
  storage: Storage,
  store: Store,
  stored: Awaited<ReturnType<Storage['load']>>,
): Promise<void> {
  if (!stored) return
  await new Promise((resolve) => setTimeout(resolve))
  await storage.loadRest(store, stored)
}

function hear(news: News, store: Store, commands: Command[], connection: Connection): void {
  switch (news.t) {
    case 'said':
      show(store, commands, news.said)
      break
    case 'inherited':
      show(store, commands, news.said)
      connection.inherit(news.said)
      break
    case 'settled':
      if (news.outcome) store.confirm(news.id, news.outcome.seq)
      else store.withdraw(news.id)
      break
    case 'take-back':
      connection.takeBack(news.id)
      break
    case 'live':
      connection.wake()
  }
  connection.heard()
}

// What was said elsewhere is shown as done here too.
function show(store: Store, commands: Command[], { id, name, input, memberId, now }: Said): void {
  const command = commands.find((candidate) => candidate.name === name)
  if (!command || store.pending().some((pending) => pending.id === id)) return
  store.run(id, command, input, { actor: { type: 'member', id: memberId }, now })
}
