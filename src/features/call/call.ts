import * as z from 'zod/mini'
import { type Instant, milliseconds } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'
import { type Leg, legSchema } from './leg.ts'

/** What is kept of a call's sound. `peaks`: how loud it is along its length, each from 0 to 100. */
const soundSchema = z.object({
  state: z.enum(['kept', 'deleted']),
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  peaks: z.array(z.number()),
})

export type KeptSound = z.output<typeof soundSchema>

/** How a call ended; those from `canceled` on are why one of ours was not answered. */
export const ENDINGS = [
  'completed',
  'missed',
  'voicemail',
  // The last of us was not heard any more.
  'lost',
  // The product itself stopped.
  'interrupted',
  'canceled',
  'busy',
  'no-answer',
  'refused',
  'unknown-number',
  'premium-number',
  'unreachable',
  'failed',
] as const

export type Ending = (typeof ENDINGS)[number]

export const RECORDING_POLICIES = ['off', 'on-demand', 'always'] as const

const callRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  lineId: z.string(),
  /** Where its conversation is, or was when this row was loaded. */
  inboxId: z.string(),
  seq: z.number(),
  direction: z.enum(['in', 'out']),
  /** The customer's; `anonymous` when they withhold it. */
  number: z.string(),
  /** `connected`: the customer and one of us have answered, also while somebody waits on hold. */
  state: z.enum(['ringing', 'connected', 'voicemail', 'ended']),
  ending: z.nullable(z.enum(ENDINGS)),
  /** Everybody who is, was or may be in it, in the order in which they came; the customer is one of them. */
  legs: z.array(legSchema),
  /** Who called, when it was us. */
  placedBy: z.nullable(z.string()),
  answeredBy: z.nullable(z.string()),
  answeredAt: z.nullable(z.iso.datetime()),
  endedAt: z.nullable(z.iso.datetime()),
  /** What the inbox had chosen when the call began. */
  recordingPolicy: z.enum(RECORDING_POLICIES),
  /** Whether it is being recorded now. */
  recording: z.enum(['off', 'on', 'paused']),
  recorded: z.nullable(soundSchema),
  voicemail: z.nullable(z.extend(soundSchema, { heardAt: z.nullable(z.iso.datetime()) })),
  /** Whether what was said is there as a text, and in a few words: see `call_words`. */
  transcript: z.enum(['off', 'waiting', 'done', 'failed']),
  summary: z.enum(['off', 'waiting', 'done', 'failed']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

/** A call is an item of its conversation's thread, from its first ring on. */
export const callType = syncedType('call', callRow, { inThread: true, outsideThread: true, urgent: true })

export type Call = z.output<typeof callType.row>

/** The call as it is kept: with what carrying it needs. */
export const storedCallSchema = z.extend(callRow, {
  providerCallId: z.nullable(z.string()),
  /** The provider's names for the legs that it carries, by ours. */
  carried: z.record(z.string(), z.string()),
  /** The process that carries its voices. */
  home: z.nullable(z.number()),
})

export type StoredCall = z.output<typeof storedCallSchema>

export function customerOf({ legs }: Pick<Call, 'legs'>): Leg | undefined {
  return legs.find(({ party }) => party === 'customer')
}

/** A member's leg that is in the call, or may come into it. */
export function legOf({ legs }: Pick<Call, 'legs'>, memberId: string): Leg | undefined {
  const mine = legs.filter((leg) => leg.memberId === memberId && leg.state !== 'left')
  return mine.find(({ state }) => state === 'connected') ?? mine[0]
}

/** Whether it rings for this member now. */
export function ringsFor({ legs }: Pick<Call, 'legs'>, memberId: string): boolean {
  return legs.some((leg) => leg.memberId === memberId && leg.state === 'ringing')
}

/** For how long they have talked, or did. */
export function secondsOf(call: Pick<Call, 'answeredAt' | 'endedAt'>, now: Instant): number {
  if (call.answeredAt === null) return 0
  return Math.round((milliseconds(call.endedAt ?? now) - milliseconds(call.answeredAt)) / 1_000)
}

/** When the first of its legs is due. */
export function dueAt({ legs }: Pick<Call, 'legs'>): Instant | null {
  const due = legs.flatMap((leg) => leg.dueAt ?? [])
  return due.length === 0 ? null : due.reduce((first, next) => (next < first ? next : first))
}
