import type { Result } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import type { ProviderContext } from './provider.ts'

/**
 * How a provider carries calls. It says what happens by events, `call-offered` first; what we do with a call is one of
 * these. Nothing here throws for what can be expected, and each may be said twice.
 */
export type Voice<Settings> = {
  /** What comes between the provider and our engine: `webrtc` a browser, `rtp` a trunk, `ws` a media stream. */
  readonly kind: VoiceKind
  /** Whether `dial` takes our SDP offer; otherwise the provider offers when somebody picks up. */
  readonly dialsWithOffer: boolean
  /** It rings at our end. With the SDP answer the caller hears us from now on, before anybody has picked up. */
  ring(context: ProviderContext<Settings>, call: Answered): Promise<Result<void, CallFailure>>
  /** Somebody of ours is there: the caller pays from now on. Also the SDP answer to an offer of whom we called. */
  answer(context: ProviderContext<Settings>, call: Answered): Promise<Result<void, CallFailure>>
  /** Calls a number. What becomes of it comes as events that carry the reference. */
  dial(
    context: ProviderContext<Settings>,
    call: { reference: string; from: string; to: string; offer: string | null },
  ): Promise<Result<{ providerCallId: string }, CallFailure>>
  /** Ends a call, or refuses one that has not been answered. */
  hangUp(
    context: ProviderContext<Settings>,
    call: { providerCallId: string; why: 'over' | 'busy' | 'refused' },
  ): Promise<Result<void, CallFailure>>
}

export type VoiceKind = 'webrtc' | 'rtp' | 'ws'
/** `answer`: our description of where voices go: the answer to the far end's offer, or ours when it made none. */
export type Answered = { providerCallId: string; answer: string | null }

/** Why a number could not be talked with, in words that hold for every provider. */
export const CALL_FAILURES = [
  'busy',
  'no-answer',
  'refused',
  'unknown-number',
  'premium-number',
  'unreachable',
  'failed',
] as const

export type CallFailure = (typeof CALL_FAILURES)[number]

export type CallEvent = CallOffered | CallAnswered | CallEnded

export type CallOffered = {
  type: 'call-offered'
  providerCallId: string
  /** The address of ours that is called, as the line knows it (E.164). */
  to: string
  /** E.164, or `anonymous` when it is withheld. */
  from: string
  /** The far end's SDP offer; null where the engine makes one. */
  offer: string | null
  at: Instant | null
}

/** Whom we called has picked up. */
export type CallAnswered = {
  type: 'call-answered'
  providerCallId: string
  reference: string
  sdp: { type: 'offer' | 'answer'; sdp: string } | null
  at: Instant | null
}

export type CallEnded = {
  type: 'call-ended'
  providerCallId: string
  /** Ours, for a call that we began. */
  reference: string | null
  why: 'hung-up' | CallFailure
  at: Instant | null
}

export function isOfCall<Other extends { type: string }>(event: CallEvent | Other): event is CallEvent {
  return event.type.startsWith('call-')
}
