import { basename } from 'node:path'
import type { ProviderContext } from '#channel/provider.ts'
import type { Voice } from '#channel/voice.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import type { LegId, MediaEngine, PlayId, RecordingId } from '#voice/engine.ts'
import { audioOf, type Heard } from './audio.ts'
import { type Call, customerOf } from './call.ts'
import type { CallName } from './step.server.ts'

/** A call whose voices this process carries: as it was committed last, and what the engine and the provider know of it. */
export type Carried = {
  name: CallName
  line: ConnectedLine
  call: Call
  /** The legs that the engine has, with what each hears now. */
  sounding: Map<LegId, { heard: Heard | undefined; play: PlayId | undefined }>
  room: string
  /** The provider's names for the legs that it carries, and those that have been dialled. */
  names: Map<LegId, string>
  dialled: Set<LegId>
  /** Our SDP answer to the customer. */
  answer: string | null
  answered: boolean
  tape: Tape | undefined
  message: { recording: RecordingId | undefined } | undefined
  due: ReturnType<typeof setTimeout> | undefined
}

export type Tape = {
  file: string
  recording: RecordingId | undefined
  running: boolean
  legs: string
  /** Who knows of it, and who is being told. */
  told: Set<LegId>
  telling: Set<LegId>
}

export function beginCarrying(name: CallName, line: ConnectedLine, call: Call): Carried {
  return {
    ...{ name, line, call, sounding: new Map(), room: '', names: new Map(), dialled: new Set() },
    ...{ answer: null, answered: false, tape: undefined, message: undefined, due: undefined },
  }
}

export type Trunk = { voice: Voice<unknown>; context: ProviderContext<unknown> }

/** Everybody hears what they should in the call as it stands. `greet`: the greeting, the beep, and what follows. `gone`: it hears nothing more. */
export async function sound(
  engine: MediaEngine,
  carried: Carried,
  greet: (leg: LegId) => void,
  gone: (leg: LegId) => void,
): Promise<void> {
  const { call, sounding } = carried
  const { room, heard } = audioOf(call)
  for (const { id, state } of call.legs) {
    if (state !== 'left' || !sounding.has(id)) continue
    sounding.delete(id)
    await engine.close(id)
    gone(id)
  }
  const together = room.filter((id) => sounding.has(id))
  const key = together.join()
  if (key !== carried.room) {
    const before = carried.room.split(',').filter((id) => sounding.has(id))
    carried.room = key
    if (together.length > 1) await engine.bridge(together)
    else for (const id of before) await engine.unbridge(id)
  }
  for (const [leg, now] of sounding) {
    const next = heard.get(leg)
    if (next === now.heard) continue
    await hush(engine, leg, now)
    now.heard = next
    if (next === 'music') await engine.hold(leg)
    if (next === 'ringback') now.play = await started(engine, leg)
    if (next === 'message') greet(leg)
  }
}

/** What is recorded of the call, of those who know: the customer on the left, everybody else on the right. */
export function voicesOf({ call, sounding, tape }: Carried): { left: LegId[]; right: LegId[] } {
  const customer = customerOf(call)?.id
  const there = [...sounding.keys()].filter((id) => tape?.told.has(id))
  return { left: there.filter((id) => id === customer), right: there.filter((id) => id !== customer) }
}

/** The call that a file on the disk was made for. */
export function readFileName(file: string): (CallName & { kind: FileKind }) | undefined {
  const [workspaceId, callId, kind] = basename(file, '.wav').split('.')
  if (!workspaceId || !callId || !(isAudioKind(kind) || kind === 'greeting')) return undefined
  return { workspaceId, callId, kind }
}

export function fileName({ workspaceId, callId }: CallName, kind: FileKind): string {
  return `${workspaceId}.${callId}.${kind}.wav`
}

export type AudioKind = 'recording' | 'voicemail'
/** Of a greeting there is a copy while it is played. */
export type FileKind = AudioKind | 'greeting'

export function isAudioKind(name: string | undefined): name is AudioKind {
  return name === 'recording' || name === 'voicemail'
}

async function hush(
  engine: MediaEngine,
  leg: LegId,
  now: { heard: Heard | undefined; play: PlayId | undefined },
): Promise<void> {
  if (now.play !== undefined) await engine.stop(now.play)
  now.play = undefined
  if (now.heard === 'music') await engine.resume(leg)
}

async function started(engine: MediaEngine, leg: LegId): Promise<PlayId | undefined> {
  const play = await engine.play(leg, { tone: 'ringback', loop: true })
  return play.ok ? play.value : undefined
}
