import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { ChannelEvent } from '#channel/event.ts'
import type { FailureCode } from '#channel/failure.ts'
import type { Provider, WebhookRequest } from '#channel/provider.ts'
import { parsePhone, parseSender } from '#kit/phone.ts'
import { fail, ok, refuse } from '#kit/result.ts'
import { milliseconds } from '#kit/time.ts'
import { referenceIn, sandboxVoice } from './voice.ts'

/**
 * A carrier without a network: its customers are the handsets of `/sandbox`. It keeps nothing; what became of a
 * message follows from the number it went to and the time since.
 */
export const sandbox: Provider<SandboxSettings> = {
  name: 'sandbox',
  label: 'Sandbox',
  capabilities: {
    text: { maxLength: 1_600 },
    media: { maxCount: 10, maxBytes: 5_000_000, types: ['image/', 'audio/', 'video/', 'application/pdf'] },
    group: null,
    statuses: 'polled',
    sending: 'idempotent',
    listsReceived: false,
  },
  voice: sandboxVoice,
  settings: z.object({ account: z.string().min(1), secret: z.string().min(16).meta({ secret: true }) }),
  accountKey: ({ account }) => account,
  validateAddress(address) {
    const phone = parsePhone(address)
    return phone ? ok(phone) : refuse('invalid-number')
  },

  claimedAccount: () => undefined,
  verify: (request, candidates) => candidates.some(({ secret }) => isSigned(request, secret)),
  parse(request) {
    const parsed = webhook.safeParse(readJson(request.body))
    return parsed.success ? ok([toEvent(parsed.data)]) : refuse('malformed-webhook')
  },
  acknowledge: () => ({ contentType: 'application/json', body: '{}' }),

  async send(_context, { to, reference }) {
    const code = REFUSED.get(numberEnding(to))
    if (code) return { outcome: 'refused', failure: { code } }
    return {
      outcome: 'accepted',
      providerMessageId: `SB${createHash('sha256').update(reference).digest('hex').slice(0, 32)}`,
    }
  },
  findSent: async () => ok([]),
  async statusOf(_context, { to, sentAt }) {
    const age = Date.now() - milliseconds(sentAt)
    if (age < SENT_AFTER_MS) return ok({ status: 'accepted', failure: null })
    if (age < DELIVERED_AFTER_MS) return ok({ status: 'sent', failure: null })
    const code = UNDELIVERED.get(numberEnding(to))
    return code ? ok({ status: 'failed', failure: { code } }) : ok({ status: 'delivered', failure: null })
  },
  listReceived: async () => ok([]),
  async fetchMedia(_context, url) {
    const data = /^data:[^,]*;base64,(.+)$/.exec(url)?.[1]
    return data ? ok(Buffer.from(data, 'base64')) : fail({ code: 'media-rejected' })
  },
  trustedOrigins: () => [],
}

export type SandboxSettings = { account: string; secret: string }

/** What happens at a handset: a text, or a step of a call. */
export type SandboxHappening = z.input<typeof webhook>

/** The request by which what happens at a handset reaches us, signed as `verify` wants it. */
export function sandboxWebhook(
  secret: string,
  happened: SandboxHappening,
): Pick<WebhookRequest, 'headers' | 'body'> {
  const body = Buffer.from(JSON.stringify(happened))
  return { headers: { 'content-type': 'application/json', 'x-sandbox-signature': sign(secret, body) }, body }
}

const SENT_AFTER_MS = 150
const DELIVERED_AFTER_MS = 600

// By the last two digits: customers who show, on purpose, what can go wrong.
const REFUSED = new Map<string, FailureCode>([['95', 'opted-out']])
const UNDELIVERED = new Map<string, FailureCode>([
  ['96', 'blocked-by-carrier'],
  ['97', 'landline'],
  ['98', 'unknown-number'],
  ['99', 'unreachable'],
])

const sender = z.string().refine((sender) => parseSender(sender) === sender)
const own = z.string().refine((address) => parsePhone(address) === address)
const callId = z.string().min(1).max(160)
const LONGEST_SDP = 20_000

const textWebhook = z.object({
  id: z.string().min(1).max(64),
  from: sender,
  to: own,
  // The database's text has no place for it.
  text: z.string().transform((text) => text.replaceAll('\0', '\uFFFD')),
  media: z.array(z.object({ url: z.string().startsWith('data:'), type: z.string().max(100) })).max(10),
  at: z.iso.datetime(),
})

const callWebhook = z.discriminatedUnion('call', [
  z.object({
    call: z.literal('offered'),
    callId,
    from: z.union([own, z.literal('anonymous')]),
    to: own,
    offer: z.string().max(LONGEST_SDP),
    at: z.iso.datetime(),
  }),
  z.object({
    call: z.literal('answered'),
    callId,
    offer: z.string().max(LONGEST_SDP),
    at: z.iso.datetime(),
  }),
  z.object({
    call: z.literal('ended'),
    callId,
    why: z.enum(['hung-up', 'busy', 'no-answer', 'refused', 'unreachable']),
    at: z.iso.datetime(),
  }),
])

const webhook = z.union([textWebhook, callWebhook])

function toEvent(happened: z.output<typeof webhook>): ChannelEvent {
  if (!('call' in happened)) {
    const { id, ...message } = happened
    return { type: 'message-received', providerMessageId: id, ...message }
  }
  const { callId: providerCallId, at } = happened
  const reference = referenceIn(providerCallId)
  switch (happened.call) {
    case 'offered': {
      const { from, to, offer } = happened
      return { type: 'call-offered', providerCallId, from, to, offer, at }
    }
    case 'answered': {
      const sdp = { type: 'offer', sdp: happened.offer } as const
      return { type: 'call-answered', providerCallId, reference: reference ?? '', sdp, at }
    }
    case 'ended':
      return { type: 'call-ended', providerCallId, reference, why: happened.why, at }
  }
}

function numberEnding(to: string[]): string {
  return to[0]?.slice(-2) ?? ''
}

function isSigned({ headers, body }: WebhookRequest, secret: string): boolean {
  const given = Buffer.from(headers['x-sandbox-signature'] ?? '', 'hex')
  const expected = Buffer.from(sign(secret, body), 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function sign(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
