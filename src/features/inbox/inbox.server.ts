import { sql } from '#db/sql.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import {
  type InboxCounter,
  inboxCounterType,
  inboxMemberId,
  inboxMemberType,
  inboxType,
  type MemberCounter,
  memberCounterType,
} from './inbox.ts'

export const inboxTable = table(inboxType, { visible: 'id = any($2)', bootstrap: true })
export const inboxMemberTable = table(inboxMemberType, { visible: 'inbox_id = any($2)', bootstrap: true })
export const inboxCounterTable = table(inboxCounterType, { visible: 'id = any($2)', bootstrap: true })
export const memberCounterTable = table(memberCounterType, {
  visible: 'member_id = $3 and inbox_id = any($2)',
  bootstrap: true,
})

export type CounterChange = { inboxId: string; open: number; unread: number; unassigned: number }

/** Adds to the counters of inboxes, in the transaction of what is counted. */
export async function count(write: Write, changes: CounterChange[]): Promise<void> {
  const needed = changes.filter(
    ({ open, unread, unassigned }) => open !== 0 || unread !== 0 || unassigned !== 0,
  )
  if (needed.length === 0) return
  const counters = await write.rows(
    sql<InboxCounter>`update inbox_counter c
      set open = c.open + r.open, unread = c.unread + r.unread, unassigned = c.unassigned + r.unassigned
      from jsonb_to_recordset(${JSON.stringify(needed)}) as r("inboxId" uuid, open int, unread int, unassigned int)
      where c.workspace_id = ${write.workspaceId} and c.id = r."inboxId"
      returning c.id, c.open, c.unread, c.unassigned`,
  )
  write.changed(inboxCounterTable, counters)
}

export type MemberCounterChange = { inboxId: string; memberId: string; mine: number; unread: number }

/** Adds to what waits for single members. */
export async function countForMembers(write: Write, changes: MemberCounterChange[]): Promise<void> {
  const sums = new Map<string, MemberCounterChange & { id: string }>()
  for (const change of changes) {
    const id = inboxMemberId(change.inboxId, change.memberId)
    const sum = sums.get(id) ?? { ...change, id, mine: 0, unread: 0 }
    sums.set(id, { ...sum, mine: sum.mine + change.mine, unread: sum.unread + change.unread })
  }
  const needed = [...sums.values()].filter(({ mine, unread }) => mine !== 0 || unread !== 0)
  if (needed.length === 0) return
  const counters = await write.rows(
    sql<MemberCounter>`insert into member_counter as k (workspace_id, id, inbox_id, member_id, mine, unread)
      select ${write.workspaceId}, r.id, r."inboxId", r."memberId", r.mine, r.unread
      from jsonb_to_recordset(${JSON.stringify(needed)})
        as r(id uuid, "inboxId" uuid, "memberId" uuid, mine int, unread int) order by r.id
      on conflict (workspace_id, id) do update set mine = k.mine + excluded.mine, unread = k.unread + excluded.unread
      returning k.id, k.inbox_id as "inboxId", k.member_id as "memberId", k.mine, k.unread`,
  )
  write.changed(memberCounterTable, counters)
}
