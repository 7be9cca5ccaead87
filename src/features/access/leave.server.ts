import { sql } from '#db/sql.ts'
import { COUNTERS, inboxMemberTable } from '#features/inbox/inbox.server.ts'
import type { InboxMember } from '#features/inbox/inbox.ts'
import { holdStatement } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { handOver, openOf } from './hand-over.server.ts'

/**
 * Somebody is in an inbox no more: what they had open goes to their heir, if that member is there, and what waited for
 * them does so no longer.
 */
export async function leaveInbox(write: Write, place: InboxMember, heirId: string | null): Promise<void> {
  const { workspaceId } = write
  const { id, inboxId, memberId } = place
  // At once, and not with the other rows: who is in the inbox decides what follows.
  await write.rows(sql`delete from inbox_member where workspace_id = ${workspaceId} and id = ${id}`)
  write.remove(inboxMemberTable, place)
  const left = await openOf(write, { memberId, inboxId })
  await write.rows(holdStatement(COUNTERS, workspaceId, [inboxId]))
  await write.rows(
    sql`with gone as (
        delete from conversation_member
        where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and member_id = ${memberId}
      ) update member_counter set unread = 0
        where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and member_id = ${memberId}`,
  )
  await handOver(write, left, { memberId, heirId })
  write.job('conversation.unassign', { memberId, inboxId })
}
