import { offer, place } from '#features/call/begin.ts'
import type { Call, KeptSound } from '#features/call/call.ts'
import { customerOf, legOf } from '#features/call/call.ts'
import { beginIn, eventsOf, follow } from '#features/call/consequence.ts'
import { answer, ended, heard, messageTaken, pickedUp, record, tick } from '#features/call/steps.ts'
import type { CallWords } from '#features/call/words.ts'
import type { Conversation } from '#features/conversation/conversation.ts'
import type { Result } from '#kit/result.ts'
import { type Instant, instant } from '#kit/time.ts'
import type { Actor, EventDraft } from '#sync/event.ts'
import type { CallLine } from './demo-cast.ts'
import type { DemoSound } from './demo-sounds.ts'

/** Who calls whom: ids, and the people who are rung together. `unheard`: nobody has listened to the message yet. */
export type CallPlace = {
  conversation: Conversation
  number: string
  memberIds: string[]
  authorId: string
  unheard: boolean
  sound: DemoSound | undefined
  id(at: number): string
}

export type ToldCall = {
  call: Call
  conversation: Conversation
  words: CallWords | null
  events: (EventDraft & { at: string })[]
  /** When it was over, in milliseconds. */
  until: number
}

type Step = { at: number; by: Actor; decide(call: Call, now: Instant): Call }

const SYSTEM: Actor = { type: 'system', id: null }
const CUSTOMER: Actor = { type: 'customer', id: null }
const RING_MS = 25_000
const PICKED_UP_AFTER_MS = 7_000
const GAVE_UP_AFTER_MS = 19_000
const BUSY_AFTER_MS = 3_000
const DIALLED_FOR_MS = 42_000
const GREETING_MS = 8_000

/** A call as the product would have kept it: each step decided by the very functions that decide calls. */
export function tellCall(line: CallLine, place: CallPlace, at: number): ToldCall {
  const begun = begin(line, place, at)
  const now = instant(at)
  const told: ToldCall = {
    ...{ call: begun, conversation: beginIn(place.conversation, begun, now), words: null, until: at },
    events: dated(eventsOf(undefined, begun, now), line.direction === 'in' ? CUSTOMER : us(place), at),
  }
  for (const step of stepsOf(line, place, begun, at)) take(told, step)
  return { ...told, words: wordsOf(told.call, place.sound) }
}

function begin({ direction, sound, ending }: CallLine, place_: CallPlace, at: number): Call {
  const { conversation, number, memberIds, authorId, id } = place_
  const { id: conversationId, lineId, inboxId, itemSeq } = conversation
  const recordingPolicy = sound !== null && ending === 'completed' ? 'on-demand' : 'off'
  const about = {
    ...{ id: id(at), conversationId, lineId, inboxId, seq: itemSeq + 1, number },
    recordingPolicy,
  } as const
  if (direction === 'out') {
    const placer = { memberId: authorId, deviceId: id(at), legId: id(at) }
    return place(about, id(at), placer, instant(at))
  }
  const members = memberIds.map((memberId) => ({ memberId, legId: id(at) }))
  return offer(about, id(at), { members, together: true, ringMs: RING_MS }, instant(at))
}

function stepsOf(line: CallLine, place: CallPlace, call: Call, at: number): Step[] {
  const customer = customerOf(call)?.id ?? ''
  const hangUp = (at: number): Step => ({
    ...{ at, by: CUSTOMER },
    decide: (call, now) => ended(call, customer, 'hung-up', now),
  })
  switch (line.ending) {
    case 'missed':
      return [hangUp(at + GAVE_UP_AFTER_MS)]
    case 'busy':
    case 'no-answer': {
      const why = line.ending
      const lasted = why === 'busy' ? BUSY_AFTER_MS : DIALLED_FOR_MS
      return [{ at: at + lasted, by: CUSTOMER, decide: (call, now) => ended(call, customer, why, now) }]
    }
    case 'voicemail':
      return messageSteps(place, call, at + RING_MS)
    case 'completed': {
      const talks = at + PICKED_UP_AFTER_MS
      const seconds = place.sound ? place.sound.seconds + 2 : line.seconds
      const over = talks + 1_000 * seconds
      return [...talkSteps(line, place, customer, talks), hangUp(over), ...recordedSteps(place, talks, over)]
    }
  }
}

// Nobody answers: each stops ringing, and then they speak.
function messageSteps(place: CallPlace, call: Call, at: number): Step[] {
  const { memberIds, sound, unheard } = place
  const speaks = at + GREETING_MS
  const over = speaks + 1_000 * (sound?.seconds ?? 0)
  const kept = sound && keptOf(sound, speaks)
  const steps: Step[] = [
    ...memberIds.map((): Step => ({ at, by: SYSTEM, decide: tick })),
    { at: over, by: CUSTOMER, decide: (one, now) => ended(one, customerOf(call)?.id ?? '', 'hung-up', now) },
    { at: over, by: SYSTEM, decide: (one, now) => messageTaken(one, kept ?? null, now) },
  ]
  const listens: Step = {
    at: over + 60_000,
    by: us(place),
    decide: (one, now) => (one.voicemail ? { ...one, voicemail: { ...one.voicemail, heardAt: now } } : one),
  }
  return unheard ? steps : [...steps, listens]
}

function talkSteps({ direction }: CallLine, place: CallPlace, customer: string, at: number): Step[] {
  const { authorId, sound, id } = place
  const by = direction === 'in' ? us(place) : CUSTOMER
  const steps: Step[] = [
    {
      ...{ at, by },
      decide: (call, now) =>
        direction === 'in' ? must(answer(call, authorId, id(at), now)) : pickedUp(call, customer, now),
    },
    { at: at + 300, by: SYSTEM, decide: (call, now) => heard(call, legOf(call, authorId)?.id ?? '', now) },
  ]
  if (!sound) return steps
  const begins: Step = {
    ...{ at: at + 1_000, by: us(place) },
    decide: (call, now) => must(record(call, authorId, 'on', now)),
  }
  return [...steps, begins]
}

function recordedSteps({ sound }: CallPlace, from: number, over: number): Step[] {
  if (!sound) return []
  const recorded = keptOf(sound, from + 1_000)
  return [{ at: over, by: SYSTEM, decide: (call) => ({ ...call, recorded }) }]
}

function take(told: ToldCall, { at, by, decide }: Step): void {
  const now = instant(at)
  const after = decide(told.call, now)
  told.conversation = follow(told.conversation, told.call, after, now)
  told.events.push(...dated(eventsOf(told.call, after, now), by, at))
  told.call = after
  told.until = at
}

function dated(drafts: EventDraft[], by: Actor, at: number): ToldCall['events'] {
  return drafts.map((draft) => ({ ...draft, by, at: instant(at) }))
}

function keptOf({ seconds, peaks }: DemoSound, from: number): KeptSound {
  return { state: 'kept', startedAt: instant(from), seconds, peaks }
}

function wordsOf(call: Call, sound: DemoSound | undefined): CallWords | null {
  if (!sound) return null
  const { lines, summary, nextSteps } = sound
  return { id: call.id, lines, summary, nextSteps, createdAt: call.updatedAt }
}

function us({ authorId }: CallPlace): Actor {
  return { type: 'member', id: authorId }
}

function must(decided: Result<Call>): Call {
  if (!decided.ok) throw new Error(`A call was refused: ${decided.error.code}`)
  return decided.value
}
