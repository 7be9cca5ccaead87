import { sql } from '#db/sql.ts'
import { assignCommand } from '#features/conversation/conversation.api.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { assign, type StoredConversation } from '#features/conversation/conversation.ts'
import type { Actor } from '#sync/event.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'

/** Somebody who has left an inbox. */
export type Left = { memberId: string; inboxId: string }
export type UnassignTask = Left & { workspaceId: string }

const OPEN = ['open', 'snoozed']
const ALL = [...OPEN, 'done', 'spam']
const AT_ONCE = 500
const SYSTEM: Actor = { type: 'system', id: null }

/** What they have open there, held. */
export function openOf(write: Write, left: Left): Promise<StoredConversation[]> {
  return assignedTo(write, left, OPEN, null)
}

/** Gives it to their heir where that member is in the inbox too, and to nobody elsewhere. */
export async function handOver(
  write: Write,
  conversations: StoredConversation[],
  { memberId, heirId }: { memberId: string; heirId: string | null },
): Promise<void> {
  const places = await write.rows(
    sql<{ inboxId: string }>`select inbox_id as "inboxId" from inbox_member
      where workspace_id = ${write.workspaceId} and member_id = ${heirId}`,
  )
  const reached = new Set(places.map(({ inboxId }) => inboxId))
  for (const before of conversations) {
    const to = reached.has(before.inboxId) ? heirId : null
    const after = { ...before, ...assign(before, to, write.now) }
    write.save(conversationTable, before, after)
    const { id: conversationId, inboxId, itemSeq: seq } = after
    write.event({
      ...{ type: assignCommand.name, inboxId, conversationId, seq },
      data: { assigneeId: { from: memberId, to } },
    })
  }
}

/** What is done and was theirs is nobody's, some at a time: it must not come back to somebody who is not there. */
export async function unassignNow(core: Core, { workspaceId, ...left }: UnassignTask): Promise<void> {
  for (let more = true; more; ) {
    const { value } = await write(core, workspaceId, SYSTEM, async (write) => {
      const conversations = await assignedTo(write, left, ALL, AT_ONCE)
      await handOver(write, conversations, { ...left, heirId: null })
      return conversations.length === AT_ONCE
    })
    more = value
  }
}

async function assignedTo(
  write: Write,
  { memberId, inboxId }: Left,
  shelves: string[],
  most: number | null,
): Promise<StoredConversation[]> {
  const rows = await write.rows(
    sql<{ id: string }>`select id from conversation
      where workspace_id = ${write.workspaceId} and inbox_id = ${inboxId} and shelf = any(${shelves})
        and assignee_id = ${memberId} and not exists (select from inbox_member m
          where m.workspace_id = ${write.workspaceId} and m.inbox_id = ${inboxId} and m.member_id = ${memberId})
      limit ${most}`,
  )
  const held = await write.load(
    conversationTable,
    rows.map(({ id }) => id),
  )
  // Given to somebody else in the meantime.
  return held.filter(({ assigneeId }) => assigneeId === memberId)
}
