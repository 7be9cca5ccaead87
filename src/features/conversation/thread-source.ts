import type { Query } from '#sync/query.ts'
import type { SyncedType } from '#sync/synced.ts'
import { threadQuery } from './conversation.api.ts'
import { conversationType } from './conversation.ts'

/** What threads belong to, and how their items are asked for: by its id, whatever it is. */
export type ThreadSource = {
  type: SyncedType
  query: Query<{ conversationId: string; before: number | null; limit: number }>
}

export const CONVERSATIONS: ThreadSource = { type: conversationType, query: threadQuery }
