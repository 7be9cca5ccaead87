import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Me, Undelivered } from './connection.ts'
import type { Store } from './store.ts'
import type { SyncedRow, SyncedType } from './synced.ts'
import type { Window, Windows } from './windows.ts'

/** The copy on disk, so that a reload paints at once and what was said offline is not lost. */
export type Storage = {
  load(): Promise<Stored | undefined>
  undelivered(command: Undelivered): void
  delivered(id: string): void
  /** Keeps the copy up to date from now on, in this tab alone if there are several. */
  follow(store: Store, windows: Windows, me: () => Me | undefined): void
  /** Forgets everything: somebody has signed out. */
  clear(): Promise<void>
}

export type Stored = {
  me: Me
  seq: number
  windows: [string, Window<unknown>][]
  heldThreads: string[]
  rows: Record<string, SyncedRow[]>
  undelivered: Undelivered[]
}

// Rows are kept in buckets: one record for each row would take a hundred times as long to write.
const BUCKETS = 64
const SAVE_AFTER_MS = 2_000
const FORMAT = 1

interface Schema extends DBSchema {
  meta: { key: 'meta'; value: Omit<Stored, 'rows' | 'undelivered'> & { format: number } }
  rows: { key: string; value: SyncedRow[] }
  undelivered: { key: string; value: Undelivered }
}

export function openStorage(types: SyncedType[], name = 'centralita'): Storage {
  const opening = openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('meta')
      db.createObjectStore('rows')
      db.createObjectStore('undelivered', { keyPath: 'id' })
    },
  })
  return {
    load: () => load(opening).catch(() => undefined),
    undelivered: (command) => quietly(opening.then((db) => db.put('undelivered', command))),
    delivered: (id) => quietly(opening.then((db) => db.delete('undelivered', id))),
    follow: (store, windows, me) => followAlone(opening, types, store, windows, me),
    async clear() {
      const db = await opening
      await Promise.all([db.clear('meta'), db.clear('rows'), db.clear('undelivered')])
    },
  }
}

async function load(opening: Promise<IDBPDatabase<Schema>>): Promise<Stored | undefined> {
  const db = await opening
  const tx = db.transaction(['meta', 'rows', 'undelivered'])
  const [meta, keys, buckets, undelivered] = await Promise.all([
    tx.objectStore('meta').get('meta'),
    tx.objectStore('rows').getAllKeys(),
    tx.objectStore('rows').getAll(),
    tx.objectStore('undelivered').getAll(),
  ])
  if (meta?.format !== FORMAT) return undefined
  const rows: Stored['rows'] = {}
  keys.forEach((key, index) => {
    const type = key.slice(0, key.indexOf('/'))
    rows[type] = [...(rows[type] ?? []), ...(buckets[index] ?? [])]
  })
  undelivered.sort((a, b) => (a.id < b.id ? -1 : 1))
  return { ...meta, rows, undelivered }
}

// Two tabs would overwrite each other's buckets: the one that holds the lock writes, the next one takes over.
function followAlone(
  opening: Promise<IDBPDatabase<Schema>>,
  types: SyncedType[],
  store: Store,
  windows: Windows,
  me: () => Me | undefined,
): void {
  void navigator.locks.request('centralita-storage', async () => {
    const dirty = new Set(
      types.flatMap(({ name }) => Array.from({ length: BUCKETS }, (_, bucket) => `${name}/${bucket}`)),
    )
    let timer: ReturnType<typeof setTimeout> | undefined
    store.onChange((changes) => {
      for (const { type, id } of changes.values()) dirty.add(bucketOf(type, id))
      timer ??= setTimeout(save, SAVE_AFTER_MS)
    })
    addEventListener('pagehide', save)
    await save()
    // Held as long as the page lives.
    await new Promise(() => {})

    async function save(): Promise<void> {
      clearTimeout(timer)
      timer = undefined
      const who = me()
      if (!who || store.seq() === 0) return
      const keys = [...dirty]
      dirty.clear()
      await quietly(write(await opening, types, store, windows, who, keys))
    }
  })
}

async function write(
  db: IDBPDatabase<Schema>,
  types: SyncedType[],
  store: Store,
  windows: Windows,
  me: Me,
  keys: string[],
): Promise<void> {
  const wanted = new Map(keys.map((key) => [key, [] as SyncedRow[]]))
  for (const type of types) {
    for (const row of store.confirmed(type)) wanted.get(bucketOf(type.name, row.id))?.push(row)
  }
  // One transaction: the rows and the feed's number that they are at are true together.
  const tx = db.transaction(['meta', 'rows'], 'readwrite')
  const rows = tx.objectStore('rows')
  for (const [key, bucket] of wanted) void (bucket.length > 0 ? rows.put(bucket, key) : rows.delete(key))
  const meta = {
    me,
    seq: store.seq(),
    windows: windows.entries(),
    heldThreads: [...store.heldThreads()],
    format: FORMAT,
  }
  void tx.objectStore('meta').put(meta, 'meta')
  await tx.done
}

function bucketOf(type: string, id: string): string {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) >>> 0
  return `${type}/${hash % BUCKETS}`
}

// A full or forbidden disk must not stop anybody from answering a customer.
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {})
}
