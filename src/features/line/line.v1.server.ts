import { readWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Reach } from '#sync/synced.ts'
import { endpoint } from '#v1/endpoint.server.ts'
import { type LineRow, lineList, linePath, toWireLine } from './line.v1.ts'

const reading = { method: 'GET', resource: 'phone-numbers', scope: 'phone-numbers:read' } as const

/** `GET /v1/phone-numbers` */
export const listLines = endpoint(
  { ...reading, url: '/phone-numbers', from: 'query', input: lineList },
  async ({ core, caller: { reach }, input: { userId } }) => {
    const lines = await readWorkspace(core.db, reach.workspaceId, (tx) => linesWithin(tx, reach, { userId }))
    return ok({ data: lines.map(toWireLine) })
  },
)

/** `GET /v1/phone-numbers/{id}` */
export const getLine = endpoint(
  { ...reading, url: '/phone-numbers/:id', from: 'path', input: linePath },
  async ({ core, caller: { reach }, input: { id } }) => {
    const [line] = await readWorkspace(core.db, reach.workspaceId, (tx) => linesWithin(tx, reach, { id }))
    return line ? ok({ data: toWireLine(line) }) : refuse('not-found')
  },
)

// Only the one of this id; only those that this user may use too.
function linesWithin(
  tx: Transaction,
  reach: Reach,
  { id = null, userId = null }: { id?: string | null; userId?: string | null | undefined },
): Promise<LineRow[]> {
  return tx.rows(
    sql<LineRow>`select l.id, l.inbox_id as "inboxId", coalesce(l.name, i.name) as name, i.emoji, l.address, l.display,
        l.disconnected_at as "disconnectedAt", l.created_at as "createdAt", l.updated_at as "updatedAt", (
          select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'email', m.email, 'name', m.name, 'role', m.role)
            order by m.created_at, m.id), '[]')
          from inbox_member im join member m on m.workspace_id = im.workspace_id and m.id = im.member_id
          where im.workspace_id = l.workspace_id and im.inbox_id = l.inbox_id and m.removed_at is null) as users
      from line l join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${tx.workspaceId} and l.inbox_id = any(${[...reach.inboxIds]})
        and (${id}::uuid is null or l.id = ${id})
        and (${userId}::uuid is null or exists (
          select from inbox_member im join member m on m.workspace_id = im.workspace_id and m.id = im.member_id
          where im.workspace_id = l.workspace_id and im.inbox_id = l.inbox_id and m.id = ${userId} and m.removed_at is null))
      order by l.created_at, l.id`,
  )
}
