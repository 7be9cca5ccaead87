import * as z from 'zod'
import { CODECS, type MediaEngine, TONES } from './engine.ts'

// What the app and its media processes say to each other. Both sides check what they hear.

/** The methods of an engine that are asked of its processes. */
export type Method = Exclude<keyof MediaEngine, 'kinds' | 'on' | 'end'>

const id = z.string().min(1).max(200)
const ids = z.array(id).max(100)
const sdp = z.string().max(100_000)
const ms = z.number().nonnegative()
const path = z.string().max(4_096)
const sound = z.intersection(
  z.union([z.object({ tone: z.enum(TONES) }), z.object({ file: path })]),
  z.object({ loop: z.boolean().exactOptional() }),
)
const leg = z.object({
  leg: id,
  callId: id,
  kind: z.enum(['webrtc', 'rtp', 'ws']),
  codecs: z.array(z.enum(CODECS)).exactOptional(),
})
const channels = z.object({ left: ids, right: ids.exactOptional() })
const until = z.object({ silenceMs: ms.exactOptional(), lengthMs: ms.exactOptional() })

export const ARGUMENTS = {
  createLeg: z.tuple([leg]),
  acceptOffer: z.tuple([id, sdp]),
  createOffer: z.tuple([id]),
  acceptAnswer: z.tuple([id, sdp]),
  bridge: z.tuple([ids]),
  unbridge: z.tuple([id]),
  hold: z.union([z.tuple([id]), z.tuple([id, sound])]),
  resume: z.tuple([id]),
  mute: z.tuple([id, z.boolean()]),
  play: z.tuple([id, sound]),
  stop: z.tuple([id]),
  sendDtmf: z.tuple([id, z.string().max(1_000)]),
  record: z.tuple([channels.extend({ file: path, until: until.exactOptional() })]),
  recordLegs: z.tuple([id, channels]),
  pauseRecord: z.tuple([id]),
  resumeRecord: z.tuple([id]),
  stopRecord: z.tuple([id]),
  close: z.tuple([id]),
  stats: z.tuple([id]),
} satisfies { [M in Method]: z.ZodType<Parameters<MediaEngine[M]>> }

const METHODS = z.enum(Object.keys(ARGUMENTS) as [Method, ...Method[]]) // Its keys are the methods.

export const start = z.object({
  type: z.literal('start'),
  bindAddress: z.string(),
  port: z.number().int(),
  addresses: z.array(z.string()),
})
export const toProcess = z.discriminatedUnion('type', [
  start,
  z.object({ type: z.literal('ask'), question: z.number(), method: METHODS, args: z.array(z.unknown()) }),
  z.object({ type: z.literal('end') }),
])

const recorded = { file: path, durationMs: ms }
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connected'), leg: id }),
  z.object({
    type: z.literal('disconnected'),
    leg: id,
    reason: z.enum(['unreachable', 'silent', 'hung-up']),
  }),
  z.object({ type: z.literal('dtmf'), leg: id, digit: z.string().length(1) }),
  z.object({ type: z.literal('play-ended'), leg: id, play: id, finished: z.boolean() }),
  z.object({
    type: z.literal('recording-ended'),
    recording: id,
    reason: z.enum(['stopped', 'silence', 'length', 'write-failed', 'engine-failed']),
    ...recorded,
  }),
  z.object({ type: z.literal('failed'), leg: id }),
])

const PROBLEMS = [
  'engine-down',
  'engine-full',
  'unknown-leg',
  'unknown-recording',
  'kind-not-supported',
  'malformed-sdp',
  'no-common-codec',
  'apart',
  'bad-digits',
  'unreadable-sound',
  'unwritable-file',
] as const
const problem = z.object({ code: z.enum(PROBLEMS) })
const failed = z.object({ ok: z.literal(false), error: problem })
const answered = <T extends z.ZodType>(value: T) =>
  z.union([z.object({ ok: z.literal(true), value }), failed])
const done = answered(z.undefined().optional())
const counts = z.number()

/** What a process may answer to each method. */
export const ANSWERS = {
  createLeg: done,
  acceptOffer: answered(sdp),
  createOffer: answered(sdp),
  acceptAnswer: done,
  bridge: done,
  unbridge: done,
  hold: done,
  resume: done,
  mute: done,
  play: answered(id),
  stop: done,
  sendDtmf: done,
  record: answered(id),
  recordLegs: done,
  pauseRecord: done,
  resumeRecord: done,
  stopRecord: answered(z.object(recorded)),
  close: done,
  stats: answered(
    z.object({
      codec: z.enum(CODECS).nullable(),
      connected: z.boolean(),
      received: z.object({ packets: counts, lost: counts, jitterMs: ms, silentMs: ms.nullable() }),
      sent: z.object({ packets: counts }),
      farEnd: z.object({ lost: z.number(), jitterMs: ms }).nullable(),
    }),
  ),
} satisfies Record<Method, z.ZodType>

export const fromProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), port: z.number().int() }),
  z.object({ type: z.literal('not-started'), reason: z.enum(['port-taken', 'no-library']) }),
  z.object({ type: z.literal('answer'), question: z.number(), answer: z.unknown() }),
  z.object({ type: z.literal('event'), event }),
  z.object({ type: z.literal('ended') }),
])

export type ToProcess = z.input<typeof toProcess>
export type FromProcess = z.output<typeof fromProcess>
