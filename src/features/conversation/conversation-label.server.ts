import { statement } from '#db/sql.ts'
import type { Write } from '#sync/write.server.ts'
import { type StoredConversation, shelfOf } from './conversation.ts'
import { ownLabels } from './list.ts'

type Changes = { before: StoredConversation | undefined; after: StoredConversation | undefined }[]

/** Keeps what conversations are found by where they now stand in the list. Most have no label, and cost nothing. */
export async function followLabels(write: Write, changes: Changes): Promise<void> {
  const labelled = changes.flatMap(({ before, after }) =>
    after && (isLabelled(before) || isLabelled(after)) ? [recordOf(after)] : [],
  )
  if (labelled.length === 0) return
  await write.rows(
    statement(
      `with now as (
         select r.id, r.inbox_id, r.shelf, r.at, l.label
         from jsonb_to_recordset($2) as r(id uuid, inbox_id uuid, shelf text, at timestamptz, labels text[])
         left join lateral unnest(r.labels) as l(label) on true
       ), gone as (
         delete from conversation_label o using (select distinct id from now) n
         where o.workspace_id = $1 and o.conversation_id = n.id
           and not exists (select from now where now.id = o.conversation_id and now.label = o.label)
       )
       insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
       select $1, id, label, inbox_id, shelf, at from now where label is not null order by id, label
       on conflict (workspace_id, conversation_id, label) do update
         set inbox_id = excluded.inbox_id, shelf = excluded.shelf, last_activity_at = excluded.last_activity_at`,
      [write.workspaceId, JSON.stringify(labelled)],
    ),
  )
}

function isLabelled(conversation: StoredConversation | undefined): boolean {
  return conversation !== undefined && allLabels(conversation).length > 0
}

function recordOf(conversation: StoredConversation) {
  const { id, inboxId, lastActivityAt } = conversation
  const labels = [...new Set(allLabels(conversation))]
  return { id, inbox_id: inboxId, shelf: shelfOf(conversation), at: lastActivityAt, labels }
}

function allLabels(conversation: StoredConversation): string[] {
  return [...ownLabels(conversation), ...conversation.contactLabels]
}
