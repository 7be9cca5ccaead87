import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import type { Conversation } from './conversation.ts'

const place = z.object({ inboxId: z.string(), assigneeId: z.nullable(z.string()) })

/** Where somebody has put a conversation, from where, and when. */
export const placedSchema = z.object({ at: z.iso.datetime(), from: place, to: place })

export type Place = z.output<typeof place>
export type Placed = z.output<typeof placedSchema>

/** Ruling 10: the ten seconds in which it is offered to be undone, and the way to the server. */
export const TAKEN_BACK_WITHIN_MS = 60_000

/** What a member has placed of late, with what they do now. */
export function withPlaced(
  placed: Placed[],
  before: Conversation,
  after: Conversation,
  now: Instant,
): Placed[] {
  const [from, to] = [placeOf(before), placeOf(after)]
  if (from.inboxId === to.inboxId && from.assigneeId === to.assigneeId) return placed
  return [...placed.filter((one) => isNew(one, now)), { at: now, from, to }]
}

/** Where in this inbox it goes back to, if they have just moved it from there. Who was given it since keeps it. */
export function movedFrom(
  placed: Placed[],
  conversation: Conversation,
  inboxId: string,
  now: Instant,
): Place | undefined {
  const move = placed.findLast(
    (one) => isNew(one, now) && one.from.inboxId === inboxId && one.to.inboxId === conversation.inboxId,
  )
  if (!move) return undefined
  const { assigneeId } = conversation.assigneeId === move.to.assigneeId ? move.from : conversation
  return { inboxId, assigneeId }
}

/** Whether they have just taken it from this member, and nobody has placed it since. */
export function tookFrom(
  placed: Placed[],
  { inboxId, assigneeId }: Conversation,
  memberId: string,
  now: Instant,
): boolean {
  return placed.some(
    (one) =>
      isNew(one, now) &&
      one.from.inboxId === inboxId &&
      one.from.assigneeId === memberId &&
      one.to.inboxId === inboxId &&
      one.to.assigneeId === assigneeId,
  )
}

function placeOf({ inboxId, assigneeId }: Conversation): Place {
  return { inboxId, assigneeId }
}

function isNew({ at }: Placed, now: Instant): boolean {
  return Date.parse(now) - Date.parse(at) <= TAKEN_BACK_WITHIN_MS
}
