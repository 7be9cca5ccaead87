import type { Twilio } from 'twilio'
import type { FetchFailure, FetchResponse, ProviderContext, SendResult } from '#channel/provider.ts'
import { fail, ok, type Result } from '#kit/result.ts'
import { failureOf } from './failures.ts'

/** How to reach an account. `apiBaseUrl` stands in for Twilio's own address: a region, a gateway, a test server. */
export type Account = { accountSid: string; authToken: string; apiBaseUrl?: string | undefined }

/** Asks Twilio by its own library, through our way out. Nothing is asked twice here: that is for the caller to decide. */
export async function ask<T>(
  { settings, fetch }: ProviderContext<Account>,
  question: (client: Twilio) => Promise<T>,
): Promise<Result<T, Trouble>> {
  // A tenth of a second to load, and only who sends needs it.
  const { default: library } = await import('twilio')
  const httpClient = { request: (request: LibraryRequest) => pass(settings, fetch, request) }
  // The library names its own class here but calls nothing of it except `request`.
  const options = { httpClient: httpClient as unknown as NonNullable<ClientOptions['httpClient']> }
  try {
    return ok(await question(new library.Twilio(settings.accountSid, settings.authToken, options)))
  } catch (error) {
    // Anything else that the library throws: an answer came that it cannot read.
    return fail(error instanceof Unanswered ? error.trouble : UNREADABLE)
  }
}

/** The `authorization` header that opens the account's own resources. */
export function authorizationOf({ accountSid, authToken }: Account): string {
  return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
}

export function baseUrl({ apiBaseUrl = API }: Account): string {
  return apiBaseUrl.replace(/\/+$/, '')
}

const API = 'https://api.twilio.com'

/** Why a question has no answer, as sending must know it; `status` is that of the HTTP answer when one came. */
type Trouble = { result: Exclude<SendResult, { outcome: 'accepted' }>; status: number | undefined }

type ClientOptions = NonNullable<ConstructorParameters<typeof Twilio>[2]>
type LibraryRequest = {
  method: string
  uri: string
  headers?: Record<string, string>
  params?: Fields
  data?: Fields
}
type Fields = Record<string, string | number | string[]>

const UNREADABLE: Trouble = {
  result: { outcome: 'uncertain', failure: { code: 'provider-unavailable' } },
  status: undefined,
}

class Unanswered extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.result.failure.code)
    this.trouble = trouble
  }
}

async function pass(
  account: Account,
  fetch: ProviderContext<Account>['fetch'],
  { method, uri, headers, params, data }: LibraryRequest,
) {
  const { pathname, search } = new URL(uri)
  const query = params ? `?${encode(params)}` : search
  const answer = await fetch({
    url: baseUrl(account) + pathname + query,
    method: method.toUpperCase(),
    headers: { ...headers, authorization: authorizationOf(account) },
    ...(data && { body: encode(data).toString() }),
  })
  if (!answer.ok) throw new Unanswered(troubleOnTheWay(answer.error))
  const { status, headers: answered } = answer.value
  const body = new TextDecoder().decode(answer.value.body)
  if (status < 200 || status > 299) throw new Unanswered(troubleAtTheOtherEnd(answer.value, body))
  return { statusCode: status, headers: answered, body }
}

function encode(fields: Fields): URLSearchParams {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs)
}

function troubleOnTheWay({ reached }: FetchFailure): Trouble {
  const failure = { code: 'provider-unavailable' } as const
  return { result: { outcome: reached ? 'uncertain' : 'not-sent', failure }, status: undefined }
}

function troubleAtTheOtherEnd({ status, headers }: FetchResponse, body: string): Trouble {
  const failure = failureOf(numberIn(body), otherwiseFor(status))
  if (status < 400 || status >= 500 || status === 408)
    return { result: { outcome: 'uncertain', failure }, status }
  const passing = failure.code === 'rate-limited' || failure.code === 'provider-unavailable'
  if (!passing) return { result: { outcome: 'refused', failure }, status }
  const retryAfterMs = waitIn(headers['retry-after'])
  return {
    result: { outcome: 'not-sent', failure, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    status,
  }
}

function otherwiseFor(status: number) {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 402) return 'no-credit'
  if (status === 429) return 'rate-limited'
  return status >= 400 && status < 500 && status !== 408 ? 'unknown' : 'provider-unavailable'
}

function numberIn(body: string): number | undefined {
  try {
    const { code } = JSON.parse(body)
    return typeof code === 'number' ? code : undefined
  } catch {
    return undefined
  }
}

// Seconds, or a date.
function waitIn(retryAfter: string | undefined): number | undefined {
  const wait = /^\d+$/.test(retryAfter ?? '')
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter ?? '') - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
