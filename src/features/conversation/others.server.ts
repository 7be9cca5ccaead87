import { statement } from '#db/sql.ts'
import { ok } from '#kit/result.ts'
import { answered } from '#sync/query.server.ts'
import { CONTACT, CONVERSATION, type JoinedRow, MINE, SAME_CONTACT, split } from './list.server.ts'
import { othersQuery } from './others.api.ts'

const BEFORE_ALL = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }

/** One contact has few conversations, all found by their index: they are sorted where they are found. */
export const othersAnswer = answered(othersQuery, async (tx, { contactId, last, limit }, reach) => {
  const { at, id } = last ?? BEFORE_ALL
  const found = await tx.rows(
    statement<JoinedRow>(
      `select ${CONVERSATION}, ${CONTACT}, ${MINE} from conversation c join contact k on ${SAME_CONTACT}
       left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
       where c.workspace_id = $1 and c.contact_id = $2 and c.inbox_id = any($4)
         and (c.last_activity_at, c.id) < ($5::timestamptz, $6::uuid)
       order by c.last_activity_at desc, c.id desc limit $7`,
      [tx.workspaceId, contactId, reach.memberId, [...reach.inboxIds], at, id, limit + 1],
    ),
  )
  return ok({ rows: split(found.slice(0, limit)), more: found.length > limit })
})
