import type * as z from 'zod'
import type { Problem } from '#kit/result.ts'

/** What an endpoint is about; each has its number in the error codes of the OpenPhone v1 format. */
export type Resource = keyof typeof RESOURCES

/** Why a request was not carried out; `fields` for input that was not understood. */
export type Refusal = Problem & { fields?: FieldError[] }

export type FieldError = { path: string; message: string; value?: unknown; schema: { type: string } }

export type ErrorBody = {
  message: string
  code: string
  status: number
  docs: string
  title: string
  trace: string
  description?: string
  errors?: FieldError[]
  /** The same once more in the shape that the live service has been seen to answer. */
  error: { message: string; key: string; trace: string }
}

const RESOURCES = {
  ...{ none: '00', calls: '01', messages: '02', 'phone-numbers': '04', 'call-summaries': '05' },
  ...{ 'call-transcripts': '06', 'call-recordings': '09', conversations: '10', 'call-voicemails': '12' },
} as const
const DOCS = 'https://openphone.com/docs'
const LONGEST_ECHO = 200

type Kind = { status: number; variant?: string; title: string; message: string; description?: string }

const NOT_FOUND: Kind = { status: 404, title: 'Not Found', message: 'Not found' }

// By our own code. `variant` is the two digits between the resource and the status.
const KINDS: Record<string, Kind> = {
  'invalid-input': { status: 400, title: 'Bad Request', message: 'The input was invalid' },
  'not-json': { status: 400, title: 'Bad Request', message: 'The body is not JSON' },
  'empty-message': { status: 400, title: 'Bad Request', message: 'A message needs a text' },
  'no-group': {
    status: 400,
    variant: '01',
    title: 'Too Many Participants',
    message: 'This phone number cannot send to that many recipients at once',
    description: 'Too Many Participants',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    message: 'The Authorization header must be an API key that is in use, alone and without "Bearer"',
  },
  'not-phone-number-user': {
    status: 403,
    variant: '01',
    title: 'Not Phone Number User',
    message: 'No such phone number, or its inbox is not open to this user',
    description: 'Not Phone Number User',
  },
  'missing-scope': {
    status: 403,
    variant: '03',
    title: 'Missing Scope',
    message: 'This API key may not do this',
    description: 'Missing Scope',
  },
  'not-found': NOT_FOUND,
  'not-in-inbox': {
    status: 403,
    variant: '01',
    title: 'Not Phone Number User',
    message: 'This user does not answer the conversation’s phone number',
    description: 'Not Phone Number User',
  },
  'unknown-tag': { status: 400, title: 'Bad Request', message: 'There is no such tag' },
  'unknown-inbox': { status: 400, title: 'Bad Request', message: 'There is no such inbox within reach' },
  'other-participants': {
    status: 400,
    variant: '02',
    title: 'Other Participants',
    message: 'The conversation is with others than these participants',
  },
  'not-installer': {
    status: 403,
    variant: '04',
    title: 'Not Phone Number Installer',
    message: 'Only the user who connected the phone number may delete its conversations',
  },
  'line-disconnected': {
    status: 409,
    title: 'Phone Number Disconnected',
    message: 'This phone number is no longer connected to a provider',
  },
  'opted-out': {
    status: 409,
    variant: '01',
    title: 'Opted Out',
    message: 'This recipient wants no texts',
    description: 'Opted Out',
  },
  'in-the-past': { status: 400, title: 'Bad Request', message: 'The time is past' },
  'not-available': {
    status: 409,
    title: 'User Not Available',
    message: 'This user cannot be given conversations now',
  },
  'not-in-queue': {
    status: 409,
    title: 'User Not In Queue',
    message: 'This user is not in the queue of the conversation’s inbox',
  },
  'moving-off': {
    status: 409,
    title: 'No Moving',
    message: 'Conversations are not moved out of this inbox, or not into that one',
  },
  'no-assignment': {
    status: 409,
    title: 'No Assignment',
    message: 'Conversations of this inbox are not assigned',
  },
  'body-too-large': { status: 413, title: 'Content Too Large', message: 'The body is too large' },
  'not-this-media-type': {
    status: 415,
    title: 'Unsupported Media Type',
    message: 'The body must be application/json',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency Key Reused',
    message: 'This Idempotency-Key has already been used with another body',
  },
  'rate-limited': { status: 429, title: 'Too Many Requests', message: 'Too many requests; see Retry-After' },
  unexpected: {
    status: 500,
    variant: '01',
    title: 'Unknown',
    message: 'Something went wrong here; the trace helps to find it',
  },
}

/** The answer to a refused request, in both shapes that clients of this format parse. */
export function errorBody(resource: Resource, refusal: Refusal, trace: string): ErrorBody {
  const { status, variant, title, message, description } = kindOf(refusal)
  return {
    message,
    code: `${RESOURCES[resource]}${variantOf(resource, refusal.code, variant)}${status}`,
    status,
    docs: DOCS,
    title,
    trace,
    ...(description && { description }),
    ...(refusal.fields && { errors: refusal.fields }),
    error: { message, key: title.replaceAll(' ', ''), trace },
  }
}

/** What was wrong with each field; short plain values are repeated, so that a person sees them at once. */
export function fieldErrors({ issues }: z.ZodError, input: unknown): FieldError[] {
  return issues.map((issue) => ({
    path: `/${issue.path.join('/')}`,
    message: issue.message,
    ...echo(issue.path.reduce<unknown>(property, input)),
    schema: { type: typeOf(issue) },
  }))
}

// A command may refuse for a reason that this list does not know yet.
function kindOf({ code, params }: Refusal): Kind {
  const kind = KINDS[code] ?? { status: 400, title: 'Bad Request', message: `Refused: ${code}` }
  if (params?.scope !== undefined) return { ...kind, message: `${kind.message}: it lacks ${params.scope}` }
  return code === 'opted-out' && params ? { ...kind, message: `${kind.message}: ${params.number}` } : kind
}

// Of all resources only messages count their variants so that this one is the second.
function variantOf(resource: Resource, code: string, variant = '00'): string {
  return resource === 'messages' && code === 'not-phone-number-user' ? '02' : variant
}

function property(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function echo(value: unknown): { value?: unknown } {
  const plain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
  return plain && String(value).length <= LONGEST_ECHO ? { value } : {}
}

function typeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'too_small' || issue.code === 'too_big') return issue.origin
  return 'string'
}
