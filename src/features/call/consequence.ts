import {
  type CallPreview,
  type Conversation,
  dial,
  miss,
  ring,
  talk,
  withCall,
} from '#features/conversation/conversation.ts'
import type { Instant } from '#kit/time.ts'
import type { EventDraft } from '#sync/event.ts'
import { type Call, secondsOf } from './call.ts'
import type { Leg } from './leg.ts'

/** A call that begins, as the next item of its conversation. */
export function beginIn(conversation: Conversation, call: Call, now: Instant): Conversation {
  const { placedBy } = call
  const said = previewOf(call, now)
  return placedBy === null ? ring(conversation, said, now) : dial(conversation, said, placedBy, now)
}

/** What a call's next state means for its conversation. */
export function follow(conversation: Conversation, before: Call, after: Call, now: Instant): Conversation {
  if (before === after) return conversation
  const said = previewOf(after, now)
  // What is hidden in a shared thread is not counted there.
  const more = after.seq > conversation.hiddenSeq ? voicemailsIn(after) - voicemailsIn(before) : 0
  const counted = withVoicemail(conversation, more)
  const current = said.state === counted.preview.call?.state ? counted : withCall(counted, said)
  if (before.answeredAt === null && after.answeredAt !== null) return talk(current, after.seq, now)
  const unheard = after.direction === 'in' && after.answeredAt === null
  if (unheard && after.ending !== before.ending) return miss(current, after.seq, now)
  // What was said after the beep of a call that had been answered before.
  return after.voicemail && !before.voicemail ? miss(current, after.seq, now) : current
}

function withVoicemail(conversation: Conversation, more: number): Conversation {
  return more === 0 ? conversation : { ...conversation, voicemails: conversation.voicemails + more }
}

function voicemailsIn({ voicemail }: Call): number {
  return voicemail?.state === 'kept' ? 1 : 0
}

/** What is to be remembered of a step: who did what in the call. */
export function eventsOf(before: Call | undefined, after: Call, now: Instant): EventDraft[] {
  if (before === after) return []
  const { id: subjectId, inboxId, conversationId } = after
  const about = { inboxId, conversationId, subjectId }
  const event = (type: string, data: Record<string, unknown> = {}): EventDraft => ({
    ...about,
    type: `call.${type}`,
    data: { callId: after.id, ...data },
  })
  const events: EventDraft[] = []
  if (!before) events.push(event(after.direction === 'in' ? 'offered' : 'placed'))
  if (after.answeredAt !== null && !before?.answeredAt)
    events.push(event('answered', { memberId: after.answeredBy }))
  events.push(...after.legs.flatMap((leg) => legEvents(leg, before, event)))
  if (before && before.recording !== after.recording) events.push(event(`recording-${WORD[after.recording]}`))
  if (after.state === 'ended' && before?.state !== 'ended')
    events.push(event('ended', { ending: after.ending, seconds: secondsOf(after, now) }))
  if (after.ending === 'missed' && before?.ending !== 'missed') events.push(event('missed'))
  if (after.voicemail && !before?.voicemail)
    events.push(event('voicemail', { seconds: after.voicemail.seconds }))
  return events
}

const WORD = { on: 'started', paused: 'paused', off: 'stopped' } as const

type Tell = (type: string, data: Record<string, unknown>) => EventDraft

function legEvents(leg: Leg, before: Call | undefined, event: Tell): EventDraft[] {
  if (!before || leg.party === 'customer') return []
  const was = before.legs.find(({ id }) => id === leg.id)
  const { id: legId, memberId, state, left } = leg
  if (was?.state === state) return []
  const data = { legId, memberId, as: leg.ring.as }
  if (!was && state === 'ringing') return [event('asked', data)]
  if (state === 'connected') return [event('joined', data)]
  if (state === 'left') return [event('left', { ...data, why: left })]
  return []
}

export function previewOf(call: Call, now: Instant): CallPreview {
  return { id: call.id, state: shownState(call), seconds: call.voicemail?.seconds ?? secondsOf(call, now) }
}

function shownState({ state, voicemail, answeredAt, direction }: Call): CallPreview['state'] {
  if (state !== 'ended') return 'live'
  if (voicemail) return 'voicemail'
  if (answeredAt !== null) return 'talked'
  return direction === 'in' ? 'missed' : 'not-answered'
}
