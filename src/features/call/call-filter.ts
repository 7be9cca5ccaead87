import type { Instant } from '#kit/time.ts'
import type { CallList } from './call.api.ts'
import type { Call } from './call.ts'

export type CallFilter = CallList['filter']
export type CallPosition = NonNullable<CallList['last']>

/** Whether a call that comes or changes belongs to a list. What is searched by name only the server knows: then no. */
export function isIn(filter: CallFilter, call: Call): boolean {
  const { inboxId, memberId, direction, missed, voicemail, recorded, from, until, text } = filter
  return (
    text === undefined &&
    (inboxId === undefined || call.inboxId === inboxId) &&
    (memberId === undefined || tookPart(call, memberId)) &&
    (direction === undefined || call.direction === direction) &&
    (!missed || isMissed(call)) &&
    (!voicemail || call.voicemail !== null) &&
    (!recorded || call.recorded !== null) &&
    (from === undefined || call.createdAt >= from) &&
    (until === undefined || call.createdAt < until)
  )
}

/** They called, and nobody of us talked with them. */
export function isMissed({ direction, state, answeredAt }: Call): boolean {
  return direction === 'in' && state === 'ended' && answeredAt === null
}

/** Newest first. */
export function comesBefore(a: CallPosition, b: CallPosition): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt
}

/** The days between which calls are looked for, as instants: the second one included. */
export function daysOf(first: string, last: string): { from?: Instant; until?: Instant } {
  return {
    ...(first ? { from: new Date(`${first}T00:00:00`).toISOString() } : {}),
    ...(last ? { until: nextDay(last) } : {}),
  }
}

function nextDay(day: string): Instant {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + 1)
  return at.toISOString()
}

function tookPart({ legs, placedBy }: Call, memberId: string): boolean {
  return placedBy === memberId || legs.some((leg) => leg.memberId === memberId && leg.joinedAt !== null)
}
