import { sql } from '#db/sql.ts'
import { reachTable } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import {
  INBOX_DEFAULTS,
  type Inbox,
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

export type NewInbox = {
  name: string
  emoji: string
  position: number
  memberIds: string[]
  /** Who of them looks after it. */
  managerId?: string
  /** Where it differs from what inboxes are like at first. */
  settings?: Partial<Pick<Inbox, keyof typeof INBOX_DEFAULTS>>
}

/** An inbox and who may enter it. Their browsers hear that they reach more than before, and then of the inbox itself. */
export async function addInbox(
  write: Write,
  { name, emoji, position, memberIds, managerId, settings = {} }: NewInbox,
): Promise<string> {
  const { workspaceId, now } = write
  const inbox: Inbox = { ...INBOX_DEFAULTS, ...settings, id: uuidv7(), name, emoji, position }
  const { id, unreadMode, assignmentMode, allowMoving, replyLock, ownerId, hours } = inbox
  await write.rows(
    sql`with added as (
        insert into inbox (workspace_id, id, name, emoji, position, created_at,
          unread_mode, assignment_mode, allow_moving, reply_lock, owner_id, hours)
        values (${workspaceId}, ${id}, ${name}, ${emoji}, ${position}, ${now},
          ${unreadMode}, ${assignmentMode}, ${allowMoving}, ${replyLock}, ${ownerId}, ${hours && JSON.stringify(hours)}::jsonb)
      ) insert into inbox_counter (workspace_id, id) values (${workspaceId}, ${id})`,
  )
  for (const memberId of memberIds) {
    const role = memberId === managerId ? 'manager' : 'agent'
    write.save(inboxMemberTable, undefined, { id: inboxMemberId(id, memberId), inboxId: id, memberId, role })
  }
  write.changed(
    reachTable,
    memberIds.map((memberId) => ({ id: memberId })),
  )
  write.changed(inboxTable, [inbox])
  write.changed(inboxCounterTable, [{ id, open: 0, unread: 0, unassigned: 0 }])
  write.event({ type: 'inbox.created', inboxId: id, subjectId: id, data: { name }, audited: true })
  return id
}

/** A place after all others. */
export async function nextPosition(write: Write): Promise<number> {
  const place = await write.one(
    sql<{ next: number }>`select coalesce(max(position) + 1, 0) as next from inbox
      where workspace_id = ${write.workspaceId}`,
  )
  return place?.next ?? 0
}

/** Whoever changes a counter of an inbox or of its members holds the inbox's own first. */
export const COUNTERS = inboxCounterType.name

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
