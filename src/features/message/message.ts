import * as z from 'zod/mini'
import { type Preview, preview } from '#features/conversation/conversation.ts'
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

export function previewOf(message: Pick<Message, 'direction' | 'text' | 'media' | 'authorId'>): Preview {
  const { direction, text, media, authorId } = message
  return preview({ direction, text, media: media.length, authorId })
}
