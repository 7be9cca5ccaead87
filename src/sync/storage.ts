import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Me } from './connection.ts'
import type { OutboxDisk, Said } from './outbox.ts'
import { keepSaved } from './saver.ts'
import type { Store } from './store.ts'
import type { RowSet, SyncedRow, SyncedType } from './synced.ts'
import type { Recall, Window, Windows } from './windows.ts'

/** The copy on disk, so that a reload paints at once and what was said offline is not lost. */
export type Storage = {
  /** What the last page showed, and how far the copy is. The rest comes with `loadRest`. */
  load(): Promise<Stored | undefined>
  loadRest(store: Store, stored: Stored): Promise<void>
  /** A thread that is not held any more, as it was when it was let go. */
  recall(store: Store): Recall
  outbox: OutboxDisk
  /**
   * Keeps the copy up to date from now on, in this tab alone if there are several. `stored`: what it began with;
   * `loaded`: when the rest of that is here.
   */
  follow(copy: Copy, stored: Stored | undefined, loaded: Promise<void>): void
  /** The server has made the copy start again: what is on the disk is no part of it. */
  startAgain(): void
  /** Forgets everything, whatever other tabs are about to write: somebody has signed out. */
  clear(): Promise<void>
  /** Another tab has cleared it. */
  onCleared(listener: () => void): void
}

export type Copy = { store: Store; windows: Windows; me(): Me | undefined }

export type Meta = {
  me: Me
  seq: number
  windows: [string, Window<unknown>][]
  heldThreads: string[]
  format: string
}

export type Stored = Meta & { first: RowSet['rows'] }

export type KeptThread = { rows: RowSet['rows']; window: Window<unknown> | undefined; at: number }

export interface Schema extends DBSchema {
  /** How far the copy is, under `meta`; under `first` the rows that a page shows before all others. */
  meta: { key: string; value: Meta | RowSet['rows'] }
  /** One record for each row: only what has changed is written. */
  rows: { key: string; value: SyncedRow }
  /** One for each thread; those of threads that are held no more stay as they were. */
  threads: { key: string; value: KeptThread; indexes: { at: number } }
  said: { key: string; value: Said }
}

type Disk = IDBPDatabase<Schema>

const VERSION = 2
const READ_AT_ONCE = 1_000
const MOST_THREADS = 500

export function openStorage(types: SyncedType[], name = 'centralita'): Storage {
  const format = formatOf(types)
  let db: Disk | undefined
  let startsAgain = false
  let ended = false
  const leaving = new BroadcastChannel(`${name} is cleared`)
  leaving.addEventListener('message', () => {
    ended = true
  })
  const opening = openDB<Schema>(name, VERSION, {
    upgrade(upgraded) {
      for (const old of [...upgraded.objectStoreNames]) upgraded.deleteObjectStore(old)
      upgraded.createObjectStore('meta')
      upgraded.createObjectStore('rows')
      upgraded.createObjectStore('threads').createIndex('at', 'at')
      upgraded.createObjectStore('said', { keyPath: 'id' })
    },
    // Another tab has a newer version of this app.
    blocking: () => db?.close(),
  })
  opening.then(
    (opened) => {
      db = opened
    },
    () => {},
  )
  return {
    load: () => opening.then((disk) => load(disk, format)).catch(() => undefined),
    loadRest: (store, stored) =>
      quietly(opening.then((disk) => loadRest(disk, types, store, stored, () => startsAgain))),
    recall: (store) => async (key) => {
      const recalling = opening.then((disk) => recall(disk, store, key))
      return startsAgain ? undefined : recalling.catch(() => undefined)
    },
    outbox: {
      keep: (said) => put(said),
      drop: (id) => put(id),
      all: () => opening.then((disk) => disk.getAll('said')).catch(() => []),
    },
    follow: (copy, stored, loaded) =>
      void quietly(opening.then((disk) => follow(disk, copy, stored, loaded))),
    startAgain() {
      startsAgain = true
    },
    async clear() {
      ended = true
      leaving.postMessage(null)
      const disk = await opening
      await forget(disk)
      // Another tab may have been about to write when it heard.
      await new Promise((resolve) => setTimeout(resolve, HEARD_WITHIN_MS))
      await forget(disk)
    },
    onCleared: (listener) => leaving.addEventListener('message', listener),
  }

  // In this very moment if it can be: the page may be closed in the next one.
  function put(said: Said | string): void {
    if (db) void quietly(putSaid(db, said))
    else void quietly(opening.then((disk) => putSaid(disk, said)))
  }

  async function follow(
    disk: Disk,
    copy: Copy,
    stored: Stored | undefined,
    loaded: Promise<void>,
  ): Promise<void> {
    void quietly(letOldThreadsGo(disk))
    await keepSaved(disk, copy, {
      types,
      format,
      savedSeq: async () => (await load(disk, format))?.seq,
      began: stored?.seq,
      loaded,
      startsAgain: () => startsAgain,
      startedAgain() {
        startsAgain = false
      },
      ended: () => ended,
    })
  }
}

const HEARD_WITHIN_MS = 50

async function forget(disk: Disk): Promise<void> {
  await Promise.all([...disk.objectStoreNames].map((part) => disk.clear(part)))
}

// What is kept in another form than ours cannot be read: a field that was added since would be missing from every row.
function formatOf(types: SyncedType[]): string {
  return types.map(({ name, row }) => `${name}(${Object.keys(row.shape).join()})`).join(' ')
}

async function load(disk: Disk, format: string): Promise<Stored | undefined> {
  const tx = disk.transaction('meta')
  const [meta, first] = await Promise.all([tx.store.get('meta'), tx.store.get('first')])
  if (!meta || !('format' in meta) || meta.format !== format) return undefined
  // What is under each of the two keys.
  return { ...(meta as Meta), first: (first ?? {}) as RowSet['rows'] }
}

async function loadRest(
  disk: Disk,
  types: SyncedType[],
  store: Store,
  { seq, heldThreads }: Stored,
  stopped: () => boolean,
): Promise<void> {
  for (const conversationId of heldThreads) {
    const thread = await disk.get('threads', conversationId)
    if (stopped()) return
    if (thread) store.merge(seq, thread.rows)
  }
  for (const { name, inThread } of types) {
    if (inThread) continue
    for (let after = `${name} `, more = true; more; ) {
      const rows = await disk.getAll('rows', IDBKeyRange.bound(after, `${name}!`, true), READ_AT_ONCE)
      if (stopped()) return
      store.fill(seq, name, rows)
      more = rows.length === READ_AT_ONCE
      after = `${name} ${rows.at(-1)?.id}`
      // Whoever is at work comes first.
      await idle()
    }
  }
  store.relist()
}

async function recall(disk: Disk, store: Store, key: string): Promise<Window<unknown> | undefined> {
  const conversationId = threadOf(key)
  const thread = await disk.get('threads', conversationId)
  if (!thread?.window || !store.heldThreads().has(conversationId)) return undefined
  // As old as it can be: whatever is here already is newer.
  store.merge(0, thread.rows)
  return thread.window
}

async function letOldThreadsGo(disk: Disk): Promise<void> {
  const tooMany = (await disk.count('threads')) - MOST_THREADS
  if (tooMany <= 0) return
  const tx = disk.transaction('threads', 'readwrite')
  const oldest = await tx.store.index('at').getAllKeys(undefined, tooMany)
  for (const key of oldest) void tx.store.delete(key)
  await tx.done
}

async function putSaid(disk: Disk, said: Said | string): Promise<void> {
  const tx = disk.transaction('said', 'readwrite')
  const putting = typeof said === 'string' ? tx.store.delete(said) : tx.store.put(said)
  tx.commit()
  await Promise.all([putting, tx.done])
}

/** The conversation whose thread is held under a window's key: the key ends with its id. */
export function threadOf(key: string): string {
  return key.slice(key.lastIndexOf(' ') + 1)
}

const IDLE_WITHIN_MS = 100

/** Resolves when the page has nothing else to do; answers how many milliseconds of that are left. */
export function idle(): Promise<() => number> {
  return new Promise((resolve) => {
    // Not every browser tells when it is idle.
    if ('requestIdleCallback' in globalThis)
      requestIdleCallback((deadline) => resolve(() => deadline.timeRemaining()), { timeout: IDLE_WITHIN_MS })
    else setTimeout(() => resolve(() => 0))
  })
}

async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {})
}
