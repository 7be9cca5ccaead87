import * as z from 'zod/mini'
import type { FailureCode } from '#channel/failure.ts'
import type { Instant } from '#kit/time.ts'

/** What the customers' phones of `/sandbox` can reach, and whose phones they are. */
export type Handset = { lines: HandsetLine[]; customers: HandsetCustomer[] }

export type HandsetLine = { id: string; display: string; address: string; inbox: string }

/** `fails`: what becomes, on purpose, of every text that is sent to this customer. */
export type HandsetCustomer = { name: string; number: string; fails: FailureCode | null }

export const HANDSET_CUSTOMERS: HandsetCustomer[] = [
  { name: 'Dora Mills', number: '+14155550177', fails: null },
  { name: 'Sam Rivera', number: '+14155550142', fails: null },
  { name: 'Amélie Roche', number: '+33639981210', fails: null },
  { name: 'Iris Vale', number: '+14155550195', fails: 'opted-out' },
  { name: 'Hank Boone', number: '+14155550196', fails: 'blocked-by-carrier' },
  { name: 'Martha Lane', number: '+14155550197', fails: 'landline' },
  { name: 'Nobody Home', number: '+14155550198', fails: 'unknown-number' },
  { name: 'Cliff Rowe', number: '+14155550199', fails: 'unreachable' },
]

/** A text as the customer's phone shows it: their own, and ours once it has arrived there. */
export type HandsetMessage = {
  id: string
  from: 'customer' | 'team'
  text: string
  media: HandsetMedia[]
  state: 'received' | 'sent' | 'delivered'
  at: Instant
}

/** `url` is null while the file is still being fetched. */
export type HandsetMedia = {
  type: string
  url: string | null
  width: number | null
  height: number | null
}

export const handsetThreadQuery = z.object({
  line: z.string(),
  number: z.string().check(z.regex(/^\+?\d{3,15}$/, 'invalid-number')),
})

const LONGEST_TEXT = 1_600
const MOST_FILES = 10
/** In base 64: about 5 MB, as much as carriers take. */
const LARGEST_FILE = 7_000_000

export const handsetText = z.extend(handsetThreadQuery, {
  /** Made by the phone, so that a text that is sent twice arrives once. */
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  text: z.string().check(z.maxLength(LONGEST_TEXT, 'too-long')),
  media: z._default(
    z
      .array(
        z.object({
          type: z.string().check(z.regex(/^[\w.+-]+\/[\w.+-]+$/, 'invalid-type')),
          base64: z.base64('invalid-base64').check(z.minLength(1), z.maxLength(LARGEST_FILE, 'too-large')),
        }),
      )
      .check(z.maxLength(MOST_FILES, 'too-many')),
    [],
  ),
})

export type HandsetText = z.output<typeof handsetText>

const callId = z.string().check(z.minLength(8), z.maxLength(160))
const offer = z.string().check(z.minLength(1), z.maxLength(20_000))

/** The phone calls the line; its id for the call is its own. */
export const handsetCall = z.extend(handsetThreadQuery, {
  callId: z.uuid(),
  number: z.string().check(z.regex(/^(\+\d{7,15}|anonymous)$/, 'invalid-number')),
  offer,
})

/** It picks up a call that it was told of. */
export const handsetAnswer = z.extend(handsetThreadQuery, { callId, offer })

/** It hangs up, or does not take a call. */
export const handsetEnd = z.extend(handsetThreadQuery, {
  callId,
  why: z._default(z.enum(['hung-up', 'busy', 'no-answer', 'refused']), 'hung-up'),
})

/** What a phone is told by the network that it plays in. */
export type HandsetSignal =
  | { type: 'call'; callId: string; from: string }
  | { type: 'ring' | 'answer'; callId: string; answer: string | null }
  | { type: 'end'; callId: string; why: 'over' | 'busy' | 'refused' }
