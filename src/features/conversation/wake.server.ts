import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Actor } from '#sync/event.ts'
import { type Core, write } from '#sync/write.server.ts'
import { conversationTable } from './conversation.server.ts'
import { wake } from './conversation.ts'

export type WakeTask = { workspaceId: string; conversationId: string }

const SYSTEM: Actor = { type: 'system', id: null }

/** Brings a conversation back whose sleep has ended; one that was woken or put to sleep again is left alone. */
export async function wakeNow(core: Core, { workspaceId, conversationId }: WakeTask): Promise<void> {
  await write(core, workspaceId, SYSTEM, async (write) => {
    const [before] = await write.load(conversationTable, [conversationId])
    if (!before) return
    const after = wake(before, write.now)
    if (after === before) return
    const { inboxId, itemSeq: seq, contactLabels } = { ...before, ...after }
    write.save(conversationTable, before, { ...after, contactLabels })
    write.event({ type: 'conversation.wake', inboxId, conversationId, seq })
  })
}

const MOST_AT_ONCE = 1_000

/** Those whose own job was lost, with the queue of a database that was restored or moved. */
export async function wakeOverdue(core: Core & { db: Database }): Promise<void> {
  const due = await ownerRows(
    core.db,
    sql<WakeTask>`select workspace_id as "workspaceId", id as "conversationId" from conversation
      where snoozed_until < now() - interval '1 minute' and status = 'open' limit ${MOST_AT_ONCE}`,
  )
  for (const task of due) await wakeNow(core, task)
}
