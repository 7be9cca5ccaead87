import { type Database, ownerRows, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Actor } from '#sync/event.ts'
import { answered } from '#sync/query.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { type AuditFilter, auditQuery } from './audit.api.ts'
import { type AuditLine, beginningsOf } from './audit.ts'

/** `action`: what happened, by a name like those of events. `detail` holds no secrets: owners read and export it. */
export type AuditEntry = { action: string; subjectId?: string; detail?: Record<string, unknown> }

/** Writes down in the same transaction what somebody may have to account for. */
export function audit(write: Write, { action, subjectId, detail }: AuditEntry): void {
  const about = subjectId === undefined ? {} : { subjectId }
  write.event({ type: action, ...about, data: detail ?? {}, audited: true })
}

/** The same for what happens outside a command, such as a sign-in. */
export async function auditNow(
  core: Core,
  workspaceId: string,
  actor: Actor,
  entry: AuditEntry,
): Promise<void> {
  await write(core, workspaceId, actor, async (write) => audit(write, entry))
}

/** AD-3: for owners and admins. */
export const auditAnswer = answered(auditQuery, async (tx, { before, limit, ...filter }, { memberId }) => {
  if (!may(await roleOf(tx, memberId), null, 'audit.read')) return refuse('not-allowed')
  const lines = await readAudit(tx, filter, before, limit + 1)
  return ok({ rows: {}, more: lines.length > limit, value: lines.slice(0, limit) })
})

/** Lines of the log older than `before`, newest first. */
export function readAudit(
  tx: Transaction,
  { actorId, area, since, until }: AuditFilter,
  before: number | null,
  limit: number,
): Promise<AuditLine[]> {
  const beginnings = area && beginningsOf(area).map((beginning) => `${beginning}%`)
  return tx.rows(
    sql<AuditLine>`select a.seq, a.at, a.action, a.actor, a.actor_id as "actorId",
        who.name as "actorName", a.subject_id as "subjectId",
        coalesce(m.name, i.name, l.display, k.name, t.name, s.name) as "subjectName", a.detail, a.hash
      from audit a
      left join member who on who.workspace_id = a.workspace_id and who.id = a.actor_id
      left join member m on m.workspace_id = a.workspace_id and m.id = a.subject_id
      left join inbox i on i.workspace_id = a.workspace_id and i.id = a.subject_id
      left join line l on l.workspace_id = a.workspace_id and l.id = a.subject_id
      left join api_key k on k.workspace_id = a.workspace_id and k.id = a.subject_id
      left join tag t on t.workspace_id = a.workspace_id and t.id = a.subject_id
      left join segment s on s.workspace_id = a.workspace_id and s.id = a.subject_id and s.owner_id is null
      where a.workspace_id = ${tx.workspaceId} and (${before}::bigint is null or a.seq < ${before})
        and (${actorId}::uuid is null or a.actor_id = ${actorId})
        and (${beginnings}::text[] is null or a.action like any(${beginnings}))
        and (${since}::timestamptz is null or a.at >= ${since})
        and (${until}::timestamptz is null or a.at < ${until})
      order by a.seq desc limit ${limit}`,
  )
}

/** `seq`: the first line of a workspace's log that does not follow from those before it. */
export type BrokenChain = { workspaceId: string; seq: number }

/** Follows every chain from its beginning to its end. */
export async function verifyAudit(db: Database): Promise<{ lines: number; broken: BrokenChain[] }> {
  const [all] = await ownerRows(db, sql<{ lines: number }>`select count(*) as lines from audit`)
  const broken = await ownerRows(
    db,
    sql<BrokenChain>`with linked as (
        select a.workspace_id, a.seq, a.hash, row_number() over w as place,
          audit_hash(lag(a.hash, 1, '') over w, a) as wanted
        from audit a window w as (partition by a.workspace_id order by a.seq)
      ), ended as (select distinct on (workspace_id) workspace_id, seq, hash from linked order by workspace_id, seq desc)
      select workspace_id as "workspaceId", min(seq) as seq from (
        select workspace_id, seq from linked where hash <> wanted or seq <> place
        union all
        select coalesce(h.workspace_id, e.workspace_id), least(h.seq, e.seq) + 1
        from audit_head h full join ended e on e.workspace_id = h.workspace_id
        where h.seq is distinct from coalesce(e.seq, 0) or h.hash is distinct from coalesce(e.hash, '')
      ) wrong group by workspace_id order by workspace_id`,
  )
  return { lines: all?.lines ?? 0, broken }
}
