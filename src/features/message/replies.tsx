import type { Conversation } from '#features/conversation/conversation.ts'
import { draftsOf } from '#features/conversation/draft-hooks.tsx'
import type { Reply } from '#features/presence/presence.ts'
import { type Sync, useSync, useThread } from '#sync/sync.tsx'
import { sendCommand } from './message.api.ts'
import { messageType } from './message.ts'

const NONE: readonly Reply[] = []

/** What we have sent since the reply of that number. */
export function useReplies({ id, outboundSeq }: Conversation, after: number | undefined): readonly Reply[] {
  const { store } = useSync()
  const items = useThread(id)
  if (after === undefined || outboundSeq <= after) return NONE
  return items.flatMap(({ type, row }) => {
    const message = type === messageType.name ? store.get(messageType, row.id) : undefined
    if (!message || message.direction === 'in' || message.seq <= after) return NONE
    return [{ authorId: message.authorId, at: message.createdAt }]
  })
}

/** A reply that was not sent is not lost: it is what is being written, unless something else is by now. */
export function returnToDraft(
  { connection }: Pick<Sync, 'connection'>,
  { conversationId, text }: { conversationId: string; text: string },
  begunAfter?: number,
): void {
  const drafts = draftsOf(connection.me()?.memberId)
  if (drafts.get(conversationId) === '') drafts.set(conversationId, text, begunAfter)
}

/** The same for one that was said in another tab, or on an earlier visit. */
export function returnRefused(sync: Pick<Sync, 'connection'>, command: string, input: unknown): void {
  if (command !== sendCommand.name) return
  const { data } = sendCommand.input.safeParse(input)
  if (data) returnToDraft(sync, data)
}
