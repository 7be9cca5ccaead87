import type { Command, Context, Rows } from './command.ts'
import { guess, type Pending, type RowKey, rowKey, splitKey } from './overlay.ts'
import { type RowSet, type SyncedRow, type SyncedType, threadOf } from './synced.ts'
import { createThreads, type ThreadItem, type ThreadRow } from './thread.ts'
import { createView, type View, type ViewOptions } from './view.ts'

/**
 * The browser's copy: the server's rows, and over them what the pending commands make of them. Everything here is
 * synchronous; who shows rows subscribes and is told once per flush.
 */
export type Store = Rows & {
  /** The feed's number that the server's rows are at. */
  seq(): number
  all<Row extends SyncedRow>(type: SyncedType<Row>): Row[]
  /** The server's rows, without what pending commands make of them. */
  confirmed(type: string): ReadonlyMap<string, SyncedRow>
  /** Rows of the feed: the copy is now exactly at `seq`. */
  apply(seq: number, set: Partial<RowSet>): void
  /** Rows that were asked for, as they were at `seq`: never over a row that is newer here. */
  merge(seq: number, rows: RowSet['rows']): void
  /** The same for many rows at once, of which few or none are looked at: lists hear of them when told to `relist`. */
  fill(seq: number, type: string, rows: SyncedRow[]): void
  relist(): void
  /** The server's rows that a page opened again at this place would show first. */
  inSight(): RowSet['rows']
  /** Starts again from these rows: whatever else was held may have changed unseen. */
  reset(seq: number, rows: RowSet['rows']): void
  run<Input>(id: string, command: Command<Input>, input: Input, context: Context): void
  /** The server did it, in the feed's number `seq` (null: nothing changed): the guess goes when that number is here. */
  confirm(id: string, seq: number | null): void
  /** The server refused it: the guess goes now. */
  withdraw(id: string): void
  pending(): readonly Pending[]
  /** The rows that pending commands have changed: as the server has them, and as they are shown. */
  guesses<Row extends SyncedRow>(type: SyncedType<Row>): { server: Row | undefined; shown: Row }[]
  /** Items of a held thread, oldest first. */
  thread(conversationId: string): readonly ThreadItem[]
  /** From now on this thread's items are kept as they come; those of other threads are not. */
  holdThread(conversationId: string): void
  /** `gone`: out of reach, with all that is kept besides. */
  dropThread(conversationId: string, gone?: boolean): void
  heldThreads(): ReadonlySet<string>
  subscribeThread(conversationId: string, listener: () => void): () => void
  view<Row extends SyncedRow>(type: SyncedType<Row>, options: ViewOptions<Row>): View<Row>
  /** A list that somebody keeps of its own. */
  attach(list: OwnList): () => void
  subscribe(type: SyncedType, id: string, listener: () => void): () => void
  /** Every change of any row, for whoever keeps something of their own. */
  onChange(listener: (changes: ReadonlyMap<RowKey, RowChange>) => void): () => void
  flush(): void
}

export type OwnList = {
  /** The rows that stand at its beginning. */
  head(count: number): RowKey[]
  /** Many rows have come at once: it looks at all of them. */
  refill(): void
}

/** `thread`: what it stands in, for rows of threads. */
export type RowChange = { type: string; id: string; row: SyncedRow | undefined; thread?: string }

/** Types of which there are this few are shown everywhere. */
const FEW = 200
/** As much of a list and of a thread as a screen holds. */
const HEAD = 40
const ID_LENGTH = 36

type Collection = {
  /** As the server has them. */
  server: Map<string, SyncedRow>
  /** As they are shown. */
  shown: Map<string, SyncedRow>
  /** The feed's number of the last change of a row in this session, gone rows included. */
  stamps: Map<string, number>
  views: Set<View<SyncedRow>>
}

/** `schedule` calls back soon, once: a frame in the browser, at once in a test. */
export function createStore(types: SyncedType[], schedule: (flush: () => void) => void): Store {
  const urgentTypes = new Set(types.filter(({ urgent }) => urgent).map(({ name }) => name))
  const threadTypes = new Map(types.filter(({ inThread }) => inThread).map((type) => [type.name, type]))
  const threads = createThreads()
  const held = new Set<string>()
  const collections = new Map<string, Collection>()
  const listeners = new Map<RowKey, Set<() => void>>()
  const lists = new Set<OwnList>()
  const observers = new Set<(changes: ReadonlyMap<RowKey, RowChange>) => void>()
  let pending: Pending[] = []
  let guessed = guess([], { get: () => undefined })
  let changes = new Map<RowKey, RowChange>()
  let scheduled = false
  let urgent = false
  /** A row that a guess stands on has changed. */
  let stale = false
  let at = 0

  const server: Rows = {
    // A collection's rows are rows of its type.
    get: <Row extends SyncedRow>(type: SyncedType<Row>, id: string) =>
      of(type.name).server.get(id) as Row | undefined,
  }

  return {
    seq: () => at,
    get: <Row extends SyncedRow>(type: SyncedType<Row>, id: string) =>
      of(type.name).shown.get(id) as Row | undefined,
    all: <Row extends SyncedRow>(type: SyncedType<Row>) => [...of(type.name).shown.values()] as Row[],
    confirmed: (type) => of(type).server,
    apply,
    merge,
    fill,
    relist,
    inSight,
    reset,
    run,
    confirm,
    withdraw,
    pending: () => pending,
    guesses,
    thread: threads.items,
    holdThread: (conversationId) => void held.add(conversationId),
    dropThread,
    heldThreads: () => held,
    subscribeThread: threads.subscribe,
    view,
    attach,
    subscribe,
    onChange,
    flush,
  }

  function apply(seq: number, { rows = {}, gone = {} }: Partial<RowSet>): void {
    for (const [type, list] of Object.entries(rows)) for (const row of list) put(type, row.id, row, seq)
    for (const [type, ids] of Object.entries(gone)) for (const id of ids) put(type, id, undefined, seq)
    at = Math.max(at, seq)
    forgetConfirmed()
    settle()
  }

  function merge(seq: number, rows: RowSet['rows']): void {
    for (const [type, list] of Object.entries(rows)) {
      const { stamps } = of(type)
      for (const row of list) if ((stamps.get(row.id) ?? 0) <= seq) put(type, row.id, row, seq)
    }
    settle()
  }

  function fill(seq: number, type: string, list: SyncedRow[]): void {
    const { server, shown, stamps } = of(type)
    for (const row of list) {
      if ((stamps.get(row.id) ?? 0) > seq) continue
      const key = rowKey(type, row.id)
      // What somebody looks at, or a guess stands on, takes the way of every other change.
      if (listeners.has(key) || guessed.touched.has(key)) put(type, row.id, row, seq)
      else {
        server.set(row.id, row)
        shown.set(row.id, row)
      }
    }
    settle()
  }

  function relist(): void {
    for (const { views, shown } of collections.values())
      for (const view of views) {
        view.refill(shown.values())
        view.flush()
      }
    for (const list of lists) list.refill()
  }

  function inSight(): RowSet['rows'] {
    const seen = new Map<string, Map<string, SyncedRow>>()
    for (const [type, { server, views }] of collections) {
      if (threadTypes.has(type)) continue
      if (server.size <= FEW) for (const id of server.keys()) see(type, id)
      for (const view of views) for (const id of view.ids().slice(0, HEAD)) see(type, id)
    }
    for (const list of lists) for (const key of list.head(HEAD)) see(...splitKey(key))
    for (const conversationId of threads.watched())
      for (const { type, row } of threads.items(conversationId).slice(-HEAD)) see(type, row.id)
    for (const key of listeners.keys()) see(...splitKey(key))
    for (const rows of [...seen.values()]) for (const row of [...rows.values()]) seeWhatItNames(row)
    return Object.fromEntries([...seen].map(([type, rows]) => [type, [...rows.values()]]))

    function see(type: string, id: string): void {
      const row = of(type).server.get(id)
      if (!row) return
      const rows = seen.get(type) ?? new Map<string, SyncedRow>()
      seen.set(type, rows.set(id, row))
    }

    function seeWhatItNames(row: SyncedRow): void {
      for (const value of Object.values(row)) {
        if (typeof value !== 'string' || value.length !== ID_LENGTH || value === row.id) continue
        for (const type of collections.keys()) if (!threadTypes.has(type)) see(type, value)
      }
    }
  }

  function reset(seq: number, rows: RowSet['rows']): void {
    held.clear()
    for (const [type, { server, stamps }] of collections) {
      stamps.clear()
      for (const id of [...server.keys()]) put(type, id, undefined, seq)
    }
    at = seq
    apply(seq, { rows })
  }

  function run<Input>(id: string, command: Command<Input>, input: Input, context: Context): void {
    pending = [...pending, { id, command, input, context, seq: undefined }]
    rebase()
    settle()
  }

  function confirm(id: string, seq: number | null): void {
    pending = pending.map((one) => (one.id === id ? { ...one, seq: seq ?? at } : one))
    forgetConfirmed()
    settle()
  }

  function withdraw(id: string): void {
    pending = pending.filter((one) => one.id !== id)
    rebase()
    settle()
  }

  function guesses<Row extends SyncedRow>(type: SyncedType<Row>): { server: Row | undefined; shown: Row }[] {
    return [...guessed.rows.values()]
      .filter((guess) => guess.type.name === type.name)
      .map(({ row }) => ({ server: server.get(type, row.id), shown: row as Row })) // Saved under that type.
  }

  function view<Row extends SyncedRow>(type: SyncedType<Row>, options: ViewOptions<Row>): View<Row> {
    const view = createView(options)
    const { views, shown } = of(type.name)
    // The view is only ever given rows of its own type.
    views.add(view as unknown as View<SyncedRow>)
    view.refill(shown.values() as Iterable<Row>)
    return view
  }

  function attach(list: OwnList): () => void {
    lists.add(list)
    return () => lists.delete(list)
  }

  function subscribe(type: SyncedType, id: string, listener: () => void): () => void {
    const key = rowKey(type.name, id)
    const set = listeners.get(key) ?? new Set()
    listeners.set(key, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0) listeners.delete(key)
    }
  }

  function onChange(observer: (changes: ReadonlyMap<RowKey, RowChange>) => void): () => void {
    observers.add(observer)
    return () => observers.delete(observer)
  }

  function flush(): void {
    scheduled = urgent = false
    threads.flush()
    if (changes.size === 0) return
    const told = changes
    changes = new Map()
    for (const observer of observers) observer(told)
    for (const { views } of collections.values()) for (const view of views) view.flush()
    for (const key of told.keys()) for (const listener of listeners.get(key) ?? []) listener()
  }

  function of(type: string): Collection {
    const known = collections.get(type)
    if (known) return known
    const made: Collection = { server: new Map(), shown: new Map(), stamps: new Map(), views: new Set() }
    collections.set(type, made)
    return made
  }

  function dropThread(conversationId: string, gone = false): void {
    const wasHeld = held.delete(conversationId)
    for (const [type, rows] of threadTypes) {
      if (!wasHeld && !rows.outsideThread) continue
      const { server, shown, stamps } = of(type)
      for (const row of [...server.values()]) {
        if (threadOf(rows, row) !== conversationId) continue
        if (rows.outsideThread && !gone) {
          threads.update(conversationId, type, asThreadRow(shown.get(row.id) ?? row), undefined)
          continue
        }
        put(type, row.id, undefined, at)
        // Not gone, only not held: it may be asked for again.
        stamps.delete(row.id)
      }
    }
    settle()
  }

  function put(type: string, id: string, row: SyncedRow | undefined, seq: number): void {
    const { server, stamps } = of(type)
    const threadType = threadTypes.get(type)
    if (row && threadType && !threadType.outsideThread && !held.has(threadOf(threadType, row))) return
    stamps.set(id, seq)
    if (row) server.set(id, row)
    else server.delete(id)
    const key = rowKey(type, id)
    if (guessed.touched.has(key)) stale = true
    if (!guessed.rows.has(key)) show(type, id, row)
  }

  function forgetConfirmed(): void {
    const still = pending.filter(({ seq }) => seq === undefined || seq > at)
    if (still.length === pending.length) return
    pending = still
    stale = true
  }

  function settle(): void {
    if (stale) rebase()
    if (urgent) return flush()
    if (changes.size > 0 && !scheduled) {
      scheduled = true
      schedule(flush)
    }
  }

  function rebase(): void {
    stale = false
    const before = guessed.rows
    guessed = guess(pending, server)
    for (const [key, { type, row }] of before)
      if (!guessed.rows.has(key)) show(type.name, row.id, server.get(type, row.id))
    for (const { type, row } of guessed.rows.values()) show(type.name, row.id, row)
  }

  function show(type: string, id: string, row: SyncedRow | undefined): void {
    const { shown, views } = of(type)
    const before = shown.get(id)
    if (before === row) return
    if (row) shown.set(id, row)
    else shown.delete(id)
    for (const view of views) view.update(id, row)
    const threadType = threadTypes.get(type)
    const standing = row ?? before
    const thread = threadType && standing && threadOf(threadType, standing)
    // What is held without its thread would stand there between gaps.
    if (thread !== undefined)
      threads.update(
        thread,
        type,
        before && asThreadRow(before),
        threadType?.outsideThread && !held.has(thread) ? undefined : row && asThreadRow(row),
      )
    if (urgentTypes.has(type)) urgent = true
    changes.set(rowKey(type, id), { type, id, row, ...(thread === undefined ? {} : { thread }) })
  }
}

// Types that say `inThread` have a number there.
function asThreadRow(row: SyncedRow): ThreadRow {
  return row as ThreadRow
}
