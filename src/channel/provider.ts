import type { ZodType } from 'zod'
import type { Result } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import type { ChannelEvent, DeliveryStatus, MessageReceived } from './event.ts'
import type { Failure } from './failure.ts'
import type { Voice } from './voice.ts'

/**
 * The port to the outside world. A provider carries messages between the lines of a workspace and its customers.
 * It keeps no state: everything it needs comes in as arguments, everything that happened comes out as values.
 */
export interface Provider<Settings = unknown> {
  /** Lower-case, stable: it is stored with each line and stands in webhook URLs. */
  readonly name: string
  /** As people know it. */
  readonly label: string
  readonly capabilities: Capabilities
  /** How it carries calls; null when it does not. */
  readonly voice: Voice<Settings> | null
  /**
   * What the owner fills in to connect an account; the form and the command line are generated from it.
   * A field is a secret when its schema carries `.meta({ secret: true })`: shown once, stored sealed. Its `title` is what
   * people find it under where it comes from.
   */
  readonly settings: ZodType<Settings>
  /** The provider's name for the account these settings open; lines of one account share webhooks' secrets. */
  accountKey(settings: Settings): string
  /** Whether this provider can serve the address, and its canonical form. */
  validateAddress(address: string): Result<string>

  /** The account that a webhook claims to come from, before anything is verified. Undefined: none is named. */
  claimedAccount(request: WebhookRequest): string | undefined
  /** Whether one of the settings (all active secrets of the claimed account) signed this request. */
  verify(request: WebhookRequest, candidates: Settings[]): boolean
  /** The events in a verified request. A malformed one is refused with `malformed-webhook`, never thrown. */
  parse(request: WebhookRequest): Result<ChannelEvent[]>
  /** The answer that tells the provider "committed", in its own dialect. */
  acknowledge(): { contentType: string; body: string }

  send(context: ProviderContext<Settings>, message: OutboundMessage): Promise<SendResult>
  /**
   * Messages with this text that the provider has accepted from `from` to `to` since a moment, whatever it made of
   * the text meanwhile: how an interrupted send is settled without sending twice. When in doubt one is named: the
   * caller knows which are other messages of ours. Only asked when `capabilities.sending` is `ask-before-resend`.
   */
  findSent(context: ProviderContext<Settings>, query: SentQuery): Promise<Result<SentMessage[], Failure>>
  /** Where our messages are now. Asked when statuses are `polled`, and when a pushed one seems lost. */
  statusOf(
    context: ProviderContext<Settings>,
    query: StatusQuery,
  ): Promise<Result<StatusAnswer | null, Failure>>
  /** Inbound messages to `line` since a moment, oldest first: what a lost webhook would have told. */
  listReceived(
    context: ProviderContext<Settings>,
    query: ReceivedQuery,
  ): Promise<Result<MessageReceived[], Failure>>
  /** A received file, from the address that `message-received` named. A failure with `retry: 'never'` is for good. */
  fetchMedia(context: ProviderContext<Settings>, url: string): Promise<Result<Uint8Array, Failure>>
  /** Origins the owner named in the settings: the egress module lets them be non-public (a gateway, a test server). */
  trustedOrigins(settings: Settings): string[]
}

/** What a provider can do. The product asks this and never who the provider is. */
export type Capabilities = {
  text: { maxLength: number }
  media: { maxCount: number; maxBytes: number; types: readonly string[] } | null
  group: { maxRecipients: number } | null
  /** `pushed`: webhooks tell delivery; `polled`: we ask `statusOf`. */
  statuses: 'pushed' | 'polled'
  /** `idempotent`: sending our id twice sends once. `ask-before-resend`: `findSent` settles an interrupted send. */
  sending: 'idempotent' | 'ask-before-resend'
  /** Whether `listReceived` answers: a provider that stores messages can be swept for gaps. */
  listsReceived: boolean
}

/** An HTTP request as it arrived. `urls`: every form of its URL that the sender may have signed, likeliest first. */
export type WebhookRequest = {
  method: string
  urls: string[]
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
}

export type ProviderContext<Settings> = { settings: Settings; fetch: Fetch }

/** The egress module's one function. It never throws for what the network does. */
export type Fetch = (request: FetchRequest) => Promise<Result<FetchResponse, FetchFailure>>

export type FetchRequest = {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  timeoutMs?: number
  maxBytes?: number
}

export type FetchResponse = { status: number; headers: Record<string, string>; body: Uint8Array }

/** `reached` is false when the peer certainly never saw the request: it can be repeated without harm. */
export type FetchFailure = {
  code:
    | 'address-refused'
    | 'dns-failed'
    | 'connect-failed'
    | 'timeout'
    | 'broken-off'
    | 'too-large'
    | 'bad-redirect'
  reached: boolean
}

export type OutboundMessage = {
  /** Our name for this attempt; a provider that is `idempotent` sends one reference once. */
  reference: string
  from: string
  to: string[]
  text: string
  /** Short-lived signed URLs that the provider can fetch. */
  media: { url: string; type: string }[]
  /**
   * Where the provider shall report delivery; carries the reference, so that a report can precede the answer. Null
   * when the provider could not reach us: then it is asked instead.
   */
  statusUrl: string | null
}

/**
 * `refused`: the provider said no, for good. `not-sent`: it certainly did not go out, trying again is safe.
 * `uncertain`: it may have gone out (a time-out, a broken connection, a 5xx): ask before sending again.
 */
export type SendResult =
  | { outcome: 'accepted'; providerMessageId: string }
  | { outcome: 'refused'; failure: Failure }
  | { outcome: 'not-sent'; failure: Failure; retryAfterMs?: number }
  | { outcome: 'uncertain'; failure: Failure }

export type SentQuery = { from: string; to: string[]; text: string; since: Instant }
export type SentMessage = { providerMessageId: string; text: string; at: Instant }
export type StatusQuery = { providerMessageId: string; to: string[]; sentAt: Instant }
export type StatusAnswer = { status: DeliveryStatus; failure: Failure | null }
export type ReceivedQuery = { to: string; since: Instant }
