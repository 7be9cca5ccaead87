import { inConversation } from '#features/conversation/conversation.server.ts'
import { table } from '#features/workspace/table.server.ts'
import { messageType, NEVER_TRIED, storedMessageSchema } from './message.ts'

export const messageTable = table(messageType, {
  stored: storedMessageSchema,
  fresh: NEVER_TRIED,
  visible: inConversation('message'),
})
