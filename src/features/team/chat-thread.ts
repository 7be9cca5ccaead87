import * as z from 'zod/mini'
import type { ThreadSource } from '#features/conversation/thread-source.ts'
import { query } from '#sync/query.ts'
import { chatType } from './chat.ts'

/** The newest items of a chat, or those `before` a number. */
export const chatThreadQuery = query(
  'chat.thread',
  z.object({
    conversationId: z.uuid(),
    before: z.nullable(z.number()),
    limit: z.number().check(z.minimum(1), z.maximum(100)),
  }),
)

export const CHATS: ThreadSource = { type: chatType, query: chatThreadQuery }
