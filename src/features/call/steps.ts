import type { CallFailure } from '#channel/voice.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { type Call, type KeptSound, legOf } from './call.ts'
import { gone, isPending, joined, type Leaving, type Leg, later, newLeg, rung } from './leg.ts'
import { drop, finish, resumeAll, settle, withLeg } from './settle.ts'

/** A member takes the call in this tab. Of several, the first has it. */
export function answer(call: Call, memberId: string, deviceId: string, now: Instant): Result<Call> {
  const leg = legOf(call, memberId)
  if (leg?.state === 'connected') return leg.deviceId === deviceId ? ok(call) : refuse('answered-elsewhere')
  if (!leg || call.state === 'ended' || call.state === 'voicemail') return refuse(whyTooLate(call))
  const { ring } = leg
  const legs = call.legs.map((one) => {
    if (one.id === leg.id) return joined({ ...one, deviceId }, now)
    return one.ring.id === ring.id && isPending(one) && one.party !== 'customer'
      ? gone(one, 'elsewhere', now)
      : one
  })
  const taken = { ...call, legs, updatedAt: now }
  if (ring.as === 'transfer' || ring.as === 'return') return ok(resumeAll(taken, now))
  if (ring.as !== 'call') return ok(taken)
  return ok({ ...connected(taken, now), answeredBy: memberId })
}

/** "Not me": it goes on ringing for the others. */
export function decline(call: Call, memberId: string, now: Instant): Result<Call> {
  const leg = legOf(call, memberId)
  if (!leg) return call.legs.some((one) => one.memberId === memberId) ? ok(call) : refuse('not-in-call')
  return leg.state === 'connected' ? refuse('not-ringing') : ok(drop(call, leg.id, 'declined', now))
}

/** Leaves the call, or stops it from ringing here. Whom one has just been asking has the call then. */
export function hangUp(call: Call, memberId: string, now: Instant): Result<Call> {
  const leg = legOf(call, memberId)
  if (!leg) return call.legs.some((one) => one.memberId === memberId) ? ok(call) : refuse('not-in-call')
  if (leg.state !== 'connected') return decline(call, memberId, now)
  return ok(leave(call, leg, 'hung-up', now))
}

/** The customer has picked up. */
export function pickedUp(call: Call, legId: string, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (call.state === 'ended' || leg?.state !== 'ringing') return call
  const there = withLeg(call, joined(leg, now), now)
  if (leg.party === 'customer') return connected(there, now)
  return leg.ring.as === 'transfer' ? resumeAll(there, now) : there
}

/** The far end of a leg that a provider carries has hung up, or was never reached. */
export function ended(call: Call, legId: string, why: 'hung-up' | CallFailure, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (!leg) return call
  // Who hangs up before they have answered does not want to.
  if (leg.party === 'customer' && leg.state === 'ringing')
    return finish(call, why === 'hung-up' ? 'refused' : why, now)
  return drop(call, legId, leg.state === 'ringing' ? 'failed' : 'hung-up', now)
}

/** Nothing is heard of a leg any more; it may come back within this time. */
export function lost(call: Call, legId: string, graceMs: number, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (leg?.state !== 'connected' || call.state === 'ended') return call
  if (leg.party !== 'member') return drop(call, legId, 'lost', now)
  const until = later(now, graceMs)
  const dueAt = leg.lostAt !== null && leg.dueAt !== null && leg.dueAt < until ? leg.dueAt : until
  return withLeg(call, { ...leg, lostAt: leg.lostAt ?? now, dueAt }, now)
}

/** The tab in which somebody talked is loaded again, and has yet to speak: it is waited for like a network. */
export function returning(call: Call, legId: string, graceMs: number, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (leg?.state !== 'connected' || leg.lostAt === null || call.state === 'ended') return call
  const dueAt = later(leg.lostAt, graceMs)
  return leg.dueAt !== null && dueAt > leg.dueAt ? withLeg(call, { ...leg, dueAt }, now) : call
}

/** No voice of theirs ever came: a call that was answered and carries nothing has failed. */
export function unheard(call: Call, legId: string, graceMs: number, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  const talks = leg?.party === 'customer' && leg.state === 'connected' && call.state === 'connected'
  return talks ? finish(call, 'failed', now) : lost(call, legId, graceMs, now)
}

/** It is heard (again). */
export function heard(call: Call, legId: string, now: Instant): Call {
  const leg = call.legs.find(({ id }) => id === legId)
  if (leg?.state !== 'connected' || leg.party !== 'member' || leg.lostAt === null) return call
  return withLeg(call, { ...leg, lostAt: null, dueAt: null }, now)
}

/** A member goes on with their call in another tab, or in the same one after a reload. */
export function carryOn(call: Call, memberId: string, deviceId: string, now: Instant): Result<Call> {
  const leg = legOf(call, memberId)
  if (leg?.state !== 'connected') return refuse(call.state === 'ended' ? 'call-ended' : 'not-in-call')
  return ok(leg.deviceId === deviceId ? call : withLeg(call, { ...leg, deviceId }, now))
}

/** Time has passed: whoever was due is not waited for any longer. */
export function tick(call: Call, now: Instant): Call {
  const due = call.legs.find((leg) => leg.state !== 'left' && leg.dueAt !== null && leg.dueAt <= now)
  if (!due || call.state === 'ended') return call
  const next =
    call.state === 'voicemail'
      ? finish(call, 'missed', now)
      : due.state === 'connected'
        ? leave(call, due, 'lost', now)
        : drop(call, due.id, 'no-answer', now)
  return tick(next, now)
}

/** Music for everybody outside, or an end to it; who was being asked meanwhile is then in the call with all. */
export function hold(call: Call, memberId: string, on: boolean, now: Instant): Result<Call> {
  if (!talks(call, memberId)) return refuse('not-in-call')
  const legs = call.legs.map((leg): Leg => {
    if (on) return isOutside(leg) ? { ...leg, held: leg.state === 'connected' } : leg
    const joins = leg.ring.as === 'consult' && leg.state === 'connected'
    return { ...leg, held: false, ring: joins ? { ...leg.ring, as: 'add' } : leg.ring }
  })
  return ok({ ...call, legs, updatedAt: now })
}

/** Whom a member asks to come: other members, of whom the first has it, or a number outside. */
export type Asked = {
  ringId: string
  legs: { legId: string; memberId: string | null; number: string | null }[]
  ringMs: number
}

/**
 * `transfer`: the call is theirs as soon as they answer, and no longer the asker's. `consult`: they are asked first,
 * while the customer waits. `add`: they come to those who talk.
 */
export function ask(
  call: Call,
  memberId: string,
  as: 'transfer' | 'consult' | 'add',
  asked: Asked,
  now: Instant,
): Result<Call> {
  const asker = talks(call, memberId)
  if (!asker) return refuse('not-in-call')
  if (call.legs.some((leg) => isPending(leg) && leg.ring.as !== 'call')) return refuse('already-asking')
  const legs = asked.legs.filter(({ memberId: id, number }) => {
    const there = (leg: Leg) => (id ? leg.memberId === id : leg.number === number)
    return !call.legs.some((leg) => leg.state !== 'left' && there(leg))
  })
  if (legs.length === 0) return refuse('already-in-call')
  const ring = { id: asked.ringId, as, byLegId: asker.id }
  const rings = legs.map(({ legId, ...who }) =>
    rung(newLeg(legId, ring, { ...who, party: who.number ? 'number' : 'member', ringMs: asked.ringMs }), now),
  )
  const asking = { ...call, legs: [...call.legs, ...rings], updatedAt: now }
  if (as === 'add') return ok(asking)
  if (as === 'consult') return ok(outsideHeld(asking))
  return ok(left(asking, { ...asker, ringMs: asked.ringMs }, now))
}

/** Whom a member has asked has the call now, or as soon as they answer. */
export function handOver(call: Call, memberId: string, now: Instant): Result<Call> {
  const asker = talks(call, memberId)
  if (!asker) return refuse('not-in-call')
  const asked = call.legs.filter((leg) => isAskedBy(leg, asker) && leg.ring.as === 'consult')
  if (asked.length === 0) return refuse('nobody-asked')
  const ringMs = asked[0]?.ringMs ?? 0
  const legs = call.legs.map((leg) =>
    asked.includes(leg) ? { ...leg, ring: { ...leg.ring, as: 'transfer' as const } } : leg,
  )
  const given = left({ ...call, legs }, { ...asker, ringMs }, now)
  return ok(asked.some(({ state }) => state === 'connected') ? resumeAll(given, now) : given)
}

/** Takes back that somebody was asked, or sends somebody whom we called out of the call. */
export function remove(call: Call, memberId: string, legId: string, now: Instant): Result<Call> {
  const leg = call.legs.find(({ id }) => id === legId)
  if (!talks(call, memberId)) return refuse('not-in-call')
  if (!leg || leg.party === 'customer' || leg.ring.as === 'call') return refuse('not-found')
  if (leg.state === 'left') return ok(call)
  const rings = isPending(leg)
    ? call.legs.filter((one) => one.ring.id === leg.ring.id && isPending(one))
    : [leg]
  return ok(rings.reduce((before, one) => drop(before, one.id, 'removed', now), call))
}

export function record(
  call: Call,
  memberId: string,
  recording: Call['recording'],
  now: Instant,
): Result<Call> {
  if (!talks(call, memberId)) return refuse('not-in-call')
  if (call.recordingPolicy === 'off') return refuse('recording-off')
  if (call.recordingPolicy === 'always' && recording === 'off') return refuse('recording-always')
  if (recording === 'paused' && call.recording === 'off') return refuse('not-recording')
  return ok(call.recording === recording ? call : { ...call, recording, updatedAt: now })
}

/** What they said after the beep has been put away; nothing, when nothing was said. */
export function messageTaken(call: Call, sound: KeptSound | null, now: Instant): Call {
  if (call.voicemail || (call.state !== 'voicemail' && call.ending !== 'missed')) return call
  if (!sound) return call.state === 'voicemail' ? finish(call, 'missed', now) : call
  const over = finish(call, 'voicemail', now)
  return { ...over, ending: 'voicemail', voicemail: { ...sound, heardAt: null }, updatedAt: now }
}

function connected(call: Call, now: Instant): Call {
  const recording = call.recordingPolicy === 'always' ? 'on' : 'off'
  return { ...call, state: 'connected', answeredAt: now, recording, updatedAt: now }
}

// Whom one has just been asking has the call then.
function leave(call: Call, leg: Leg, why: Leaving, now: Instant): Call {
  const alone = !call.legs.some((one) => one.id !== leg.id && isMemberThere(one) && one.ring.as !== 'consult')
  const consults = call.legs.some((one) => isAskedBy(one, leg) && one.ring.as === 'consult')
  const given = alone && consults && leg.memberId !== null ? handOver(call, leg.memberId, now) : undefined
  return given?.ok ? given.value : drop(call, leg.id, why, now)
}

function left(call: Call, asker: Leg, now: Instant): Call {
  const without = withLeg(call, gone(asker, 'handed-over', now), now)
  const others = without.legs.some(isMemberThere)
  return settle(others ? without : outsideHeld(without), now)
}

function outsideHeld(call: Call): Call {
  const legs = call.legs.map((leg) =>
    isOutside(leg) && leg.state === 'connected' ? { ...leg, held: true } : leg,
  )
  return { ...call, legs }
}

function talks(call: Call, memberId: string): Leg | undefined {
  const leg = legOf(call, memberId)
  return call.state === 'connected' && leg?.state === 'connected' ? leg : undefined
}

// Everybody whom we do not ask for advice: the customer, and numbers that were called to the call.
function isOutside({ party, ring }: Leg): boolean {
  return party !== 'member' && ring.as !== 'consult'
}

function isMemberThere({ party, state }: Leg): boolean {
  return party === 'member' && state === 'connected'
}

function isAskedBy({ ring, state }: Leg, asker: Leg): boolean {
  return ring.byLegId === asker.id && state !== 'left'
}

function whyTooLate(call: Call): string {
  if (call.answeredAt !== null && call.direction === 'in') return 'already-answered'
  if (call.state === 'ended') return 'call-ended'
  return call.state === 'voicemail' ? 'leaves-message' : 'not-ringing'
}
