import { type Database, ownerRows, readWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { type Audience, emptyRowSet, type Reach, type RowSet, type SyncedRow } from './synced.ts'
import { loadRows, loadVisible, type Table, toWire } from './table.server.ts'

/** What one transaction changed: the feed's numbers after `from`, up to `to`. */
export type Batch = { workspaceId: string; from: number; to: number; changes: Change[] }

/** Rows of one type that one audience hears of. A node that did not write them knows only the `ids`. */
export type Change = { type: string; audience: Audience; ids: string[]; rows: SyncedRow[]; gone: string[] }

/** Tells this process, and through the bus the others, what has been committed. Hints only: the truth is the table. */
export type Feed = {
  committed(batch: Batch): void
  onCommitted(listener: (batch: Batch) => void): () => void
}

export function createFeed(): Feed {
  const listeners = new Set<(batch: Batch) => void>()
  return {
    committed: (batch) => {
      for (const listener of listeners) listener(batch)
    },
    onCommitted: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type CaughtUp = RowSet & { seq: number }

const LONGEST_CATCH_UP = 20_000

/** The first load: every row that each browser of this member holds, whatever it looks at. */
export function bootstrap(db: Database, tables: Table[], reach: Reach): Promise<CaughtUp> {
  return readWorkspace(db, reach.workspaceId, async (tx) => {
    const feed = await tx.one(
      sql<{ seq: number }>`select seq from feed where workspace_id = ${tx.workspaceId}`,
    )
    const result = { ...emptyRowSet(), seq: feed?.seq ?? 0 }
    for (const table of tables)
      if (table.bootstrap) result.rows[table.type.name] = await loadVisible(tx, table, reach)
    return result
  })
}

/**
 * All that this member missed after `since`, each row once and as it is now, exactly up to `seq`. Null when the feed
 * no longer reaches back that far, so much happened that starting again is less, or what they may see is another set.
 */
export function catchUp(
  db: Database,
  tables: Table[],
  reach: Reach,
  since: number,
): Promise<CaughtUp | null> {
  return readWorkspace(db, reach.workspaceId, async (tx) => {
    const feed = await tx.one(
      sql<{ seq: number; trimmed: number }>`
        select seq, trimmed_seq as trimmed from feed where workspace_id = ${tx.workspaceId}`,
    )
    if (!feed || since > feed.seq || since < feed.trimmed) return null
    const changed = await tx.rows(
      sql<{ type: string; ids: string[] }>`
        select type, array_agg(distinct changed.id) as ids
        from change, unnest(ids) as changed(id)
        where workspace_id = ${tx.workspaceId} and seq > ${since}
          and (audience is null or audience = any(${[...reach.inboxIds, reach.memberId]}))
        group by type`,
    )
    if (changed.reduce((sum, { ids }) => sum + ids.length, 0) > LONGEST_CATCH_UP) return null
    const known = new Map(tables.map((table) => [table.type.name, table]))
    // A change of what is not kept in rows is news of the reach.
    if (changed.some(({ type }) => !known.has(type))) return null
    const result = { ...emptyRowSet(), seq: feed.seq }
    for (const { type, ids } of changed) {
      const table = known.get(type)
      if (!table) continue
      const rows = await loadRows(tx, table, ids, reach)
      const found = new Set(rows.map((row) => row.id))
      result.rows[type] = rows.map((row) => toWire(table, row))
      result.gone[type] = ids.filter((id) => !found.has(id))
    }
    return result
  })
}

/** The number of the last committed change. */
export async function currentSeq(db: Database, workspaceId: string): Promise<number> {
  const feed = await readWorkspace(db, workspaceId, (tx) =>
    tx.one(sql<{ seq: number }>`select seq from feed where workspace_id = ${workspaceId}`),
  )
  return feed?.seq ?? 0
}

const KEEP_CHANGES_DAYS = 7
const KEEP_COMMANDS_DAYS = 30

/** Forgets changes so old that whoever still lacks them starts again, and the ids of long-answered commands. */
export async function trim(db: Database): Promise<void> {
  await ownerRows(
    db,
    sql`with gone as (
        delete from change where at < now() - make_interval(days => ${KEEP_CHANGES_DAYS}) returning workspace_id, seq
      ), last as (select workspace_id, max(seq) as seq from gone group by workspace_id)
      update feed set trimmed_seq = greatest(trimmed_seq, last.seq) from last where last.workspace_id = feed.workspace_id`,
  )
  await ownerRows(
    db,
    sql`delete from command where at < now() - make_interval(days => ${KEEP_COMMANDS_DAYS})`,
  )
}

// More than a browser can be ahead of the backup that its server was restored from.
const FAR_AHEAD = 1_000_000_000

/** After a restore: whoever holds a copy from before must start again, for the numbers now tell another history. */
export async function beginAgain(run: (statement: Statement<unknown>) => Promise<unknown>): Promise<void> {
  await run(sql`update feed set seq = seq + ${FAR_AHEAD}, trimmed_seq = seq + ${FAR_AHEAD}`)
}
