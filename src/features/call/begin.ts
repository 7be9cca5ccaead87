import type { Instant } from '#kit/time.ts'
import type { Call } from './call.ts'
import { joined, type Leg, newLeg, rung } from './leg.ts'
import { settle } from './settle.ts'

export type NewCall = Pick<
  Call,
  'id' | 'conversationId' | 'lineId' | 'inboxId' | 'seq' | 'number' | 'recordingPolicy'
>

/** Who is rung: all of them together, or one after the other. */
export type RingPlan = { members: { legId: string; memberId: string }[]; together: boolean; ringMs: number }

/** How long we wait for whom we call. */
export const DIAL_MS = 60_000

/** A customer calls. Whoever the plan names is rung; with nobody to ring, a message is taken. */
export function offer(about: NewCall, customerLegId: string, plan: RingPlan, now: Instant): Call {
  const { id, number } = about
  const ring = { id, as: 'call', byLegId: null } as const
  const customer = joined(newLeg(customerLegId, ring, { party: 'customer', number }), now)
  const members = plan.members.map(({ legId, memberId }): Leg => {
    const leg = newLeg(legId, ring, { memberId, ringMs: plan.ringMs })
    return plan.together ? rung(leg, now) : leg
  })
  return settle(newCall(about, 'in', [customer, ...members], now), now)
}

export type Placer = { memberId: string; deviceId: string; legId: string }

/** We call a customer: who calls is in it at once, and hears it ring. */
export function place(about: NewCall, customerLegId: string, placer: Placer, now: Instant): Call {
  const { memberId, deviceId, legId } = placer
  const ring = { id: about.id, as: 'call', byLegId: legId } as const
  const called = { party: 'customer', number: about.number, ringMs: DIAL_MS } as const
  const legs = [
    rung(newLeg(customerLegId, ring, called), now),
    joined(newLeg(legId, ring, { memberId, deviceId }), now),
  ]
  return { ...newCall(about, 'out', legs, now), placedBy: memberId }
}

function newCall(about: NewCall, direction: Call['direction'], legs: Leg[], now: Instant): Call {
  return {
    ...about,
    direction,
    legs,
    state: 'ringing',
    ending: null,
    placedBy: null,
    answeredBy: null,
    answeredAt: null,
    endedAt: null,
    recording: 'off',
    recorded: null,
    voicemail: null,
    transcript: 'off',
    summary: 'off',
    createdAt: now,
    updatedAt: now,
  }
}
