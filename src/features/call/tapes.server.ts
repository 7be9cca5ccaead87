import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '#db/blob.ts'
import { readWorkspace } from '#db/db.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, write } from '#sync/write.server.ts'
import type { LegId, MediaEngine, PlayId, Sound } from '#voice/engine.ts'
import { callingTable } from './call.server.ts'
import { customerOf } from './call.ts'
import { type Calling, usualCalling } from './calling.ts'
import { type Carried, type FileKind, fileName, voicesOf } from './carried.server.ts'
import type { CallLog, Carrying } from './carrying.server.ts'
import { disclosure, greeting } from './prompt.server.ts'
import { SYSTEM } from './step.server.ts'
import { messageTaken } from './steps.ts'
import { keepAudio } from './tape.server.ts'

/** What is played to people and what is recorded of them, in the calls that this process carries. */
export type Tapes = {
  /** Records as the call says it is. */
  record(carried: Carried): Promise<void>
  /** The greeting, the beep, and then what they say. */
  takeMessage(carried: Carried, leg: LegId): Promise<void>
  endMessage(carried: Carried): Promise<void>
  /** A sound has come to its end. */
  played(play: PlayId): void
  /** The leg is gone: nobody waits for what was played to it. */
  silence(leg: LegId): void
  /** Puts a complete file away. */
  keep(file: string): void
  /** Resolves when every file is put away. */
  kept(): Promise<unknown>
}

export type TapeParts = { core: Core; engine: MediaEngine; blobs: BlobStore; folder: string; log: CallLog }

const MESSAGE_SILENCE_MS = 5_000
const LONGEST_MESSAGE_MS = 180_000

export function createTapes({ core, engine, blobs, folder, log }: TapeParts, carrying: Carrying): Tapes {
  const keeping = new Set<Promise<void>>()
  const playing = new Map<PlayId, { leg: LegId; done(): void }>()
  return {
    record,
    takeMessage,
    endMessage,
    played: (play) => playing.get(play)?.done(),
    silence(leg) {
      for (const one of playing.values()) if (one.leg === leg) one.done()
    },
    keep(file) {
      const kept = keepAudio({ core, blobs }, file).finally(() => keeping.delete(kept))
      keeping.add(kept)
      carrying.background(kept)
    },
    kept: () => Promise.allSettled(keeping),
  }

  async function record(carried: Carried): Promise<void> {
    const { call, tape } = carried
    const runs = call.recording === 'on'
    if (!tape) {
      if (!runs) return
      const file = fileOf(carried, 'recording')
      carried.tape = {
        file,
        recording: undefined,
        running: true,
        legs: '',
        told: new Set(),
        telling: new Set(),
      }
      return carrying.background(begin(carried))
    }
    if (call.state === 'ended') return
    if (runs) carrying.background(tellOthers(carried))
    if (tape.recording === undefined) return
    if (runs !== tape.running)
      await (runs ? engine.resumeRecord(tape.recording) : engine.pauseRecord(tape.recording))
    tape.running = runs
    const voices = voicesOf(carried)
    const legs = [...voices.left, ...voices.right].join()
    if (legs !== tape.legs) await engine.recordLegs(tape.recording, voices)
    tape.legs = legs
  }

  // Everybody is told before anything is written down.
  async function begin(carried: Carried): Promise<void> {
    await disclose(carried)
    const { tape, call } = carried
    if (!tape || call.state === 'ended') return
    const voices = voicesOf(carried)
    const recording = await engine.record({ file: tape.file, ...voices })
    if (!recording.ok) return log.error({ code: recording.error.code }, 'A call could not be recorded')
    tape.recording = recording.value
    tape.legs = [...voices.left, ...voices.right].join()
    await carrying.attend(carried)
  }

  // Whoever comes later is not recorded before they know, either.
  async function tellOthers(carried: Carried): Promise<void> {
    if (await disclose(carried)) await carrying.attend(carried)
  }

  /** Answers whether there was anybody to tell. */
  async function disclose(carried: Carried): Promise<boolean> {
    const { tape, call, sounding } = carried
    if (!tape) return false
    const { told, telling } = tape
    const untold = [...sounding.keys()].filter((leg) => !told.has(leg) && !telling.has(leg))
    if (untold.length === 0) return false
    for (const leg of untold) telling.add(leg)
    const file = disclosure(await callingOf(carried))
    await Promise.all(untold.map((leg) => playOut(leg, { file })))
    for (const leg of untold) told.add(leg)
    await write(core, carried.name.workspaceId, SYSTEM, async (write) => {
      const { inboxId, conversationId, id } = call
      write.event({
        type: 'call.recording-disclosed',
        ...{ inboxId, conversationId, subjectId: id },
        data: { callId: id, toLegs: untold },
      })
    })
    return true
  }

  async function takeMessage(carried: Carried, leg: LegId): Promise<void> {
    const file = fileOf(carried, 'voicemail')
    carried.message = { recording: undefined }
    await greet(carried, leg)
    await playOut(leg, { tone: 'beep' })
    const { call } = carried
    if (call.state !== 'voicemail' || customerOf(call)?.lostAt || !carried.sounding.has(leg)) return
    const until = { silenceMs: MESSAGE_SILENCE_MS, lengthMs: LONGEST_MESSAGE_MS }
    const recording = await engine.record({ left: [leg], file, until })
    if (recording.ok) carried.message.recording = recording.value
    else await carrying.step(carried.name, (call, now) => messageTaken(call, null, now))
  }

  async function greet(carried: Carried, leg: LegId): Promise<void> {
    const calling = await callingOf(carried)
    const copy = fileOf(carried, 'greeting')
    await playOut(leg, { file: await greeting(calling, carried.name.workspaceId, blobs, copy) })
    await rm(copy, { force: true })
  }

  async function endMessage(carried: Carried): Promise<void> {
    const recording = carried.message?.recording
    if (recording !== undefined) await engine.stopRecord(recording)
    else carrying.background(carrying.step(carried.name, (call, now) => messageTaken(call, null, now)))
  }

  // Played to its end, or until the leg is gone.
  async function playOut(leg: LegId, what: Sound): Promise<void> {
    const play = await engine.play(leg, what)
    if (!play.ok) return
    await new Promise<void>((done) => playing.set(play.value, { leg, done }))
    playing.delete(play.value)
  }

  async function callingOf({ call, name }: Carried): Promise<Calling> {
    const [known] = await readWorkspace(core.db, name.workspaceId, (tx) =>
      loadRows(tx, callingTable, [call.inboxId]),
    )
    return known ?? usualCalling(call.inboxId)
  }

  function fileOf({ name }: Carried, kind: FileKind): string {
    return join(folder, fileName(name, kind))
  }
}
