import type { Instant } from '#kit/time.ts'
import type { Failure } from './failure.ts'
import type { CallEvent } from './voice.ts'

/** What a provider tells us, in the words of the product. The only shapes that cross the port inwards. */
export type ChannelEvent = MessageReceived | MessageStatusChanged | CallEvent

export type MessageReceived = {
  type: 'message-received'
  providerMessageId: string
  /** The address of ours that it came to, as the line knows it (E.164). */
  to: string
  from: string
  text: string
  media: RemoteMedia[]
  /** When the provider says it happened: shown, never sorted by. */
  at: Instant | null
}

/** A file that is still at the provider; `type` is what the provider claims. */
export type RemoteMedia = { url: string; type: string }

export type DeliveryStatus = 'accepted' | 'sent' | 'delivered' | 'failed'

export type MessageStatusChanged = {
  type: 'message-status'
  providerMessageId: string
  /** The reference that we gave with the message, when the provider carried it back. */
  reference: string | null
  status: DeliveryStatus
  failure: Failure | null
  at: Instant | null
}
