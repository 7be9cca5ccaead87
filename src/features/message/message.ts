import * as z from 'zod/mini'
import { type Conversation, type Preview, preview, send } from '#features/conversation/conversation.ts'
import type { Context } from '#sync/command.ts'
import type { EventDraft } from '#sync/event.ts'
import { syncedType } from '#sync/synced.ts'

/** A file of a message. `fetching` until we hold it; `failed` when the provider no longer gives it. */
export const mediaSchema = z.object({
  state: z.enum(['fetching', 'stored', 'failed']),
  sha256: z.nullable(z.string()),
  type: z.string(),
  bytes: z.nullable(z.number()),
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
})

const messageRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  lineId: z.string(),
  seq: z.number(),
  direction: z.enum(['in', 'out']),
  text: z.string(),
  media: z.array(mediaSchema),
  status: z.enum(['received', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'failed', 'unknown']),
  failureCode: z.nullable(z.string()),
  authorId: z.nullable(z.string()),
  via: z.enum(['customer', 'app', 'api']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const messageType = syncedType('message', messageRow, { inThread: true })

export type Message = z.output<typeof messageType.row>
export type Media = z.output<typeof mediaSchema>

/** The message as it is kept: with what sending it needs, and nobody else. */
export const storedMessageSchema = z.extend(messageRow, {
  failureProviderCode: z.nullable(z.string()),
  providerMessageId: z.nullable(z.string()),
  attempt: z.number(),
  attemptedAt: z.nullable(z.iso.datetime()),
  providerAt: z.nullable(z.iso.datetime()),
})

export type StoredMessage = z.output<typeof storedMessageSchema>

/** What a message that nobody has tried to send yet keeps. */
export const NEVER_TRIED = {
  failureProviderCode: null,
  providerMessageId: null,
  attempt: 0,
  attemptedAt: null,
  providerAt: null,
} satisfies Omit<StoredMessage, keyof Message>

export const LONGEST_TEXT = 1_600

/** Whether a database can keep the text: a NUL or half a character it cannot. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** A text of ours on its way into a thread. `authorId`: who it is from, when that is not whoever acts. */
export type Draft = { messageId: string; text: string; thenDone: boolean; authorId?: string | undefined }

/** One more text of ours: the thread after it, the message that waits to be sent, and what is remembered of it. */
export function compose(
  conversation: Conversation,
  { messageId, text, thenDone, authorId }: Draft,
  { actor, now }: Context,
): { conversation: Conversation; message: Message; event: EventDraft } {
  const said = { direction: 'out', text, media: [], authorId: authorId ?? actor.id } as const
  const after = send(conversation, previewOf({ ...said, media: [] }), now, thenDone)
  const message: Message = {
    ...said,
    media: [],
    id: messageId,
    conversationId: after.id,
    lineId: after.lineId,
    seq: after.itemSeq,
    status: 'queued',
    failureCode: null,
    via: actor.type === 'api' ? 'api' : 'app',
    createdAt: now,
    updatedAt: now,
  }
  const { id: conversationId, inboxId } = after
  return {
    conversation: after,
    message,
    event: { type: 'message.sent', inboxId, conversationId, subjectId: messageId },
  }
}

export function previewOf(message: Pick<Message, 'direction' | 'text' | 'media' | 'authorId'>): Preview {
  const { direction, text, media, authorId } = message
  return preview({ direction, text, media: media.length, authorId })
}
