import { sql } from '#db/sql.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { type InboxCounter, inboxCounterType, inboxType } from './inbox.ts'

export const inboxTable = table(inboxType, { visible: 'id = any($2)', bootstrap: true })
export const inboxCounterTable = table(inboxCounterType, { visible: 'id = any($2)', bootstrap: true })

export type CounterChange = { inboxId: string; open: number; unread: number }

/** Adds to the counters of inboxes, in the transaction of what is counted. */
export async function count(write: Write, changes: CounterChange[]): Promise<void> {
  const needed = changes.filter(({ open, unread }) => open !== 0 || unread !== 0)
  if (needed.length === 0) return
  const counters = await write.rows(
    sql<InboxCounter>`update inbox_counter c set open = c.open + r.open, unread = c.unread + r.unread
      from jsonb_to_recordset(${JSON.stringify(needed)}) as r("inboxId" uuid, open int, unread int)
      where c.workspace_id = ${write.workspaceId} and c.id = r."inboxId" returning c.id, c.open, c.unread`,
  )
  write.changed(inboxCounterTable, counters)
}
