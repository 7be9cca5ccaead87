import { randomBytes } from 'node:crypto'

/** Twilio's wire format: how it writes messages, lists, refusals and webhooks. */

export type FakeMessage = {
  sid: string
  direction: 'inbound' | 'outbound-api'
  from: string
  to: string
  body: string
  media: FakeMedia[]
  status: string
  errorCode: number | null
  messagingServiceSid: string | null
  statusCallback: string | null
  createdAt: Date
  sentAt: Date | null
}

export type Text = {
  from: string
  to: string
  body: string
  media?: { type: string; base64: string }[]
  at?: string
}
/** `source`: where our app has it, for a file that it sends. */
export type FakeMedia = { sid: string; type: string; bytes: Uint8Array; source?: string }

export type Account = { accountSid: string; authToken: string }

export const API_VERSION = '2010-04-01'

/** A customer's text, as it is kept. */
export function inbound({ from, to, body, media = [], at }: Text): FakeMessage {
  const files = media.map(({ type, base64 }) => ({
    sid: newSid('ME'),
    type,
    bytes: Buffer.from(base64, 'base64'),
  }))
  const time = at ? new Date(at) : new Date()
  return {
    sid: newSid(files.length > 0 ? 'MM' : 'SM'),
    direction: 'inbound',
    from,
    to,
    body,
    media: files,
    status: 'received',
    errorCode: null,
    messagingServiceSid: null,
    statusCallback: null,
    createdAt: time,
    sentAt: time,
  }
}

/** A message that our app asks to be sent. */
export function outbound(form: URLSearchParams): FakeMessage {
  const messagingServiceSid = form.get('MessagingServiceSid')
  const media = form
    .getAll('MediaUrl')
    .map((source) => ({ sid: newSid('ME'), type: 'image/jpeg', bytes: Buffer.alloc(0), source }))
  return {
    sid: newSid(media.length > 0 ? 'MM' : 'SM'),
    direction: 'outbound-api',
    from: form.get('From') ?? '',
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    media,
    status: messagingServiceSid ? 'accepted' : 'queued',
    errorCode: null,
    messagingServiceSid,
    statusCallback: form.get('StatusCallback'),
    createdAt: new Date(),
    sentAt: null,
  }
}

/** The number of the first thing that is wrong with a request to send. */
export function mistakeIn(form: URLSearchParams): number | undefined {
  if (!form.get('To')) return 21604
  if (!form.get('From') && !form.get('MessagingServiceSid')) return 21603
  if (!form.get('Body') && !form.get('MediaUrl')) return 21602
  return (form.get('Body') ?? '').length > 1_600 ? 21617 : undefined
}

export function messagesPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/Messages`
}

export function messageJson(message: FakeMessage, accountSid: string) {
  const { sid, from, to, body, status, direction, sentAt, createdAt } = message
  const path = `${messagesPath(accountSid)}/${sid}`
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body,
    date_created: rfc2822(createdAt),
    date_sent: sentAt && rfc2822(sentAt),
    date_updated: rfc2822(sentAt ?? createdAt),
    direction,
    error_code: message.errorCode,
    error_message: null,
    from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: String(message.media.length),
    num_segments: String(segments(body)),
    price: null,
    price_unit: 'USD',
    sid,
    status,
    subresource_uris: { media: `${path}/Media.json` },
    to,
    uri: `${path}.json`,
  }
}

export function mediaListJson({ sid, media, createdAt }: FakeMessage, accountSid: string) {
  const uri = `${messagesPath(accountSid)}/${sid}/Media`
  const list = media.map((file) => ({
    account_sid: accountSid,
    content_type: file.type,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(createdAt),
    parent_sid: sid,
    sid: file.sid,
    uri: `${uri}/${file.sid}.json`,
  }))
  return { media_list: list, page: 0, page_size: 50, next_page_uri: null, uri: `${uri}.json` }
}

/** One page of the messages that match, the newest first; what comes in meanwhile does not shift the next page. */
export function messageListJson(all: FakeMessage[], query: URLSearchParams, accountSid: string) {
  const path = `${messagesPath(accountSid)}.json`
  const size = Math.min(Number(query.get('PageSize') ?? 50), 1_000)
  const number = Number(query.get('Page') ?? 0)
  const matching = all
    .filter((message) => matches(message, query))
    .reverse()
    .sort((a, b) => timeOf(b) - timeOf(a))
  const last = query.get('PageToken')?.slice(2)
  const start = last ? matching.findIndex(({ sid }) => sid === last) + 1 : 0
  const messages = matching.slice(start, start + size)
  return {
    end: number * size + messages.length - 1,
    first_page_uri: pageUri(path, query, { Page: '0' }),
    messages: messages.map((message) => messageJson(message, accountSid)),
    next_page_uri:
      start + size < matching.length
        ? pageUri(path, query, { Page: String(number + 1), PageToken: `PA${messages.at(-1)?.sid}` })
        : null,
    page: number,
    page_size: size,
    previous_page_uri: null,
    start: number * size,
    uri: pageUri(path, query, {}),
  }
}

export function errorJson(status: number, code: number, message = 'The request was refused') {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }
}

function newSid(prefix: 'SM' | 'MM' | 'ME'): string {
  return prefix + randomBytes(16).toString('hex')
}

function matches(message: FakeMessage, query: URLSearchParams): boolean {
  const sent = message.sentAt?.getTime()
  const same = (name: string, value: string) => query.get(name) === null || query.get(name) === value
  if (!same('To', message.to) || !same('From', message.from)) return false
  const [on, after, before] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) => query.get(name))
  if (on && message.sentAt?.toISOString().slice(0, 10) !== on.slice(0, 10)) return false
  if (after && (sent === undefined || wholeSeconds(sent) < Date.parse(after))) return false
  return !before || (sent !== undefined && wholeSeconds(sent) <= Date.parse(before))
}

function timeOf({ sentAt, createdAt }: FakeMessage): number {
  return (sentAt ?? createdAt).getTime()
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000
}

function pageUri(path: string, query: URLSearchParams, place: Record<string, string>): string {
  const changed = new URLSearchParams(query)
  for (const [name, value] of Object.entries(place)) changed.set(name, value)
  return `${path}?${changed}`
}

function rfc2822(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}

export function segments(body: string): number {
  return body.length <= 160 ? 1 : Math.ceil(body.length / 153)
}
