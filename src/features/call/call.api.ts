import * as z from 'zod/mini'
import { audienceOf, type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { inboxMemberId, inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { changesOf } from '#kit/changes.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { type Command, command, type Decision, look, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import type { Audience } from '#sync/synced.ts'
import { type Call, callType, RECORDING_POLICIES } from './call.ts'
import { callingType, GREETING_LANGUAGES, usualCalling } from './calling.ts'
import { eventsOf, follow } from './consequence.ts'
import { answer, carryOn, decline, handOver, hangUp, hold, record, remove } from './steps.ts'

/** One tab of a browser: where a member is in a call. */
const deviceId = z.string().check(z.minLength(8), z.maxLength(64))

/** CA: first come, first served. Its voice follows by the frame `voice`. */
export const answerCommand = step('call.answer', { deviceId }, (call, { deviceId }, me, now) =>
  answer(call, me, deviceId, now),
)

export const declineCommand = step('call.decline', {}, (call, _, me, now) => decline(call, me, now))

/** Also takes back a call of one's own that nobody has answered yet. */
export const hangUpCommand = step('call.hang-up', {}, (call, _, me, now) => hangUp(call, me, now))

/** In another tab, or in the same one after a reload. */
export const carryOnCommand = step('call.carry-on', { deviceId }, (call, { deviceId }, me, now) =>
  carryOn(call, me, deviceId, now),
)

/** `on: false` while somebody is being asked brings all of them together. */
export const holdCommand = step('call.hold', { on: z.boolean() }, (call, { on }, me, now) =>
  hold(call, me, on, now),
)

/** Ends a consultation: whom one has asked has the call. */
export const handOverCommand = step('call.hand-over', {}, (call, _, me, now) => handOver(call, me, now))

/** Whoever was asked is not rung any more, or leaves. */
export const removeCommand = step('call.remove', { legId: z.uuid() }, (call, { legId }, me, now) =>
  remove(call, me, legId, now),
)

export const recordCommand = step(
  'call.record',
  { recording: z.enum(['off', 'on', 'paused']) },
  (call, { recording }, me, now) => record(call, me, recording, now),
)

/** A message is unread until somebody has heard it. */
export const heardCommand = step('call.heard', {}, (call, _, __, now) => {
  const { voicemail } = call
  if (!voicemail || voicemail.heardAt !== null) return ok(call)
  return ok({ ...call, voicemail: { ...voicemail, heardAt: now }, updatedAt: now })
})

/** A command on one call, and the step that it takes: the server takes it for whoever sees the call. */
export type CallCommand<Input extends CallInput = CallInput> = Command<Input> & {
  take(call: Call, input: Input, memberId: string, now: Instant): Result<Call>
}

type CallInput = { callId: string; conversationId: string }

/** What both sides decide alike. */
export const callCommands = [
  answerCommand,
  declineCommand,
  hangUpCommand,
  carryOnCommand,
  holdCommand,
  handOverCommand,
  removeCommand,
  recordCommand,
  heardCommand,
]

/** Calls a number from one of our lines. Answers `{ conversationId }`, which only the server knows. */
export const placeInput = z.object({
  callId: z.uuid(),
  lineId: z.uuid(),
  to: z.string().check(z.maxLength(64)),
  deviceId,
})

/** `call.ask`: a member, everybody of an inbox, or a number, to take the call, to be asked first, or to come along. */
export const askInput = z.object({
  callId: z.uuid(),
  as: z.enum(['transfer', 'consult', 'add']),
  whom: z.union([
    z.object({ memberId: z.uuid() }),
    z.object({ inboxId: z.uuid() }),
    z.object({ number: z.string().check(z.maxLength(64)) }),
  ]),
})

/** `call.delete-audio`: for good, by who looks after the inbox. */
export const deleteAudioInput = z.object({ callId: z.uuid(), kind: z.enum(['recording', 'voicemail']) })

/** AD-5: how calls are answered in an inbox; for owners, admins and its managers. What is not named stays. */
export const configureCallingCommand = command(
  'inbox.configure-calling',
  z.object({
    inboxId: z.uuid(),
    ringTogether: z.optional(z.boolean()),
    ringSeconds: z.optional(z.int().check(z.minimum(5), z.maximum(120))),
    ringOrder: z.optional(z.array(z.uuid()).check(z.maxLength(1_000))),
    greetingLanguage: z.optional(z.enum(GREETING_LANGUAGES)),
    missedText: z.optional(z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(1_600)))),
    recording: z.optional(z.enum(RECORDING_POLICIES)),
    keepDays: z.optional(z.nullable(z.int().check(z.minimum(1), z.maximum(3_650)))),
    transcribe: z.optional(z.boolean()),
  }),
  {
    reads: ({ inboxId }, { id }) => [
      read(inboxType, [inboxId]),
      read(callingType, [inboxId]),
      look(memberType, id === null ? [] : [id]),
      look(inboxMemberType, id === null ? [] : [inboxMemberId(inboxId, id)]),
    ],
    decide(rows, { inboxId, ...changes }, { actor }) {
      if (!rows.get(inboxType, inboxId) || actor.id === null) return refuse('not-found')
      const place = rows.get(inboxMemberType, inboxMemberId(inboxId, actor.id))?.role ?? null
      if (!may(rows.get(memberType, actor.id)?.role, place, 'inbox.configure')) return refuse('not-allowed')
      const before = rows.get(callingType, inboxId) ?? usualCalling(inboxId)
      const data = changesOf(before, changes)
      if (Object.keys(data).length === 0) return NOTHING
      return ok({
        saved: [saved(callingType, { ...before, ...data })],
        events: [{ type: 'inbox.calling-configured', inboxId, subjectId: inboxId, data, audited: true }],
      })
    },
  },
)

/** CA-1, CA-2, CA-5: a page of calls, newest first, after the `last` that the asker holds. */
const callList = z.object({
  filter: z.object({
    inboxId: z.optional(z.uuid()),
    memberId: z.optional(z.uuid()),
    direction: z.optional(z.enum(['in', 'out'])),
    missed: z.optional(z.literal(true)),
    voicemail: z.optional(z.literal(true)),
    recorded: z.optional(z.literal(true)),
    from: z.optional(z.iso.datetime()),
    until: z.optional(z.iso.datetime()),
    /** Part of a contact's name or company, or of a number. */
    text: z.optional(z.string().check(z.maxLength(100))),
  }),
  last: z.nullable(z.object({ createdAt: z.iso.datetime(), id: z.uuid() })),
  limit: z.number().check(z.minimum(1), z.maximum(100)),
})

export const callListQuery = query('call.list', callList)
export type CallList = z.output<typeof callList>

/** A call with what was said in it. */
export const callWordsQuery = query('call.words', z.object({ callId: z.uuid() }))

const scribeServer = z.object({
  /** Where `/v1/…` is: `https://api.openai.com`, or a server of one's own. */
  url: z.url({ protocol: /^https?$/ }),
  model: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Left out: as before, as long as it is the same server. */
  key: z.optional(z.string().check(z.maxLength(400))),
})

/** `workspace.configure-scribe`: who writes down what was said and who sums it up; null: nobody. */
export const configureScribeInput = z.object({
  speech: z.nullable(scribeServer),
  summary: z.nullable(scribeServer),
})

/** Who writes calls down: answers a `ScribeOverview`. */
export const scribeQuery = query('workspace.scribe', z.object({}))

/** `speech` and `summary` are for who may choose them. */
export type ScribeOverview = {
  writes: boolean
  speech: ScribeServer | null
  summary: ScribeServer | null
}

export type ScribeServer = { url: string; model: string; hasKey: boolean }

/** Who hears of a call: whoever sees its thread, and members who were asked to it from elsewhere. */
export function audiencesOf(call: Call, conversation: Conversation | undefined): Audience[] {
  const asked = call.legs.flatMap(({ memberId, ring }) =>
    memberId !== null && ring.as !== 'call' ? [memberId] : [],
  )
  return [conversation ? audienceOf(conversation, call.seq) : call.inboxId, ...new Set(asked)]
}

/** A step of one call by a member who sees it. */
function step<Shape extends Record<string, z.ZodMiniType>>(
  name: string,
  shape: Shape,
  decide: (
    call: Call,
    input: z.output<z.ZodMiniObject<Shape>>,
    memberId: string,
    now: Instant,
  ) => Result<Call>,
): CallCommand<z.output<z.ZodMiniObject<Shape>> & CallInput> {
  type Input = z.output<z.ZodMiniObject<Shape>> & CallInput
  const about = { callId: z.uuid(), conversationId: z.uuid() }
  // zod cannot say that an object of a shape and two more fields is the output of both.
  const input = z.extend(z.object(shape), about) as unknown as z.ZodMiniType<Input>
  const shown = command(name, input, {
    reads: ({ callId, conversationId }: Input) => [
      read(conversationType, [conversationId]),
      read(callType, [callId]),
    ],
    decide(rows, input: Input, { actor, now }): Result<Decision> {
      const before = rows.get(callType, input.callId)
      if (!before || before.conversationId !== input.conversationId || actor.id === null)
        return refuse('not-found')
      const stepped = decide(before, input, actor.id, now)
      if (!stepped.ok) return stepped
      return decisionOf(before, stepped.value, rows.get(conversationType, before.conversationId), now)
    },
  })
  return { ...shown, take: decide }
}

function decisionOf(
  before: Call,
  after: Call,
  conversation: Conversation | undefined,
  now: Instant,
): Result<Decision> {
  if (after === before) return NOTHING
  const decision: Decision = {
    saved: [saved(callType, after, audiencesOf(after, conversation))],
    events: eventsOf(before, after, now),
  }
  // A colleague who was asked from elsewhere does not see the conversation: then nothing changes there.
  const next = conversation && follow(conversation, before, after, now)
  if (next && next !== conversation) decision.saved.push(saved(conversationType, next))
  return ok(decision)
}
