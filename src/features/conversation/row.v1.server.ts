import { type Statement, statement } from '#db/sql.ts'
import type { Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import type { ConversationRow } from './conversation.v1.ts'
import { UNREAD } from './list.server.ts'

const OWN = [
  ...['id', 'inboxId', 'lineId', 'participants', 'status', 'waitingSince', 'snoozedUntil', 'pinnedAt'],
  ...['lastActivityAt', 'createdAt', 'updatedAt'],
]
// `$3`: whose key it is. What was said before its number was shared is only its owner's.
function newestOf(items: 'message' | 'call'): string {
  return `(select m.id, m.seq from ${items} m where m.workspace_id = $1 and m.conversation_id = c.id
    and (m.seq > c.hidden_seq or c.history_owner_id = $3) order by m.seq desc limit 1)`
}
/** SQL: what is told of a conversation `c`. */
export const ROW = `${selected(OWN, 'c')}, k.name, ${UNREAD} as unread,
  case when b.assignment_mode then c.assignee_id end as "assigneeId",
  exists (select from conversation_member m where m.workspace_id = $1 and m.conversation_id = c.id
    and m.member_id = $3 and m.pin is not null) as "pinnedForMe",
  (select i.id from (${newestOf('message')} union all ${newestOf('call')}) i
    order by i.seq desc limit 1) as "lastItemId",
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) order by t.name), '[]')
    from tag t where t.workspace_id = $1 and t.id = any(c.tag_ids)) as tags`
export const WITH_OTHERS = `join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
  join inbox b on b.workspace_id = c.workspace_id and b.id = c.inbox_id`

/** A conversation within reach. */
export function oneWithin(
  { workspaceId, memberId, inboxIds }: Reach,
  id: string,
): Statement<ConversationRow> {
  const text = `select ${ROW} from conversation c ${WITH_OTHERS}
    where c.workspace_id = $1 and c.id = $2 and c.inbox_id = any($4)`
  return statement(text, [workspaceId, id, memberId, [...inboxIds]])
}
