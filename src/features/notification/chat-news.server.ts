import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { preview } from '#features/conversation/conversation.ts'
import type { Instant } from '#kit/time.ts'
import type { Told } from './news.server.ts'

type Said = {
  id: string
  type: string
  actorId: string
  subjectId: string
  at: Instant
  chatId: string
  seq: number
  text: string
  title: string
  memberIds: string[]
  data: { mentioned: string[]; team: boolean }
}

/** What was said in chats: whoever is named is told so, and everybody else who is there that something was said. */
export async function readChatNews(tx: Transaction, since: number, upTo: number): Promise<Told[]> {
  const said = await tx.rows(
    sql<Said>`select e.id, e.type, e.actor_id as "actorId", e.subject_id as "subjectId", e.at, m.chat_id as "chatId",
        m.seq, m.text, coalesce(c.name, p.name) as title, c.member_ids as "memberIds", e.data
      from event e join chat_message m on m.workspace_id = e.workspace_id and m.id = e.subject_id
      join chat c on c.workspace_id = m.workspace_id and c.id = m.chat_id
      join member p on p.workspace_id = m.workspace_id and p.id = m.author_id
      where e.workspace_id = ${tx.workspaceId} and e.feed_seq > ${since} and e.feed_seq <= ${upTo}
        and e.type in ('chat.message', 'chat.edited') and m.deleted_at is null and m.did is null
      order by e.feed_seq, e.id`,
  )
  return said.flatMap(toldOf)
}

function toldOf({ id, type, actorId, data, memberIds, text, ...where }: Said): Told[] {
  const named = data.team ? memberIds : memberIds.filter((memberId) => data.mentioned.includes(memberId))
  // Of what was changed, only who is named in it now is told.
  const others = type === 'chat.message' ? memberIds.filter((memberId) => !named.includes(memberId)) : []
  const said = preview({ direction: 'in', text, media: 0, authorId: null })
  const told = {
    ...{ ...where, eventId: id, byId: actorId, text: said.text, files: 0, memberIds },
    ...{
      inboxId: null,
      conversationId: null,
      assigneeId: null,
      spam: false,
      hiddenSeq: 0,
      historyOwnerId: null,
    },
  }
  return [
    { ...told, what: 'mention' as const, concerns: named },
    { ...told, what: 'chat' as const, concerns: others },
  ].filter(({ concerns }) => concerns.length > 0)
}
