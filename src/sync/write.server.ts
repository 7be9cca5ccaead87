import { type Database, inWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import { type Actor, type Event, type EventDraft, eventType } from './event.ts'
import type { Batch, Change, Feed } from './feed.server.ts'
import { type Audience, audiencesOf, type Reach, type SyncedRow } from './synced.ts'
import {
  deleteStatement,
  holdStatement,
  insertStatement,
  loadRows,
  type Table,
  toWire,
  updateStatement,
} from './table.server.ts'

/** What every write needs: where the facts are kept, and who hears of them after the commit. */
export type Core = { db: Database; feed: Feed }

/**
 * One unit of work: everything said here becomes true in one transaction, or nothing does. Rows are written when the
 * work is done, in the order in which their tables were first saved; then events and the change feed, whose lock comes last.
 */
export type Write = Transaction & {
  readonly now: Instant
  readonly actor: Actor
  /** Rows locked until the commit. Without a reach only for the system's own tasks. */
  load<Stored extends SyncedRow>(
    table: Table<Stored>,
    ids: readonly string[],
    reach?: Reach,
  ): Promise<Stored[]>
  save<Stored extends SyncedRow>(
    table: Table<Stored>,
    before: Stored | undefined,
    after: Stored,
    audiences?: Audience[],
  ): void
  remove<Stored extends SyncedRow>(table: Table<Stored>, row: Stored, audiences?: Audience[]): void
  /** Announces rows that a statement of the caller's has already written. */
  changed<Stored extends SyncedRow>(table: Table<Stored>, rows: Stored[], audiences?: Audience[]): void
  /** A statement of this work whose answer nobody waits for. */
  also(statement: Statement<unknown>): void
  event(draft: EventDraft, audiences?: Audience[]): void
  job(task: string, payload: object, options?: JobOptions): void
}

/** Jobs of one `queue` run one after the other; a job with a `key` replaces the waiting one of that key. */
export type JobOptions = { queue?: string; key?: string; runAt?: Instant; maxAttempts?: number }

type Saved = { before: SyncedRow | undefined; after: SyncedRow | undefined; audiences: Set<Audience> }

/** Runs `work` as `actor`, commits, and only then tells the feed. */
export async function write<T>(
  core: Core,
  workspaceId: string,
  actor: Actor,
  work: (write: Write) => Promise<T>,
): Promise<{ value: T; seq: number | null }> {
  const { value, batch } = await inWorkspace(core.db, workspaceId, async (tx) => {
    const unit = unitOfWork(tx, actor)
    const value = await work(unit.write)
    return { value, batch: await unit.flush() }
  })
  if (batch) core.feed.committed(batch)
  return { value, seq: batch?.to ?? null }
}

function unitOfWork(tx: Transaction, actor: Actor): { write: Write; flush(): Promise<Batch | null> } {
  const now = instant()
  const pending = new Map<Table, Map<string, Saved>>()
  const announced: Change[] = []
  const extra: Statement<unknown>[] = []
  const events: Happened[] = []
  const jobs: { task: string; payload: object; options: JobOptions }[] = []

  const write: Write = {
    ...tx,
    now,
    actor,
    load: (table, ids, reach) => loadRows(tx, table, ids, reach, true),
    save: (table, before, after, audiences) => keep(table, after.id, before, after, audiences),
    remove: (table, row, audiences) => keep(table, row.id, row, undefined, audiences),
    changed: (table, rows, audiences) => void announced.push(...announce(table, rows, audiences)),
    also: (statement) => void extra.push(statement),
    event: (draft, audiences) => void events.push(happened(draft, actor, audiences)),
    job: (task, payload, options = {}) => void jobs.push({ task, payload, options }),
  }
  return { write, flush }

  function keep(
    table: Table,
    id: string,
    before: SyncedRow | undefined,
    after: SyncedRow | undefined,
    audiences: Audience[] | undefined,
  ): void {
    const rows = pending.get(table) ?? new Map<string, Saved>()
    pending.set(table, rows)
    const saved = rows.get(id) ?? { before, after, audiences: new Set<Audience>() }
    saved.after = after
    for (const audience of audiences ?? hearersOf(table, before, after)) saved.audiences.add(audience)
    rows.set(id, saved)
  }

  async function flush(): Promise<Batch | null> {
    const written: Promise<unknown>[] = []
    for (const [table, ids] of held()) written.push(tx.rows(holdStatement(table, tx.workspaceId, ids)))
    for (const [table, rows] of pending) {
      const all = [...rows.values()]
      const added = all.flatMap(({ before, after }) => (after && !before ? [after] : []))
      const changed = all.flatMap(({ before, after }) => (after && before ? [{ before, after }] : []))
      const removed = all.flatMap(({ before, after }) => (before && !after ? [before.id] : []))
      if (added.length > 0) written.push(tx.rows(insertStatement(table, tx.workspaceId, added)))
      const update = updateStatement(table, tx.workspaceId, changed)
      if (update) written.push(tx.rows(update))
      if (removed.length > 0) written.push(tx.rows(deleteStatement(table, tx.workspaceId, removed)))
    }
    // What follows from one row may be told with another that is written here too.
    const followed = [...pending].flatMap(([table, rows]) => table.follow?.(write, [...rows.values()]) ?? [])
    for (const statement of extra) written.push(tx.rows(statement))
    for (const { task, payload, options } of jobs) written.push(enqueue(tx, task, payload, options))
    // Only what follows may have more to tell; for the rest nobody waits before the feed is written.
    const all = Promise.all(written)
    all.catch(() => {})
    await Promise.all(followed)
    const [batch] = await Promise.all([publish(), all])
    return batch
  }

  function held(): Map<string, Set<string>> {
    const held = new Map<string, Set<string>>()
    for (const [{ holds }, rows] of pending) {
      if (!holds) continue
      const ids = held.get(holds.table) ?? new Set()
      held.set(holds.table, ids)
      for (const { before, after } of rows.values())
        for (const row of [before, after]) if (row) ids.add(holds.idOf(row))
    }
    return held
  }

  async function publish(): Promise<Batch | null> {
    const changes = [...pending]
      .flatMap(([table, rows]) => changesOf(table, rows))
      .concat(announced, threadLines())
    if (changes.length === 0 && events.length === 0) return null
    const positions = changes.map(({ type, audience, ids }, index) => ({
      position: index + 1,
      type,
      audience,
      ids,
    }))
    const kept = logged()
    const numbered = tx.one(
      sql<{ seq: number }>`with taken as (
          update feed set seq = seq + ${Math.max(changes.length, 1)} where workspace_id = ${tx.workspaceId} returning seq
        ), changed as (
          insert into change (workspace_id, seq, type, audience, ids)
          select ${tx.workspaceId}, taken.seq - ${changes.length}::int + r.position, r.type, r.audience, r.ids
          from taken, jsonb_to_recordset(${JSON.stringify(positions)}) as r(position int, type text, audience uuid, ids uuid[])
        ), happened as (
          insert into event (workspace_id, id, feed_seq, type, actor, actor_id, inbox_id, conversation_id, seq, subject_id, data, at)
          select ${tx.workspaceId}, r.id, taken.seq, r.type, r.actor, r."actorId", r."inboxId", r."conversationId",
            r.seq, r."subjectId", coalesce(r.data, '{}'), coalesce(r.at, ${now})
          from taken, jsonb_to_recordset(${JSON.stringify(events)}) as
            r(id uuid, type text, actor text, "actorId" uuid, "inboxId" uuid, "conversationId" uuid, seq int, "subjectId" uuid, data jsonb, at timestamptz)
        ) select seq from taken`,
    )
    const [row] = await Promise.all([numbered, kept])
    if (!row) throw new Error('The workspace has no feed')
    return { workspaceId: tx.workspaceId, from: row.seq - Math.max(changes.length, 1), to: row.seq, changes }
  }

  // Before the feed, whose lock comes last.
  function logged(): Promise<unknown> | undefined {
    const entries = events.flatMap(({ audited, type, actor, actorId, subjectId, data }) =>
      audited ? [{ action: type, actor, actorId, subjectId, detail: data }] : [],
    )
    if (entries.length === 0) return undefined
    return tx.rows(sql`select audit_append(${JSON.stringify(entries)}, ${now})`)
  }

  function threadLines(): Change[] {
    return events.flatMap((draft) => {
      const { id, type, conversationId = null, seq = null, subjectId = null, data = {}, at = now } = draft
      const who = { actor: draft.actor, actorId: draft.actorId }
      if (seq === null) return []
      const row: Event = {
        id,
        type,
        ...who,
        conversationId,
        seq,
        subjectId,
        data,
        at,
      }
      const audiences = draft.audiences ?? (draft.inboxId ? [draft.inboxId] : [null])
      return audiences.map((audience) => ({
        type: eventType.name,
        audience,
        ids: [id],
        rows: [row],
        gone: [],
      }))
    })
  }
}

type Happened = Omit<EventDraft, 'by'> & {
  id: string
  actor: Actor['type']
  actorId: string | null
  audiences: Audience[] | undefined
}

function happened({ by, ...draft }: EventDraft, actor: Actor, audiences: Audience[] | undefined): Happened {
  const { type, id } = by ?? actor
  const when = draft.at === undefined ? undefined : milliseconds(draft.at)
  return { ...draft, id: uuidv7(when), actor: type, actorId: id, audiences }
}

function hearersOf({ type }: Table, before: SyncedRow | undefined, after: SyncedRow | undefined): Audience[] {
  if (!type.audience) throw new Error(`A write of ${type.name} must say who hears of it`)
  return [before, after].flatMap((row) => (row ? audiencesOf(type, row) : []))
}

function announce(table: Table, rows: SyncedRow[], audiences: Audience[] | undefined): Change[] {
  const all = rows.map(
    (row) =>
      [
        row.id,
        { before: row, after: row, audiences: new Set(audiences ?? hearersOf(table, row, row)) },
      ] as const,
  )
  return changesOf(table, new Map(all))
}

// One change per audience: rows of a type that the same people hear of travel together.
function changesOf(table: Table, rows: Map<string, Saved>): Change[] {
  const byAudience = new Map<Audience, Change>()
  for (const [id, { after, audiences }] of rows) {
    const wire = after && toWire(table, after)
    for (const audience of audiences) {
      const change = byAudience.get(audience) ?? {
        type: table.type.name,
        audience,
        ids: [],
        rows: [],
        gone: [],
      }
      byAudience.set(audience, change)
      change.ids.push(id)
      if (wire) change.rows.push(wire)
      else change.gone.push(id)
    }
  }
  return [...byAudience.values()]
}

function enqueue(tx: Transaction, task: string, payload: object, options: JobOptions): Promise<unknown> {
  const { queue = null, key = null, runAt = null, maxAttempts = 25 } = options
  return tx.rows(
    sql`select enqueue(${task}, ${JSON.stringify({ ...payload, workspaceId: tx.workspaceId })}::json, ${queue}, ${key}, ${runAt}, ${maxAttempts})`,
  )
}
