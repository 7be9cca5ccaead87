import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { SyncedRow } from './synced.ts'
import type { Table } from './table.server.ts'
import type { Core, Write } from './write.server.ts'

/** Ruling 10: the ten seconds in which undoing is offered, and the way to the server. */
const KEPT_MS = 60_000

/** Removes a row that whoever removes it can have back for a moment. Answers until when. */
export function removeForNow<Row extends SyncedRow>(write: Write, table: Table<Row>, row: Row): Instant {
  const { workspaceId, actor, now } = write
  write.remove(table, row)
  write.also(
    sql`insert into removal (workspace_id, id, type, removed, removed_by, removed_at)
      values (${workspaceId}, ${row.id}, ${table.type.name}, ${JSON.stringify(row)}, ${actor.id}, ${now})
      on conflict (workspace_id, id) do update set type = excluded.type, removed = excluded.removed,
        removed_by = excluded.removed_by, removed_at = excluded.removed_at`,
  )
  return instant(milliseconds(now) + KEPT_MS)
}

/** The row that this member has just removed, to be saved again as it was. */
export async function takenBack<Row extends SyncedRow>(
  write: Write,
  table: Table<Row>,
  id: string,
): Promise<Row | undefined> {
  const { workspaceId, actor, now } = write
  const since = instant(milliseconds(now) - KEPT_MS)
  const kept = await write.one(
    sql<{ removed: unknown }>`delete from removal where workspace_id = ${workspaceId} and id = ${id}
      and type = ${table.type.name} and removed_by = ${actor.id} and removed_at > ${since} returning removed`,
  )
  return kept && table.stored.parse(kept.removed)
}

/** What was removed is not to be had back any more. */
export function forgetRemoval(workspaceId: string, id: string): Statement<never> {
  return sql`delete from removal where workspace_id = ${workspaceId} and id = ${id}`
}

export type RemovalTask = { workspaceId: string; id: string }

/** The same as a task of its own. */
export async function forgetNow(core: Core, { workspaceId, id }: RemovalTask): Promise<void> {
  await inWorkspace(core.db, workspaceId, (tx) => tx.rows(forgetRemoval(workspaceId, id)))
}
