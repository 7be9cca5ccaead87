import { createHmac, randomUUID } from 'node:crypto'
import { type Account, API_VERSION, type FakeMessage, messagesPath, segments } from './fake-twilio.wire.ts'

/** A request as Twilio would make it to our app. */
export type Webhook = { url: string; headers: Record<string, string>; body: string }

/** How webhooks reach our app: each so many times, in this order, tried again when they are not taken. */
export type Delivery = {
  copies?: number
  order?: 'given' | 'reversed'
  together?: boolean
  attempts?: number
}

/** The request that tells our app of a text; `apiUrl` is where its media stand. */
export function textWebhook(account: Account, message: FakeMessage, url: string, apiUrl: string): Webhook {
  const { sid, from, to, body, media } = message
  const mediaUrl = `${apiUrl}${messagesPath(account.accountSid)}/${sid}/Media`
  const files = media.flatMap((file, place) => [
    [`MediaContentType${place}`, file.type],
    [`MediaUrl${place}`, `${mediaUrl}/${file.sid}`],
  ])
  return sign(account, url, {
    ToCountry: 'US',
    ToState: 'CA',
    SmsMessageSid: sid,
    NumMedia: String(media.length),
    ToCity: 'SAN FRANCISCO',
    FromZip: '94103',
    SmsSid: sid,
    FromState: 'CA',
    SmsStatus: 'received',
    FromCity: 'SAN FRANCISCO',
    Body: body,
    FromCountry: 'US',
    To: to,
    ...(message.messagingServiceSid && { MessagingServiceSid: message.messagingServiceSid }),
    ToZip: '94103',
    ...Object.fromEntries(files),
    NumSegments: String(segments(body)),
    MessageSid: sid,
    AccountSid: account.accountSid,
    From: from,
    ApiVersion: API_VERSION,
  })
}

/** The request that tells our app where a message of ours is now. */
export function statusWebhook(account: Account, message: FakeMessage, url: string): Webhook {
  const { sid, from, to, status, errorCode } = message
  return sign(account, url, {
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
    SmsSid: sid,
    SmsStatus: status,
    MessageStatus: status,
    To: to,
    ...(message.messagingServiceSid && { MessagingServiceSid: message.messagingServiceSid }),
    MessageSid: sid,
    AccountSid: account.accountSid,
    From: from,
    ApiVersion: API_VERSION,
  })
}

/** A form as Twilio posts it, with its signature over the exact URL. */
export function sign({ authToken }: Account, url: string, form: Record<string, string>): Webhook {
  const fields = Object.keys(form)
    .sort()
    .map((name) => name + form[name])
  const signature = createHmac('sha1', authToken)
    .update(url + fields.join(''))
    .digest('base64')
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'i-twilio-idempotency-token': randomUUID(),
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': signature,
    },
    body: new URLSearchParams(form).toString(),
  }
}

/** Posts webhooks to our app, and says how each was answered: 0 when not at all. */
export async function deliver(webhooks: Webhook[], delivery: Delivery = {}): Promise<number[]> {
  const { copies = 1, order = 'given', together = false, attempts = 1 } = delivery
  const sequence = Array.from({ length: copies }, () => webhooks).flat()
  if (order === 'reversed') sequence.reverse()
  if (together) return Promise.all(sequence.map((webhook) => post(webhook, attempts)))
  const statuses: number[] = []
  for (const webhook of sequence) statuses.push(await post(webhook, attempts))
  return statuses
}

const WEBHOOK_TIMEOUT_MS = 15_000

async function post({ url, headers, body }: Webhook, attempts: number): Promise<number> {
  const signal = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)
  const status = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => 0,
  )
  return attempts > 1 && (status === 0 || status >= 500) ? post({ url, headers, body }, attempts - 1) : status
}
