import { statement } from '#db/sql.ts'
import { OPTED_OUT } from '#features/consent/consent.server.ts'
import type { StoredConversation } from '#features/conversation/conversation.ts'
import { sendLater } from '#features/message/carriage.server.ts'
import { messageTable } from '#features/message/message.server.ts'
import { compose, NEVER_TRIED } from '#features/message/message.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Write } from '#sync/write.server.ts'
import type { Call } from './call.ts'
import { callingOf } from './incoming.server.ts'

/**
 * What the inbox says to a caller whom nobody answered, as the thread's next item: once an hour at most, and nothing
 * changes for the team, for whom the call is as missed as before. Answers the conversation as it is then.
 */
export async function sayMissed(
  write: Write,
  call: Call,
  conversation: StoredConversation,
): Promise<StoredConversation> {
  const { missedText: text } = await callingOf(write, conversation.inboxId)
  if (text === null || conversation.status === 'spam' || call.number === 'anonymous') return conversation
  if (await isUnwelcome(write, conversation.id, text)) return conversation
  const draft = { messageId: uuidv7(), text, thenDone: false }
  const said = compose(conversation, draft, { actor: { type: 'system', id: null }, now: write.now })
  write.save(messageTable, undefined, { ...NEVER_TRIED, ...said.message }, [conversation.inboxId])
  write.event(said.event)
  sendLater(write, said.message.id)
  const { itemSeq } = said.conversation
  return { ...conversation, itemSeq }
}

// It was said just now, or they want no texts.
async function isUnwelcome(write: Write, conversationId: string, text: string): Promise<boolean> {
  const row = await write.one(
    statement<{ id: string }>(
      `select c.id from conversation c where c.workspace_id = $1 and c.id = $2 and (exists ${OPTED_OUT}
        or exists (select from message m where m.workspace_id = $1 and m.conversation_id = $2 and m.direction = 'out'
          and m.text = $3 and m.created_at > now() - interval '1 hour'))`,
      [write.workspaceId, conversationId, text],
    ),
  )
  return row !== undefined
}
