import * as z from 'zod'
import { lineName } from '#features/line/line.v1.ts'
import { publicId } from '#kit/id.ts'
import { dateTime, idOf, listOf, onlyIdOf, participant, phone } from '#v1/fields.ts'
import { maxResults, pageTokenOf } from '#v1/page.ts'
import { isStorable, LONGEST_TEXT, type Message } from './message.ts'

/** A message as it is found for the API: with both sides' addresses, and who it counts as being from. */
export type MessageRow = Pick<
  Message,
  | 'id'
  | 'conversationId'
  | 'lineId'
  | 'direction'
  | 'text'
  | 'status'
  | 'failureCode'
  | 'createdAt'
  | 'updatedAt'
> & { seq: number; address: string; participants: string[]; userId: string }

const MOST_RECIPIENTS = 10
export const LAST_SEQ = 2_147_483_647

export const messagePath = z.object({ id: idOf('AC') })

export const messageList = z
  .object({
    phoneNumberId: onlyIdOf('PN'),
    participants: listOf(participant, MOST_RECIPIENTS),
    userId: onlyIdOf('US').optional(),
    createdAfter: dateTime.optional(),
    createdBefore: dateTime.optional(),
    /** Deprecated: it has always acted as `createdBefore`. */
    since: dateTime.optional(),
    maxResults,
    pageToken: pageTokenOf(
      z.object({ seq: z.number().int().min(0).max(LAST_SEQ), totalItems: z.number().int().nonnegative() }),
    ).optional(),
  })
  .transform(({ since, participants, ...list }) => ({
    ...list,
    participants: sorted(participants),
    createdBefore: list.createdBefore ?? since,
  }))

export type MessageList = z.output<typeof messageList>

export const messageToSend = z.object({
  content: z
    .string()
    .refine((text) => /\S/.test(text), "Expected string to match '.*\\S.*'")
    .refine(
      (text) => Array.from(text).length <= LONGEST_TEXT,
      `Expected string length less or equal to ${LONGEST_TEXT}`,
    )
    .refine(isStorable, 'Expected text without NUL or half characters'),
  from: lineName,
  to: z.array(phone).min(1).max(MOST_RECIPIENTS).transform(sorted),
  userId: onlyIdOf('US').optional(),
  setInboxStatus: z.literal('done').optional(),
})

export type MessageToSend = z.output<typeof messageToSend>

export function toWireMessage(message: MessageRow) {
  const { direction, status, failureCode, address, participants } = message
  const incoming = direction === 'in'
  return {
    id: publicId('AC', message.id),
    to: incoming ? [address] : participants,
    from: incoming ? (participants[0] ?? '') : address,
    text: message.text,
    phoneNumberId: publicId('PN', message.lineId),
    conversationId: publicId('CN', message.conversationId),
    direction: incoming ? 'incoming' : 'outgoing',
    userId: publicId('US', message.userId),
    status: STATUSES[status],
    createdAt: message.createdAt,
    updatedAt: message.updatedAt,
    failureCode: status === 'unknown' ? 'delivery-unknown' : failureCode,
  }
}

export type WireMessage = ReturnType<typeof toWireMessage>

/** What sending answers, at the first time and at every repetition: the message as it was taken. */
export function asTaken(message: MessageRow): WireMessage {
  return toWireMessage({ ...message, status: 'queued', failureCode: null, updatedAt: message.createdAt })
}

const STATUSES: Record<Message['status'], 'queued' | 'sent' | 'delivered' | 'undelivered'> = {
  queued: 'queued',
  sending: 'queued',
  accepted: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  failed: 'undelivered',
  // It may well have arrived: a program that reads "undelivered" would send it a second time.
  unknown: 'sent',
  // The format's list knows no other word for what has arrived here.
  received: 'delivered',
}

// The set of the other side's addresses, as conversations are kept by it.
function sorted(addresses: string[]): string[] {
  return [...new Set(addresses)].sort()
}
