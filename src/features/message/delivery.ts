import type { DeliveryStatus } from '#channel/event.ts'
import type { Failure } from '#channel/failure.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { Message, StoredMessage } from './message.ts'

/**
 * The life of a message that we send:
 *
 *     queued → sending → accepted → sent → delivered
 *                 ↓          ↘       ↘  ↗
 *              unknown          failed
 *
 * `sending` is written before the provider is asked, `accepted` after it answered. Whoever finds `sending` knows that
 * the answer was lost, and settles it with the provider before anything is sent again.
 */
const PROGRESS = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  failed: 5,
  delivered: 6,
  received: 9,
} as const

/** How long an attempt may take to show up in the provider's own list. */
export const SETTLE_AFTER_MS = 20_000
const BACKOFF_MS = [2_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000]

/** A status from the provider, in whatever order it comes: progress is kept, going back is ignored. */
export function progress(
  message: StoredMessage,
  report: { status: DeliveryStatus; failure: Failure | null; providerMessageId: string },
  now: Instant,
): StoredMessage {
  if (message.direction === 'in' || PROGRESS[report.status] <= PROGRESS[message.status]) return message
  return {
    ...message,
    status: report.status,
    // Another try has another one.
    providerMessageId: report.providerMessageId,
    failureCode: report.status === 'failed' ? (report.failure?.code ?? 'unknown') : null,
    failureProviderCode: report.status === 'failed' ? (report.failure?.providerCode ?? null) : null,
    updatedAt: now,
  }
}

/** The provider is about to be asked. */
export function beginAttempt(message: StoredMessage, now: Instant): StoredMessage {
  return { ...message, status: 'sending', attempt: message.attempt + 1, attemptedAt: now, updatedAt: now }
}

/** It certainly did not go out. Waits for another attempt, until too many have failed. */
export function putBack(message: StoredMessage, failure: Failure, now: Instant): StoredMessage {
  if (message.attempt >= BACKOFF_MS.length) return giveUp(message, failure, now)
  return { ...message, status: 'queued', updatedAt: now }
}

export function giveUp(message: StoredMessage, failure: Failure, now: Instant): StoredMessage {
  return {
    ...message,
    status: 'failed',
    failureCode: failure.code,
    failureProviderCode: failure.providerCode ?? null,
    updatedAt: now,
  }
}

/** The provider never said what became of it: a person decides, we don't send a customer the same text twice. */
export function loseTrack(message: StoredMessage, now: Instant): StoredMessage {
  return { ...message, status: 'unknown', updatedAt: now }
}

export function nextAttemptAt(message: StoredMessage, now: Instant, retryAfterMs?: number): Instant {
  const backoff = BACKOFF_MS[Math.max(0, message.attempt - 1)] ?? 900_000
  return instant(milliseconds(now) + Math.max(retryAfterMs ?? 0, backoff))
}

/** When the provider's list is looked at again for a lost answer: the longer it takes, the less often. */
export function askAgainAt(message: StoredMessage, now: Instant): Instant {
  const wait = Math.min(Math.max((milliseconds(now) - attemptedAt(message)) / 4, 2_000), 300_000)
  return instant(milliseconds(now) + wait)
}

export function attemptedAt(message: StoredMessage): number {
  return milliseconds(message.attemptedAt ?? message.createdAt)
}

/** A person asks for another try of what failed, or of what nobody knows about. */
export function retry<M extends Message>(message: M, now: Instant): M {
  return { ...message, status: 'queued', failureCode: null, updatedAt: now }
}

export function canRetry(message: Message): boolean {
  return message.direction === 'out' && (message.status === 'failed' || message.status === 'unknown')
}

/** Our name for one attempt at one message, which the provider carries back in its reports. */
export function referenceOf(message: Pick<StoredMessage, 'id' | 'attempt'>): string {
  return `${message.id}.${message.attempt}`
}

export function readReference(reference: string): { id: string; attempt: number } | undefined {
  const match = /^([0-9a-f-]{36})\.(\d{1,6})$/.exec(reference)
  return match?.[1] && match[2] ? { id: match[1], attempt: Number(match[2]) } : undefined
}
