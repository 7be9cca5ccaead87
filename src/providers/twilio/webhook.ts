import * as z from 'zod'
import type {
  ChannelEvent,
  DeliveryStatus,
  MessageReceived,
  MessageStatusChanged,
  RemoteMedia,
} from '#channel/event.ts'
import type { WebhookRequest } from '#channel/provider.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { failureOf } from './failures.ts'
import { type Form, readForm } from './form.ts'

/**
 * The event in a webhook. Its status tells which kind it is: a text that came in is `received`, and any other status
 * is a report on one of ours.
 */
export function readWebhook({ urls, body }: WebhookRequest): Result<ChannelEvent[]> {
  const form = readForm(body)
  const head = headSchema.safeParse(form)
  if (!form || !head.success) return refuse('malformed-webhook')
  const { MessageSid, MessageStatus, SmsStatus } = head.data
  const status = MessageStatus ?? SmsStatus ?? 'received'
  if (status === 'received' || status === 'receiving') return readText(MessageSid, form)
  const report = readReport(MessageSid, status, form, referenceIn(urls))
  return ok(report ? [report] : [])
}

/** Where Twilio's word for a status leaves a message; undefined for one that says nothing (yet). */
export function statusOf(word: string): DeliveryStatus | undefined {
  return STATUSES.get(word)
}

/** What a database keeps of a text. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

const STATUSES = new Map<string, DeliveryStatus>([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['partially_delivered', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

const MOST_FILES = 10

const word = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const address = z.string().regex(/^[^\p{Cc}]{1,64}$/u)

const headSchema = z.object({
  MessageSid: word,
  MessageStatus: word.optional(),
  SmsStatus: word.optional(),
})

// Whoever signed it knows who wrote: a sender in a form that we have never seen is still a customer.
const textSchema = z.object({ From: address, To: address, Body: z.string().optional() })

const reportSchema = z.object({ ErrorCode: z.string().optional() })

const mediaSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  type: z.string().max(100).default('application/octet-stream'),
})

function readText(providerMessageId: string, form: Form): Result<MessageReceived[]> {
  const parsed = textSchema.safeParse(form)
  const media = readMedia(form)
  if (!parsed.success || (parsed.data.Body === undefined && media.length === 0))
    return refuse('malformed-webhook')
  const { From: from, To: to, Body: text = '' } = parsed.data
  return ok([
    { type: 'message-received', providerMessageId, to, from, text: storable(text), media, at: null },
  ])
}

function readMedia(form: Form): RemoteMedia[] {
  const places = Array.from({ length: MOST_FILES }, (_, place) => place)
  return places.flatMap((place) => {
    const url = form[`MediaUrl${place}`]
    if (url === undefined) return []
    const file = mediaSchema.safeParse({ url, type: form[`MediaContentType${place}`] })
    return file.success ? [file.data] : []
  })
}

function readReport(
  providerMessageId: string,
  word: string,
  form: Form,
  reference: string | null,
): MessageStatusChanged | undefined {
  const status = statusOf(word)
  if (!status) return undefined
  const number = reportSchema.safeParse(form).data?.ErrorCode
  const failure = status === 'failed' ? failureOf(number) : null
  return { type: 'message-status', providerMessageId, reference, status, failure, at: null }
}

// Our own status URL carries it there and back.
function referenceIn([url = '']: string[]): string | null {
  return URL.parse(url)?.searchParams.get('reference') ?? null
}
