import { sql } from '#db/sql.ts'
import type { Write } from '#sync/write.server.ts'

type Rows = Pick<Write, 'workspaceId' | 'rows'>

/** The ids of a workspace's owners and admins: who hears of what only they may see. */
export async function administratorsOf({ workspaceId, rows }: Rows): Promise<string[]> {
  const found = await rows(
    sql<{ id: string }>`select id from member
      where workspace_id = ${workspaceId} and role in ('owner', 'admin') and removed_at is null`,
  )
  return found.map(({ id }) => id)
}

/** SQL over any table: whether the member `$3` is one of them. */
export function onlyAdministrators(table: string): string {
  return `exists (select from member m where m.workspace_id = ${table}.workspace_id
    and m.id = $3 and m.role in ('owner', 'admin') and m.removed_at is null)`
}
