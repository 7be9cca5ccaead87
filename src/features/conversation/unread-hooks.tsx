import { inboxType } from '#features/inbox/inbox.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useRow } from '#sync/sync.tsx'
import { type Conversation, conversationType } from './conversation.ts'
import { conversationMemberId, conversationMemberType, isUnread } from './conversation-member.ts'

/** Whether it waits for the person at this browser to read it. */
export function useUnread(conversation: Conversation | undefined): boolean {
  const me = useMyId()
  const pair = conversation && me ? conversationMemberId(conversation.id, me) : undefined
  const mine = useRow(conversationMemberType, pair)
  const mode = useRow(inboxType, conversation?.inboxId)?.unreadMode ?? 'team'
  return conversation !== undefined && isUnread(conversation, mine, mode)
}

export function unreadFor(store: Store, memberId: string, id: string): boolean {
  const conversation = store.get(conversationType, id)
  if (!conversation) return false
  const mine = store.get(conversationMemberType, conversationMemberId(id, memberId))
  return isUnread(conversation, mine, store.get(inboxType, conversation.inboxId)?.unreadMode ?? 'team')
}

/** Whether something came since they last looked, unread or not: who has seen what is kept for each member. */
export function isNewTo(store: Store, memberId: string, id: string): boolean {
  const mine = store.get(conversationMemberType, conversationMemberId(id, memberId))
  return (mine?.readSeq ?? 0) < (store.get(conversationType, id)?.inboundSeq ?? 0)
}
