import type { MessageReceived } from '#channel/event.ts'
import { type Conversation, receive } from '#features/conversation/conversation.ts'
import type { Instant } from '#kit/time.ts'
import type { EventDraft } from '#sync/event.ts'
import { NEVER_TRIED, previewOf, type StoredMessage } from './message.ts'

export type Received = { conversation: Conversation; message: StoredMessage; event: EventDraft }

/** A customer's text as the next item of its conversation. Its files are still at the provider. */
export function receiveText(
  conversation: Conversation,
  { text, media: files, providerMessageId, at }: MessageReceived,
  { id, lineId }: { id: string; lineId: string },
  now: Instant,
): Received {
  const media = files.map(({ type }) => ({ ...NOT_FETCHED, type }))
  const said = { direction: 'in', text, media, authorId: null } as const
  const after = receive(conversation, previewOf(said), now)
  const place = { inboxId: after.inboxId, conversationId: after.id }
  return {
    conversation: after,
    message: {
      ...NEVER_TRIED,
      ...said,
      id,
      conversationId: after.id,
      lineId,
      seq: after.itemSeq,
      status: 'received',
      failureCode: null,
      via: 'customer',
      providerMessageId,
      providerAt: at,
      createdAt: now,
      updatedAt: now,
    },
    event: { type: 'message.received', ...place, subjectId: id, by: { type: 'customer', id: null } },
  }
}

const NOT_FETCHED = { state: 'fetching', sha256: null, bytes: null, width: null, height: null } as const
