import * as z from 'zod'
import { publicId } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import { dateTime, idOf, listOf, onlyIdOf, participant } from '#v1/fields.ts'
import { maxResults, pageTokenOf } from '#v1/page.ts'
import { type Call, secondsOf } from './call.ts'

/** A call as it is found for the API: with our address, and who it counts as being with. */
export type CallRow = Pick<
  Call,
  | 'id'
  | 'conversationId'
  | 'lineId'
  | 'direction'
  | 'number'
  | 'state'
  | 'ending'
  | 'placedBy'
  | 'answeredBy'
  | 'answeredAt'
  | 'endedAt'
  | 'recording'
  | 'recorded'
  | 'voicemail'
  | 'transcript'
  | 'summary'
  | 'createdAt'
  | 'updatedAt'
> & { seq: number; address: string; userId: string }

export const callPath = z.object({ id: idOf('AC') })
export const callIdPath = z.object({ callId: idOf('AC') })

const LAST_SEQ = 2_147_483_647

export const callsQuery = z
  .object({
    phoneNumberId: onlyIdOf('PN'),
    participants: listOf(participant, 1),
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
  .transform(({ since, ...list }) => ({ ...list, createdBefore: list.createdBefore ?? since }))

export type CallsQuery = z.output<typeof callsQuery>

export function toWireCall(call: CallRow, now: Instant) {
  const user = (id: string | null) => (id === null ? null : publicId('US', id))
  return {
    id: publicId('AC', call.id),
    direction: call.direction === 'in' ? 'incoming' : 'outgoing',
    status: statusOf(call),
    duration: secondsOf(call, now),
    createdAt: call.createdAt,
    answeredAt: call.answeredAt,
    completedAt: call.endedAt,
    updatedAt: call.updatedAt,
    answeredBy: user(call.answeredBy),
    initiatedBy: user(call.placedBy),
    forwardedFrom: null,
    forwardedTo: null,
    participants: [call.number, call.address],
    phoneNumberId: publicId('PN', call.lineId),
    userId: publicId('US', call.userId),
  } as const
}

export type WireCall = ReturnType<typeof toWireCall>

function statusOf({ state, ending, direction, answeredAt }: CallRow): string {
  if (state === 'ringing') return 'ringing'
  if (state !== 'ended') return 'in-progress'
  if (answeredAt !== null) return 'completed'
  if (direction === 'in') return 'missed'
  if (ending === 'canceled' || ending === 'busy' || ending === 'no-answer') return ending
  return 'failed'
}
