import { inConversation } from '#features/conversation/conversation.server.ts'
import { table } from '#sync/table.server.ts'
import { commentType } from './comment.ts'

export const commentTable = table(commentType, { visible: inConversation('comment') })
