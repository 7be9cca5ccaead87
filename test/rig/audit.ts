import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Accepted } from './carrier.ts'

/** What a customer was told has been taken, in the order in which it was. */
export type Acknowledged = Map<string, string[]>

/** How many things are not as they must be: every number is 0 when all is well. */
export type Faults = {
  /** Acknowledged, and not there. */
  lost: number
  /** There more than once. */
  doubled: number
  /** Not in the order of acknowledgement. */
  outOfOrder: number
  /** Numbers of a thread's items that are missing, or there twice. */
  gaps: number
  /** Counters that a recount contradicts. */
  wrongCounters: number
  /** Numbers of the change feed that are missing. */
  feedGaps: number
  doubledContacts: number
}

/** Whether what is kept beside conversations is what they say. */
export async function auditInboxes(db: Database, workspaceId: string): Promise<Kept> {
  return {
    wrongCounters: await count(db, wrongCounters(workspaceId)),
    strays: await count(db, strays(workspaceId)),
    gaps: await count(db, gaps(workspaceId)),
    feedGaps: await count(db, feedGaps(workspaceId)),
  }
}

export type Kept = Pick<Faults, 'wrongCounters' | 'gaps' | 'feedGaps'> & { strays: number }

/** Holds what is in the database against what was acknowledged. */
export async function audit(db: Database, workspaceId: string, acknowledged: Acknowledged): Promise<Faults> {
  const rows = await ownerRows(
    db,
    sql<Received>`select m.provider_message_id as sid, c.participants[1] as customer from message m
      join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where m.workspace_id = ${workspaceId} and m.direction = 'in' order by m.conversation_id, m.seq`,
  )
  const received = Map.groupBy(rows, ({ customer }) => customer)
  const faults = { lost: 0, doubled: 0, outOfOrder: 0 }
  for (const [customer, sids] of acknowledged) {
    const there = (received.get(customer) ?? []).map(({ sid }) => sid)
    const known = new Set(there)
    faults.lost += sids.filter((sid) => !known.has(sid)).length
    faults.doubled += there.length - known.size
    const wanted = new Set(sids)
    const inOrder = there.filter((sid) => wanted.has(sid))
    faults.outOfOrder += inOrder.filter((sid, place) => sid !== sids[place]).length
  }
  return {
    ...faults,
    gaps: await count(db, gaps(workspaceId)),
    wrongCounters: await count(db, wrongCounters(workspaceId)),
    feedGaps: await count(db, feedGaps(workspaceId)),
    doubledContacts: await count(db, doubledContacts(workspaceId)),
  }
}

/** Of the texts that we were to send: how many the carrier never got, and how many it got more than once. */
export function auditSent(texts: string[], accepted: Accepted[]): { unsent: number; doubleSends: number } {
  const counts = Map.groupBy(accepted, ({ body }) => body)
  const times = texts.map((text) => counts.get(text)?.length ?? 0)
  return {
    unsent: times.filter((number) => number === 0).length,
    doubleSends: times.filter((number) => number > 1).length,
  }
}

type Received = { sid: string; customer: string }
type Counted = { count: number }

async function count(db: Database, statement: ReturnType<typeof sql<Counted>>): Promise<number> {
  const [row] = await ownerRows(db, statement)
  return row?.count ?? -1
}

/** What members have of conversations that are elsewhere, what is unread where nobody looks, and labels that a recount contradicts. */
const strays = (workspaceId: string) => sql<Counted>`
  select count(*)::int as count from (
    select m.id from conversation_member m
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${workspaceId} and (m.inbox_id <> c.inbox_id or (m.unread and c.shelf <> 'open'))
    union all
    select c.id from conversation c, lateral (
      select coalesce(array_agg(l.label order by l.label), '{}') as labels,
        coalesce(bool_and(l.inbox_id = c.inbox_id and l.shelf = c.shelf and l.last_activity_at = c.last_activity_at), true) as placed
      from conversation_label l where l.workspace_id = c.workspace_id and l.conversation_id = c.id
    ) kept, lateral (
      select coalesce(array_agg(w.label order by w.label), '{}') as labels
      from (select 'tag:' || t.id as label from unnest(c.tag_ids) as t(id) union select unnest(c.contact_labels)) w
    ) wanted
    where c.workspace_id = ${workspaceId}
      and (kept.labels <> wanted.labels or not kept.placed or (c.unread and c.shelf <> 'open'))
  ) wrong`

const gaps = (workspaceId: string) => sql<Counted>`
  select count(*)::int as count from (
    select c.item_seq, count(i.seq) as items, count(distinct i.seq) as numbers, coalesce(max(i.seq), 0) as last
    from conversation c left join (
      select workspace_id, conversation_id, seq from message
      union all select workspace_id, conversation_id, seq from event where seq is not null
    ) i on i.workspace_id = c.workspace_id and i.conversation_id = c.id
    where c.workspace_id = ${workspaceId} group by c.id, c.item_seq
  ) thread where not (items = item_seq and numbers = item_seq and last = item_seq)`

const wrongCounters = (workspaceId: string) => sql<Counted>`
  select count(*)::int as count from (
    select k.id from inbox_counter k, lateral (
      select count(*) filter (where shelf = 'open') as open, count(*) filter (where unread) as unread,
        count(*) filter (where shelf = 'open' and assignee_id is null) as unassigned
      from conversation c where c.workspace_id = k.workspace_id and c.inbox_id = k.id
    ) recount where k.workspace_id = ${workspaceId}
      and (k.open, k.unread, k.unassigned) <> (recount.open, recount.unread, recount.unassigned)
    union all
    select e.id from inbox_member e
    left join member_counter k on k.workspace_id = e.workspace_id and k.id = e.id, lateral (
      select (select count(*) from conversation c where c.workspace_id = e.workspace_id and c.inbox_id = e.inbox_id
          and c.shelf = 'open' and c.assignee_id = e.member_id) as mine,
        (select count(*) from conversation_member m where m.workspace_id = e.workspace_id
          and m.inbox_id = e.inbox_id and m.member_id = e.member_id and m.unread) as unread
    ) recount where e.workspace_id = ${workspaceId}
      and (coalesce(k.mine, 0), coalesce(k.unread, 0)) <> (recount.mine, recount.unread)
    union all
    select k.id from member_counter k where k.workspace_id = ${workspaceId} and (k.mine, k.unread) <> (0, 0)
      and not exists (select from inbox_member e where e.workspace_id = k.workspace_id and e.id = k.id)
  ) wrong`

// A transaction without a row to tell of takes a number too.
const feedGaps = (workspaceId: string) => sql<Counted>`
  select (f.seq - count(distinct n.seq))::int as count from feed f left join (
    select workspace_id, seq from change union select workspace_id, feed_seq from event
  ) n on n.workspace_id = f.workspace_id and n.seq > 0
  where f.workspace_id = ${workspaceId} group by f.seq`

const doubledContacts = (workspaceId: string) => sql<Counted>`
  select count(*)::int as count from (
    select participants from conversation where workspace_id = ${workspaceId} group by participants
    having count(distinct contact_id) > 1 or count(*) > 1) d`
