import { sql, statement } from '#db/sql.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { answered } from '#sync/query.server.ts'
import { fieldsOf } from '#sync/synced.ts'
import { loadRows, selected, table } from '#sync/table.server.ts'
import { type ChatMessage, chatMemberId, chatMemberType, chatMessageType, chatType } from './chat.ts'
import { chatThreadQuery } from './chat-thread.ts'
import { CHAT_HITS, type ChatHit, chatSearchQuery, leave, leaveInput } from './team.api.ts'

// Whoever is in a chat, and nobody else: no role opens it.
export const chatTable = table(chatType, {
  visible: 'id in (select chat_id from chat_member m where m.workspace_id = $1 and m.member_id = $3)',
  bootstrap: true,
})

export const chatMemberTable = table(chatMemberType, { visible: 'member_id = $3', bootstrap: true })

export const chatMessageTable = table(chatMessageType, {
  visible: 'chat_id in (select chat_id from chat_member m where m.workspace_id = $1 and m.member_id = $3)',
})

/** The newest items of a chat of the reader's. */
export const chatThreadAnswer = answered(
  chatThreadQuery,
  async (tx, { conversationId, before, limit }, reach) => {
    const [chats, items] = await Promise.all([
      loadRows(tx, chatTable, [conversationId], reach),
      tx.rows(
        statement<ChatMessage>(
          `select ${selected(fieldsOf(chatMessageType))} from chat_message
           where workspace_id = $1 and chat_id = $2 and ($3::int is null or seq < $3)
             and exists (select from chat_member m where m.workspace_id = $1 and m.chat_id = $2 and m.member_id = $4)
           order by seq desc limit $5`,
          [tx.workspaceId, conversationId, before, reach.memberId, limit + 1],
        ),
      ),
    ])
    if (chats.length === 0) return refuse('not-found')
    const rows = { [chatType.name]: chats, [chatMessageType.name]: items.slice(0, limit) }
    return ok({ rows, more: items.length > limit })
  },
)

const MOST_HITS = 50

/** Every word that was asked for, in what was said where the reader is. */
export const chatSearchAnswer = answered(chatSearchQuery, async (tx, { words }, reach) => {
  const patterns = words
    .split(/\s+/)
    .flatMap((word) => (word === '' ? [] : `%${word.replace(/[\\%_]/g, '\\$&')}%`))
  if (patterns.length === 0) return ok({ rows: { [CHAT_HITS]: [] }, more: false })
  const hits = await tx.rows(
    sql<ChatHit>`select id, chat_id as "chatId", seq, author_id as "authorId", text, created_at as "createdAt"
      from chat_message
      where workspace_id = ${tx.workspaceId} and deleted_at is null and did is null
        and chat_id in (select chat_id from chat_member m
          where m.workspace_id = ${tx.workspaceId} and m.member_id = ${reach.memberId})
        and text ilike all (${patterns})
      order by created_at desc, id desc limit ${MOST_HITS + 1}`,
  )
  return ok({ rows: { [CHAT_HITS]: hits.slice(0, MOST_HITS) }, more: hits.length > MOST_HITS })
})

/** Leaves a group. Their browsers forget it, and everybody else sees that they have gone. */
export const leaveChatCommand: ServedCommand = {
  name: 'chat.leave',
  async handle(write, raw, reach) {
    const input = leaveInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { chatId, messageId } = input.data
    const [before] = await write.load(chatTable, [chatId], reach)
    const [mine] = await write.load(chatMemberTable, [chatMemberId(chatId, reach.memberId)], reach)
    if (!before || before.direct || !mine) return refuse('not-found')
    const { chat, message } = leave(before, messageId, reach.memberId, write.now)
    write.remove(chatMemberTable, mine)
    write.save(chatTable, before, chat)
    write.save(chatMessageTable, undefined, message, chat.memberIds)
    write.event({ type: 'chat.left', subjectId: chatId })
    return ok(null)
  },
}
