import type { Transaction } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { forgetPictures } from '#features/workspace/picture.server.ts'
import type { Reach } from '#sync/synced.ts'
import { table } from '#sync/table.server.ts'
import type { Role } from './may.ts'
import { memberType, reachType } from './member.ts'

export const memberTable = table(memberType, { visible: 'true', bootstrap: true, follow: forgetPictures })

// Nothing is kept or loaded under this name: the change itself is the news, and `reachOf` the answer.
export const reachTable = table(reachType, { visible: 'false' })

/** Every browser of every member loads its rows afresh: they were changed without saying which. */
export async function everybodyComesAgain(
  run: (statement: Statement<unknown>) => Promise<unknown>,
): Promise<void> {
  await run(
    sql`with told as (update feed set seq = seq + 1 returning workspace_id, seq)
      insert into change (workspace_id, seq, type, ids)
      select t.workspace_id, t.seq, ${reachType.name}, array_agg(m.id)
      from told t join member m on m.workspace_id = t.workspace_id group by t.workspace_id, t.seq`,
  )
}

/** What a member may see now, or undefined when they are no longer one. */
export async function reachOf(tx: Transaction, memberId: string): Promise<Reach | undefined> {
  const row = await tx.one(
    sql<{ inboxIds: string[] }>`
      select coalesce(array_agg(i.inbox_id) filter (where i.inbox_id is not null), '{}') as "inboxIds"
      from member m left join inbox_member i on i.workspace_id = m.workspace_id and i.member_id = m.id
      where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId} and m.removed_at is null
      group by m.id`,
  )
  return row && { workspaceId: tx.workspaceId, memberId, inboxIds: new Set(row.inboxIds) }
}

/** What a member is in the workspace now; undefined when they are no longer one. */
export async function roleOf(tx: Transaction, memberId: string): Promise<Role | undefined> {
  const row = await tx.one(
    sql<{ role: Role }>`select role from member
      where workspace_id = ${tx.workspaceId} and id = ${memberId} and removed_at is null`,
  )
  return row?.role
}
