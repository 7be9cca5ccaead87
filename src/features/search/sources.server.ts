import type { Transaction } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import type { Instant } from '#kit/time.ts'

/** Something in a thread that can be found by its words. */
export type Said = {
  id: string
  conversationId: string
  seq: number
  at: Instant
  /** A member's id, `customer`, or null. */
  by: string | null
  text: string
  /** Types of the files that it carries. */
  files: string[]
}

/** One kind of item: which events tell of one (their subject), and how it is read. */
export type Source = {
  kind: string
  events: string[]
  read(workspaceId: string, ids: string[]): Statement<Said>
}

/** Every kind of item that search knows. A new one is an entry here. */
export const SOURCES: Source[] = [
  {
    kind: 'message',
    events: ['message.received', 'message.sent'],
    read: (workspaceId, ids) => sql<Said>`
      select id, conversation_id as "conversationId", seq, created_at as at, text,
        case when direction = 'in' then 'customer' else author_id::text end as by,
        array(select file ->> 'type' from jsonb_array_elements(media) file) as files
      from message where workspace_id = ${workspaceId} and id = any(${ids})`,
  },
  {
    kind: 'comment',
    events: ['comment.created', 'comment.edited', 'comment.restored'],
    read: (workspaceId, ids) => sql<Said>`
      select id, conversation_id as "conversationId", seq, created_at as at, text, author_id as by, '{}'::text[] as files
      from comment where workspace_id = ${workspaceId} and id = any(${ids}) and deleted_at is null`,
  },
  {
    // What was said aloud, once it is written down: by the customer after the beep, else by whoever of us talked with them.
    kind: 'call',
    events: ['call.transcribed'],
    read: (workspaceId, ids) => sql<Said>`
      select c.id, c.conversation_id as "conversationId", c.seq, c.created_at as at, '{}'::text[] as files,
        coalesce((select string_agg(line ->> 'text', ' ' order by place)
          from jsonb_array_elements(w.lines) with ordinality as spoken(line, place)), '') as text,
        case when c.answered_at is null then 'customer' else coalesce(c.answered_by, c.placed_by)::text end as by
      from call_words w join call c on c.workspace_id = w.workspace_id and c.id = w.id
      where w.workspace_id = ${workspaceId} and w.id = any(${ids})`,
  },
]

/** The items of these ids, of whatever kinds, by their ids. */
export async function readSaid(
  tx: Transaction,
  found: readonly { kind: string; id: string }[],
): Promise<Map<string, Said>> {
  const read = SOURCES.flatMap(({ kind, read }) => {
    const ids = found.filter((item) => item.kind === kind).map(({ id }) => id)
    return ids.length > 0 ? [tx.rows(read(tx.workspaceId, ids))] : []
  })
  return new Map((await Promise.all(read)).flat().map((said) => [said.id, said]))
}
