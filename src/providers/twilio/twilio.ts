// Its own check of signatures, without the rest of the library: that takes a tenth of a second to load.
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import * as z from 'zod'
import type { Failure } from '#channel/failure.ts'
import type {
  FetchResponse,
  OutboundMessage,
  Provider,
  ProviderContext,
  SendResult,
} from '#channel/provider.ts'
import { parsePhone } from '#kit/phone.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { ask, authorizationOf, baseUrl } from './api.ts'
import { failureOf } from './failures.ts'
import { readForm } from './form.ts'
import { findSent, listReceived } from './history.ts'
import { readWebhook, statusOf } from './webhook.ts'

const settings = z.object({
  accountSid: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/)
    .meta({ title: 'Account SID' }),
  authToken: z.string().min(1).meta({ secret: true, title: 'Auth token' }),
  /** Messages then go out under the registration that this service carries. */
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-fA-F]{32}$/)
    .optional()
    .meta({ title: 'Messaging service SID' }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ title: 'API base URL' }),
})

export type TwilioSettings = z.output<typeof settings>

/** SMS and MMS by Twilio. */
export const twilio: Provider<TwilioSettings> = {
  name: 'twilio',
  label: 'Twilio',
  capabilities: {
    text: { maxLength: 1_600 },
    media: {
      maxCount: 10,
      maxBytes: 5_000_000,
      types: ['image/', 'audio/', 'video/', 'application/pdf', 'text/vcard', 'text/x-vcard', 'text/calendar'],
    },
    group: null,
    statuses: 'pushed',
    sending: 'ask-before-resend',
    listsReceived: true,
  },
  voice: null,
  settings,
  accountKey: ({ accountSid }) => accountSid,
  validateAddress(address) {
    const number = SHORT_CODE.test(address.trim()) ? address.trim() : parsePhone(address)
    return number ? ok(number) : refuse('invalid-number')
  },

  claimedAccount({ body }) {
    const account = readForm(body)?.AccountSid
    return typeof account === 'string' ? account : undefined
  },
  verify({ urls, headers, body }, candidates) {
    const form = readForm(body)
    const signature = headers['x-twilio-signature']
    if (!form || !signature) return false
    // Another account's secret proves nothing about this one.
    const own = candidates.filter(({ accountSid }) => (form.AccountSid ?? accountSid) === accountSid)
    // A host that the sender made up need not be a URL.
    return urls
      .filter((url) => URL.canParse(url))
      .some((url) => own.some(({ authToken }) => validateRequest(authToken, signature, url, form)))
  },
  parse: readWebhook,
  acknowledge: () => ({ contentType: 'text/xml', body: '<Response></Response>' }),

  send,
  findSent,
  async statusOf(context, { providerMessageId }) {
    const message = await ask(context, (client) => client.messages(providerMessageId).fetch())
    if (!message.ok) return message.error.status === 404 ? ok(null) : fail(message.error.result.failure)
    const status = statusOf(message.value.status)
    const failure = status === 'failed' ? failureOf(message.value.errorCode) : null
    return ok(status ? { status, failure } : null)
  },
  listReceived,
  fetchMedia,
  trustedOrigins: ({ apiBaseUrl }) => (apiBaseUrl ? [new URL(apiBaseUrl).origin] : []),
}

const SHORT_CODE = /^\d{3,8}$/

async function send(
  context: ProviderContext<TwilioSettings>,
  { from, to, text, media, statusUrl }: OutboundMessage,
): Promise<SendResult> {
  const [recipient] = to
  if (recipient === undefined || to.length > 1)
    return { outcome: 'refused', failure: { code: 'not-allowed' } }
  const { messagingServiceSid } = context.settings
  const answer = await ask(context, (client) =>
    client.messages.create({
      to: recipient,
      // Beside a messaging service too: a customer's answer must come to the number that this line has.
      from,
      ...(messagingServiceSid && { messagingServiceSid }),
      ...(text && { body: text }),
      ...(media.length > 0 && { mediaUrl: media.map(({ url }) => url) }),
      ...(statusUrl !== null && { statusCallback: statusUrl }),
    }),
  )
  if (!answer.ok) return answer.error.result
  const { sid } = answer.value
  if (!sid) return { outcome: 'uncertain', failure: { code: 'provider-unavailable' } }
  return { outcome: 'accepted', providerMessageId: sid }
}

async function fetchMedia(
  context: ProviderContext<TwilioSettings>,
  url: string,
): Promise<Result<Uint8Array, Failure>> {
  const own = URL.parse(url)?.origin === new URL(baseUrl(context.settings)).origin
  const headers: Record<string, string> = own ? { authorization: authorizationOf(context.settings) } : {}
  const answer = await context.fetch({ url, headers })
  if (answer.ok) return readMedia(answer.value)
  const forGood = answer.error.code === 'too-large' || answer.error.code === 'address-refused'
  return fail({ code: forGood ? 'media-rejected' : 'provider-unavailable' })
}

function readMedia({ status, body }: FetchResponse): Result<Uint8Array, Failure> {
  if (status === 200) return ok(body)
  if (status === 404 || status === 410) return fail({ code: 'media-rejected' })
  if (status === 401 || status === 403) return fail({ code: 'unauthorized' })
  return fail({ code: status === 429 ? 'rate-limited' : 'provider-unavailable' })
}
