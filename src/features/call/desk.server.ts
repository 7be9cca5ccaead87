import { mkdirSync } from 'node:fs'
import type { CallEvent } from '#channel/voice.ts'
import type { BlobStore } from '#db/blob.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import type { Carriage } from '#features/message/carriage.server.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Batch } from '#sync/feed.server.ts'
import type { MediaEngine, MediaEvent } from '#voice/engine.ts'
import { type Call, callType, customerOf, dueAt } from './call.ts'
import { type Carried, sound } from './carried.server.ts'
import { type CallLog, createCarrying } from './carrying.server.ts'
import { createSeats, NETWORK_GRACE_MS, type Seat, type Sitter } from './seats.server.ts'
import { finish } from './settle.ts'
import type { Decide } from './step.server.ts'
import { heard, lost, tick, unheard } from './steps.ts'
import { createTapes } from './tapes.server.ts'
import { createTrunks } from './trunks.server.ts'

/** The calls that this process carries: between providers, browsers and the engine. */
export type Desk = {
  /** What a provider tells of a call. Resolves when it is committed. */
  accept(arrival: { line: ConnectedLine; event: CallEvent }): Promise<void>
  /** A browser's socket, over which its person's voice is set up. */
  enter(who: Sitter, tell: (frame: string) => void): Seat
  /** A member's tab was closed and is being opened again: long before it can speak, its page says so. */
  back(who: Sitter, deviceId: string): void
  close(): Promise<void>
}

export type { Seat } from './seats.server.ts'

export type DeskParts = {
  carriage: Carriage
  engine: MediaEngine
  blobs: BlobStore
  /** Where recordings are written while a call goes on. */
  folder: string
  /** This process among those that carry calls. */
  home: number
  log: CallLog
}

export function createDesk(parts: DeskParts): Desk {
  const { carriage, engine } = parts
  const { core, lines } = carriage
  mkdirSync(parts.folder, { recursive: true })
  const beginning = new Map<string, Promise<unknown>>()
  const carrying = createCarrying({ core, ...parts }, follow)
  const tapes = createTapes({ core, ...parts }, carrying)
  const trunks = createTrunks(parts, carrying)
  const seats = createSeats(engine, carrying, async (callId) => beginning.get(callId))
  const stopHearing = [engine.on(happened), core.feed.onCommitted(committed)]
  return { accept: trunks.accept, enter: seats.enter, back: seats.back, close }

  function happened(event: MediaEvent): void {
    if (event.type === 'recording-ended') return tapes.keep(event.file)
    if (event.type === 'play-ended') return tapes.played(event.play)
    const { leg } = event
    const carried = carrying.of(leg)
    if (!carried) return
    const step = (decide: Decide) => carrying.background(carrying.step(carried.name, decide))
    if (event.type === 'connected') return step((call, now) => heard(call, leg, now))
    if (event.type === 'failed') {
      carried.sounding.delete(leg)
      tapes.silence(leg)
      return step(interrupted)
    }
    if (event.type !== 'disconnected') return
    if (event.reason !== 'unreachable') return step((call, now) => lost(call, leg, NETWORK_GRACE_MS, now))
    const { callId } = carried.name
    seats.tell(leg, { t: 'no-voice', callId, problem: { code: 'unreachable' } })
    step((call, now) => unheard(call, leg, NETWORK_GRACE_MS, now))
  }

  function committed({ workspaceId, changes }: Batch): void {
    for (const { type, rows, gone } of changes) {
      if (type !== callType.name) continue
      for (const id of gone) deleted(id)
      // Rows under a type's name are rows of that type.
      for (const call of rows as Call[]) {
        const carried = carrying.get(call.id)
        if (carried) changed(carried, call)
        else if (call.placedBy !== null && call.state === 'ringing') begin(workspaceId, call)
      }
    }
  }

  function changed(carried: Carried, call: Call): void {
    carried.call = call
    carrying.background(carrying.attend(carried))
  }

  // Its conversation was deleted in the middle of it.
  function deleted(callId: string): void {
    const carried = carrying.get(callId)
    if (carried) changed(carried, finish(carried.call, 'interrupted', instant()))
  }

  // One that a member of this process has just placed. Its voice may be offered before it is in our hands.
  function begin(workspaceId: string, call: Call): void {
    if (beginning.has(call.id)) return
    const begun = lines
      .find(workspaceId, call.lineId)
      .then((line) => line && carrying.take({ workspaceId, callId: call.id }, line))
      .then((carried) => carried && carrying.attend(carried))
      .finally(() => beginning.delete(call.id))
    beginning.set(call.id, begun)
    carrying.background(begun)
  }

  async function follow(carried: Carried): Promise<void> {
    wakeUp(carried)
    const greet = (leg: string) => carrying.background(tapes.takeMessage(carried, leg))
    await sound(engine, carried, greet, tapes.silence)
    await trunks.tell(carried)
    await tapes.record(carried)
    const { call } = carried
    if (call.state === 'voicemail' && customerOf(call)?.lostAt) await tapes.endMessage(carried)
    if (call.state === 'ended') await letGo(carried)
  }

  function wakeUp(carried: Carried): void {
    clearTimeout(carried.due)
    const due = carried.call.state === 'ended' ? null : dueAt(carried.call)
    if (due === null) return
    const wait = Math.max(0, milliseconds(due) - Date.now())
    carried.due = setTimeout(() => carrying.background(carrying.step(carried.name, tick)), wait)
  }

  async function letGo(carried: Carried): Promise<void> {
    const { tape, sounding } = carried
    if (tape?.recording !== undefined) await engine.stopRecord(tape.recording)
    for (const leg of sounding.keys()) {
      await engine.close(leg)
      tapes.silence(leg)
    }
    seats.clear(carried)
    carrying.forget(carried)
  }

  /** The calls that go on are over; what was recorded of them is kept. */
  async function close(): Promise<void> {
    seats.close()
    await Promise.all(carrying.all().map(({ name }) => carrying.step(name, interrupted)))
    await carrying.settled()
    for (const stop of stopHearing) stop()
    await tapes.kept()
  }
}

/** Whoever carried its voices is gone. */
export const interrupted: Decide = (call, now) =>
  finish(call, call.direction === 'in' && call.answeredAt === null ? 'missed' : 'interrupted', now)
