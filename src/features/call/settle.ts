import type { Instant } from '#kit/time.ts'
import { type Call, customerOf, type Ending } from './call.ts'
import { gone, isPending, type Leaving, type Leg, later, rung } from './leg.ts'

/** Greeting, beep, message and a margin: a message that is longer was ended by who records it. */
const MESSAGE_WITHIN_MS = 5 * 60_000
/** How long a message may take to be put away once the customer has hung up. */
const PUT_AWAY_WITHIN_MS = 20_000

/** A leg leaves, or is not rung any more, with all that follows from it. */
export function drop(call: Call, legId: string, why: Leaving, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (!leg || leg.state === 'left' || call.state === 'ended') return call
  const without = withLeg(call, gone(leg, why, now), now)
  if (leg.party === 'customer') return withoutCustomer(call, leg, why, now)
  const last = !without.legs.some(({ ring, state }) => ring.id === leg.ring.id && state !== 'left')
  return settle(last ? withoutRing(without, leg, now) : without, now)
}

/** What follows from who is there now: the next one rings, a message is taken, or the call is over. */
export function settle(call: Call, now: Instant): Call {
  if (call.state === 'ringing') return call.direction === 'in' ? ringOn(call, now) : dial(call, now)
  if (call.state !== 'connected') return call
  if (call.legs.some(keepsGoing)) return call
  const members = call.legs.filter(({ party }) => party === 'member')
  const last = members.reduce((a, b) => ((b.leftAt ?? '') > (a.leftAt ?? '') ? b : a))
  return finish(call, last.left === 'lost' ? 'lost' : 'completed', now)
}

export function finish(call: Call, ending: Ending, now: Instant): Call {
  if (call.state === 'ended') return call
  return {
    ...call,
    state: 'ended',
    ending,
    legs: call.legs.map((leg) => gone(leg, leg.state === 'connected' ? 'hung-up' : 'removed', now)),
    recording: 'off',
    endedAt: now,
    updatedAt: now,
  }
}

export function takeMessage(call: Call, now: Instant): Call {
  const customer = customerOf(call)
  const legs = call.legs.map((leg) => {
    if (leg.id !== customer?.id) return gone(leg, 'no-answer', now)
    return { ...leg, held: false, dueAt: later(now, MESSAGE_WITHIN_MS) }
  })
  return { ...call, state: 'voicemail', legs, recording: 'off', updatedAt: now }
}

export function withLeg(call: Call, leg: Leg, now: Instant): Call {
  return { ...call, legs: call.legs.map((one) => (one.id === leg.id ? leg : one)), updatedAt: now }
}

export function resumeAll(call: Call, now: Instant): Call {
  return { ...call, legs: call.legs.map((leg) => ({ ...leg, held: false })), updatedAt: now }
}

function withoutCustomer(call: Call, customer: Leg, why: Leaving, now: Instant): Call {
  if (call.state === 'connected') return finish(call, 'completed', now)
  if (call.state === 'ringing') {
    if (call.direction === 'in') return finish(call, 'missed', now)
    return finish(call, why === 'no-answer' ? 'no-answer' : 'failed', now)
  }
  // What they have said is being put away.
  if (customer.lostAt !== null) return finish(call, 'missed', now)
  return withLeg(call, { ...customer, lostAt: now, dueAt: later(now, PUT_AWAY_WITHIN_MS) }, now)
}

// Nobody of a ring is left: whoever asked for them has the call again.
function withoutRing(call: Call, { ring, state }: Leg, now: Instant): Call {
  const asker = call.legs.find(({ id }) => id === ring.byLegId)
  if (ring.as === 'consult') return resumeAll(call, now)
  if (state === 'connected' || call.legs.some(keepsGoing)) return call
  if (ring.as === 'return') return takeMessage(call, now)
  if (ring.as !== 'transfer' || !asker?.memberId) return call
  return withLeg(call, rung({ ...asker, ring: { ...ring, as: 'return' } }, now), now)
}

function ringOn(call: Call, now: Instant): Call {
  if (call.legs.some(({ state }) => state === 'ringing')) return call
  const next = call.legs.find(({ state }) => state === 'waiting')
  return next ? withLeg(call, rung(next, now), now) : takeMessage(call, now)
}

function dial(call: Call, now: Instant): Call {
  const placers = call.legs.filter(({ party }) => party === 'member')
  if (placers.some(({ state }) => state === 'connected')) return call
  return finish(call, placers.some(({ left }) => left === 'lost') ? 'lost' : 'canceled', now)
}

// A member in the call, whoever has been given it, and whoever is being asked to take it.
function keepsGoing(leg: Leg): boolean {
  if (leg.party === 'customer') return false
  const handed = leg.ring.as === 'transfer' || leg.ring.as === 'return'
  if (isPending(leg)) return handed
  return leg.state === 'connected' && (leg.party === 'member' || handed)
}
