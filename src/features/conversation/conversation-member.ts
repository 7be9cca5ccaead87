import * as z from 'zod/mini'
import type { Inbox } from '#features/inbox/inbox.ts'
import { pairId } from '#kit/id.ts'
import { syncedType } from '#sync/synced.ts'
import type { Conversation } from './conversation.ts'

/** What one member has seen of a conversation, keeps at the top, and has still to read. Its id is the pair's. */
export const conversationMemberType = syncedType(
  'conversation_member',
  z.object({
    id: z.string(),
    conversationId: z.string(),
    memberId: z.string(),
    inboxId: z.string(),
    /** The newest item when they last looked. */
    readSeq: z.number(),
    /** For them alone: where unread is personal, and where it was handed to them. */
    unread: z.boolean(),
    /** Their place for it at the top of their own list, the least first. */
    pin: z.nullable(z.number()),
  }),
  { audience: ({ memberId }) => memberId },
)

export type ConversationMember = z.output<typeof conversationMemberType.row>

export function conversationMemberId(conversationId: string, memberId: string): string {
  return pairId(conversationId, memberId)
}

export function beginMember({ id, inboxId }: Conversation, memberId: string): ConversationMember {
  const place = { id: conversationMemberId(id, memberId), conversationId: id, memberId, inboxId }
  return { ...place, readSeq: 0, unread: false, pin: null }
}

export type UnreadMode = Inbox['unreadMode']

/** Whether it waits for this member to read it, in their inbox's way of seeing it. */
export function isUnread(
  { unread }: Pick<Conversation, 'unread'>,
  mine: Pick<ConversationMember, 'unread'> | undefined,
  mode: UnreadMode,
): boolean {
  return (mine?.unread ?? false) || (mode === 'team' && unread)
}

export function see(mine: ConversationMember, { itemSeq }: Conversation): ConversationMember {
  return mine.unread || mine.readSeq < itemSeq ? { ...mine, unread: false, readSeq: itemSeq } : mine
}
