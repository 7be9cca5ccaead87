/**
 * Why a message could not be delivered, in words that hold for every provider. Stable: people read a text for each
 * in their language (`failure.<code>` in the catalogues) and programs receive the code.
 * `retry` says whether sending the same message again can help: `now` for a passing trouble, `later` when
 * something must be mended first (credit, registration, a password), `never` when this number will not take it.
 */
export const FAILURES = {
  'unknown-number': { retry: 'never' },
  unreachable: { retry: 'now' },
  landline: { retry: 'never' },
  'blocked-by-carrier': { retry: 'now' },
  'opted-out': { retry: 'never' },
  'not-registered': { retry: 'later' },
  'not-allowed': { retry: 'later' },
  'media-rejected': { retry: 'never' },
  'too-long': { retry: 'never' },
  'empty-message': { retry: 'never' },
  unauthorized: { retry: 'later' },
  'no-credit': { retry: 'later' },
  'rate-limited': { retry: 'now' },
  'provider-unavailable': { retry: 'now' },
  'not-connected': { retry: 'later' },
  expired: { retry: 'now' },
  unknown: { retry: 'now' },
} as const satisfies Record<string, { retry: 'now' | 'later' | 'never' }>

export type FailureCode = keyof typeof FAILURES

/** `providerCode` is the provider's own number for it, kept for support requests and never shown alone. */
export type Failure = { code: FailureCode; providerCode?: string }

export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text)
}
