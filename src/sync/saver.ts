import { type IDBPDatabase, unwrap } from 'idb'
import { exclusively } from './outbox.ts'
import { type Copy, idle, type KeptThread, type Meta, type Schema, threadOf } from './storage.ts'
import type { RowSet, SyncedType } from './synced.ts'

export type Saving = {
  types: SyncedType[]
  format: string
  /** The feed's number on the disk, as far as this tab knows. */
  savedSeq(): Promise<number | undefined>
  /** The number that this tab began with. */
  began: number | undefined
  /** The copy is whole: what the disk held of it is in memory. */
  loaded: Promise<void>
  /** Whether the server has made the copy start again, and the disk still holds the one before. */
  startsAgain(): boolean
  /** The disk holds nothing of that one any more. */
  startedAgain(): void
  /** Whether somebody has signed out: nothing may be written any more. */
  ended(): boolean
}

/** What one save brings to the disk. */
type Taken = {
  /** All that there is, in place of what is on the disk. */
  afresh: boolean
  rows: { type: string; id: string }[]
  threads: string[]
  meta: Meta
}

const SAVE_AFTER_MS = 1_000
/** Written between two frames without delaying the second. */
const ROWS_AT_ONCE = 100
/** So much is left of the page's idle time before the next frame. */
const SPARE_MS = 4
const MOST_AT_ONCE = 2_000
const PARTS = ['meta', 'rows', 'threads'] as const

/**
 * Brings to the disk what changes, at most once a second and only when the page has nothing else to do. Two tabs would
 * overwrite each other's copy: the one that holds the lock writes, the next one takes over.
 */
export function keepSaved(disk: IDBPDatabase<Schema>, copy: Copy, saving: Saving): Promise<void> {
  const { store, windows, me } = copy
  const { types, format } = saving
  const inThread = new Set(types.filter((type) => type.inThread).map(({ name }) => name))
  let rows = new Map<string, Taken['rows'][number]>()
  let threads = new Set<string>()
  let everything = false
  let writes = false
  /** On its way to the disk, until it is there. */
  let flying: Taken | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  store.onChange((changes) => {
    for (const [key, { type, id, thread }] of changes) {
      if (thread !== undefined) threads.add(thread)
      else if (!inThread.has(type)) rows.set(key, { type, id })
    }
    if (writes) later()
  })
  return exclusively('storage', async () => {
    // Another tab has written in the meantime, or nobody ever has.
    const saved = await saving.savedSeq()
    await saving.loaded
    everything = saved === undefined || saved !== saving.began
    writes = true
    addEventListener('pagehide', saveAtOnce)
    document.addEventListener('visibilitychange', () => document.hidden && saveAtOnce())
    later()
    // Held as long as the page lives.
    await new Promise(() => {})
  })

  function later(): void {
    timer ??= setTimeout(() => void save(), SAVE_AFTER_MS)
  }

  // Rows first and the feed's number last: a copy whose rows are ahead of its number catches up all the same.
  async function save(): Promise<void> {
    try {
      flying = take()
      if (flying) await writeSlowly(flying)
      flying = undefined
    } catch {
      // A full or forbidden disk must not stop anybody from answering a customer.
      everything = true
    }
    timer = undefined
    if (rows.size > 0 || threads.size > 0) later()
  }

  async function writeSlowly({ afresh, ...taken }: Taken): Promise<void> {
    if (afresh) {
      await Promise.all(PARTS.map((part) => disk.clear(part)))
      saving.startedAgain()
    }
    for (let from = 0; from < taken.rows.length; ) {
      const left = await idle()
      const tx = disk.transaction('rows', 'readwrite')
      do {
        putRows(unwrap(tx.store), taken.rows.slice(from, from + ROWS_AT_ONCE))
        from += ROWS_AT_ONCE
      } while (from < taken.rows.length && left() > SPARE_MS)
      await tx.done
    }
    await idle()
    const tx = disk.transaction(['meta', 'threads'], 'readwrite')
    putThreads(unwrap(tx.objectStore('threads')), taken)
    putMeta(unwrap(tx.objectStore('meta')), taken.meta)
    await tx.done
  }

  // The page may be gone in the next moment: one transaction, committed by hand.
  function saveAtOnce(): void {
    // What is on its way may never arrive.
    const late = flying
    // The next page would wait for so many. It begins with what was saved before, and catches up.
    if (rows.size + (late?.rows.length ?? 0) > MOST_AT_ONCE) return
    const taken = take()
    if (!taken) return
    const tx = disk.transaction(PARTS, 'readwrite')
    if (taken.afresh) {
      for (const part of PARTS) unwrap(tx.objectStore(part)).clear()
      saving.startedAgain()
    }
    const all = {
      rows: [...(late?.rows ?? []), ...taken.rows],
      threads: [...(late?.threads ?? []), ...taken.threads],
    }
    putRows(unwrap(tx.objectStore('rows')), all.rows)
    putThreads(unwrap(tx.objectStore('threads')), all)
    putMeta(unwrap(tx.objectStore('meta')), taken.meta)
    tx.commit()
    tx.done.catch(() => {})
  }

  function take(): Taken | undefined {
    const who = me()
    store.flush()
    if (!who || store.seq() === 0 || saving.ended()) return undefined
    const afresh = saving.startsAgain() || everything || flying?.afresh === true
    const taken = {
      afresh,
      rows: afresh ? allRows() : [...rows.values()],
      threads: afresh ? [...store.heldThreads()] : [...threads],
      meta: {
        me: who,
        seq: store.seq(),
        windows: windows.entries(),
        heldThreads: [...store.heldThreads()],
        format,
      },
    }
    everything = false
    rows = new Map()
    threads = new Set()
    return taken
  }

  function allRows(): Taken['rows'] {
    return types.flatMap(({ name }) =>
      inThread.has(name) ? [] : [...store.confirmed(name).keys()].map((id) => ({ type: name, id })),
    )
  }

  function putRows(into: IDBObjectStore, list: Taken['rows']): void {
    for (const { type, id } of list) {
      const row = store.confirmed(type).get(id)
      if (row) into.put(row, `${type} ${id}`)
      else into.delete(`${type} ${id}`)
    }
  }

  function putThreads(into: IDBObjectStore, list: Pick<Taken, 'rows' | 'threads'>): void {
    const reached = new Map(windows.entries().map(([key, window]) => [threadOf(key), window]))
    // A conversation that is out of reach takes its thread with it.
    for (const { type, id } of list.rows) if (!store.confirmed(type).has(id)) into.delete(id)
    for (const id of list.threads) {
      // What is held no more stays as it was last seen.
      if (!store.heldThreads().has(id)) continue
      const kept: KeptThread = { rows: threadRows(id), window: reached.get(id), at: Date.now() }
      into.put(kept, id)
    }
  }

  function threadRows(conversationId: string): RowSet['rows'] {
    const kept: RowSet['rows'] = {}
    for (const { type, row } of store.thread(conversationId)) {
      const confirmed = store.confirmed(type).get(row.id)
      if (confirmed) kept[type] = [...(kept[type] ?? []), confirmed]
    }
    return kept
  }

  function putMeta(into: IDBObjectStore, meta: Meta): void {
    into.put(store.inSight(), 'first')
    into.put(meta, 'meta')
  }
}
