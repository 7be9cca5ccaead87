import * as z from 'zod/mini'
import { type Instant, instant, milliseconds } from '#kit/time.ts'

/** Somebody who is, was or may be in a call: the customer, a member, or a number outside that was called to it. */
export const legSchema = z.object({
  id: z.string(),
  party: z.enum(['customer', 'member', 'number']),
  memberId: z.nullable(z.string()),
  number: z.nullable(z.string()),
  /** `waiting`: others are rung first. */
  state: z.enum(['waiting', 'ringing', 'connected', 'left']),
  /** Why it rings or rang, and which leg asked for it. Legs of one ring stop when one of them answers. */
  ring: z.object({
    id: z.string(),
    as: z.enum(['call', 'transfer', 'consult', 'add', 'return']),
    byLegId: z.nullable(z.string()),
  }),
  /** How long it rings when its turn has come. */
  ringMs: z.number(),
  /** Hears music, and is heard by nobody. */
  held: z.boolean(),
  /** The browser's tab in which a member is in the call. */
  deviceId: z.nullable(z.string()),
  rangAt: z.nullable(z.iso.datetime()),
  joinedAt: z.nullable(z.iso.datetime()),
  /** Since when nothing is heard of it: it may come, or come back. */
  lostAt: z.nullable(z.iso.datetime()),
  leftAt: z.nullable(z.iso.datetime()),
  left: z.nullable(
    z.enum(['hung-up', 'declined', 'no-answer', 'elsewhere', 'handed-over', 'removed', 'lost', 'failed']),
  ),
  /** When it has rung, was lost or has spoken for long enough, unless something happens first. */
  dueAt: z.nullable(z.iso.datetime()),
})

export type Leg = z.output<typeof legSchema>
export type Ring = Leg['ring']
export type Leaving = NonNullable<Leg['left']>

/** How long a browser may take until it is heard, once it has answered. */
const HEARD_WITHIN_MS = 20_000

/** A member's leg that nothing has happened with yet. */
export function newLeg(id: string, ring: Ring, more: Partial<Leg> = {}): Leg {
  return {
    id,
    party: 'member',
    memberId: null,
    number: null,
    state: 'waiting',
    ring,
    ringMs: 0,
    held: false,
    deviceId: null,
    rangAt: null,
    joinedAt: null,
    lostAt: null,
    leftAt: null,
    left: null,
    dueAt: null,
    ...more,
  }
}

export function rung(leg: Leg, now: Instant): Leg {
  return { ...leg, state: 'ringing', rangAt: now, leftAt: null, left: null, dueAt: later(now, leg.ringMs) }
}

/** It is in the call. A member's voice is still on its way. */
export function joined(leg: Leg, now: Instant): Leg {
  const joining = { ...leg, state: 'connected', joinedAt: now } as const
  return leg.party === 'member'
    ? { ...joining, lostAt: now, dueAt: later(now, HEARD_WITHIN_MS) }
    : { ...joining, dueAt: null }
}

export function gone(leg: Leg, left: Leaving, now: Instant): Leg {
  if (leg.state === 'left') return leg
  return { ...leg, state: 'left', held: false, lostAt: null, dueAt: null, leftAt: now, left }
}

/** It rings, or will. */
export function isPending({ state }: Leg): boolean {
  return state === 'ringing' || state === 'waiting'
}

/** It was heard before, and may come back; one that has just answered is about to be. */
export function isAway({ lostAt, joinedAt }: Leg): boolean {
  return lostAt !== null && joinedAt !== null && lostAt > joinedAt
}

export function later(now: Instant, ms: number): Instant {
  return instant(milliseconds(now) + ms)
}
