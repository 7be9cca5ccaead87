import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CallAnswered, CallEnded, CallEvent, CallOffered } from '#channel/voice.ts'
import type { BlobStore } from '#db/blob.ts'
import { readWorkspace } from '#db/db.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { type Carriage, contextOf } from '#features/message/carriage.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Problem } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Batch } from '#sync/feed.server.ts'
import { loadRows } from '#sync/table.server.ts'
import type { ClientFrame, ServerFrame } from '#sync/wire.ts'
import { write } from '#sync/write.server.ts'
import type { LegId, MediaEngine, MediaEvent, PlayId, Sound } from '#voice/engine.ts'
import { callingTable, callTable } from './call.server.ts'
import { type Call, callType, customerOf, dueAt, legOf } from './call.ts'
import { usualCalling } from './calling.ts'
import {
  type AudioKind,
  beginCarrying,
  type Carried,
  fileName,
  sound,
  type Trunk,
  voicesOf,
} from './carried.server.ts'
import { takeCall } from './incoming.server.ts'
import { disclosure, greeting } from './prompt.server.ts'
import { finish } from './settle.ts'
import { type CallName, CUSTOMER, type Decide, SYSTEM, stepCall, stepIn } from './step.server.ts'
import { ended, heard, lost, messageTaken, pickedUp, tick } from './steps.ts'
import { keepAudio } from './tape.server.ts'

/** The calls that this process carries: between providers, browsers and the engine. */
export type Desk = {
  /** What a provider tells of a call. Resolves when it is committed. */
  accept(arrival: { line: ConnectedLine; event: CallEvent }): Promise<void>
  /** A browser's socket, over which its person's voice is set up. */
  enter(who: { workspaceId: string; memberId: string }, tell: (frame: string) => void): Seat
  close(): Promise<void>
}

export type Seat = {
  speak(offer: ClientFrame & { t: 'voice' }): Promise<void>
  /** The socket has closed. `meant`: as when a page is left, not as when a network is lost. */
  leave(meant: boolean): void
}

export type DeskParts = {
  carriage: Carriage
  engine: MediaEngine
  blobs: BlobStore
  /** Where recordings are written while a call goes on. */
  folder: string
  /** This process among those that carry calls. */
  home: number
  log: { warn(facts: object, message: string): void; error(facts: object, message: string): void }
}

/** A page that is loaded again is back by then; one that was closed is not. */
const PAGE_GRACE_MS = 4_500
/** How long a browser may be looking for another network. */
const NETWORK_GRACE_MS = 20_000
const MESSAGE_SILENCE_MS = 5_000
const LONGEST_MESSAGE_MS = 180_000
const QUALITY_EVERY_MS = 5_000
/** Of one caller at one line: more in a minute is no customer. */
const OFFERS_A_MINUTE = 10

export function createDesk(parts: DeskParts): Desk {
  const { carriage, engine, folder, home, log } = parts
  const { core, lines } = carriage
  const calls = new Map<string, Carried>()
  const offering = new Map<string, Promise<void>>()
  const callOf = new Map<LegId, string>()
  const seats = new Map<LegId, SeatAt>()
  const turns = new Map<string, Promise<void>>()
  const keeping = new Set<Promise<void>>()
  const carrying = new Map<string, Promise<unknown>>()
  const playing = new Map<PlayId, { leg: LegId; done(): void }>()
  const offers = createLimiterOf(OFFERS_A_MINUTE, 60_000)
  mkdirSync(folder, { recursive: true })
  const stopHearing = [engine.on(happened), core.feed.onCommitted(committed)]
  const measuring = setInterval(() => void measure(), QUALITY_EVERY_MS)
  return { accept, enter, close }

  async function accept({ line, event }: { line: ConnectedLine; event: CallEvent }): Promise<void> {
    if (event.type === 'call-answered') return answered(line, event)
    if (event.type === 'call-ended') return over(line, event)
    const key = `${line.id} ${event.providerCallId}`
    const first = offering.get(key) ?? offered(line, event).finally(() => offering.delete(key))
    offering.set(key, first)
    return first
  }

  async function offered(line: ConnectedLine, event: CallOffered): Promise<void> {
    const trunk = trunkOf(line)
    const { providerCallId } = event
    if (!trunk) return
    if (offers.take(`${line.id} ${event.from}`) > 0) return refuse(trunk, providerCallId, 'busy')
    const name = { workspaceId: line.workspaceId, callId: uuidv7() }
    const legId = uuidv7()
    const met = await meet(trunk, name.callId, legId, event.offer)
    if (!met.ok && met.error.code !== 'engine-down' && met.error.code !== 'engine-full') {
      log.warn({ code: met.error.code }, 'A call was refused: its offer could not be answered')
      await engine.close(legId)
      return refuse(trunk, providerCallId, 'refused')
    }
    const { value: outcome } = await write(core, name.workspaceId, CUSTOMER, (write) =>
      takeCall(write, { line, event, ...name, legId, home }),
    )
    if (outcome !== 'taken') {
      await engine.close(legId)
      return outcome === 'known' ? undefined : refuse(trunk, providerCallId, 'busy')
    }
    if (!met.ok) {
      log.error({ code: met.error.code }, 'A call could not be carried')
      await step(name, (call, now) => finish(call, 'missed', now))
      return refuse(trunk, providerCallId, 'refused')
    }
    const carried = await carry(name, line)
    if (!carried) return
    carried.names.set(legId, providerCallId)
    carried.answer = met.value
    seat(carried, legId)
    await trunk.voice.ring(trunk.context, { providerCallId, answer: met.value })
    return inTurn(carried)
  }

  async function meet(trunk: Trunk, callId: string, leg: LegId, offer: string | null) {
    const created = await engine.createLeg({ leg, callId, kind: trunk.voice.kind })
    return created.ok ? engine.acceptOffer(leg, offer ?? '') : created
  }

  // Whom we called has picked up.
  async function answered(line: ConnectedLine, event: CallAnswered): Promise<void> {
    const carried = calls.get(callOf.get(event.reference) ?? '')
    const trunk = trunkOf(line)
    const leg = carried?.call.legs.find(({ id }) => id === event.reference)
    if (!trunk) return
    if (!carried || leg?.state !== 'ringing') return refuse(trunk, event.providerCallId, 'refused')
    const { sdp, providerCallId } = event
    const met = await pickUp(carried, trunk, leg.id, sdp)
    if (!met.ok) {
      log.warn({ code: met.error.code }, 'A call was ended: its voice could not be carried')
      await step(carried.name, (call, now) => ended(call, leg.id, 'failed', now))
      return refuse(trunk, providerCallId, 'refused')
    }
    seat(carried, leg.id)
    carried.names.set(leg.id, providerCallId)
    if (met.value !== null) await trunk.voice.answer(trunk.context, { providerCallId, answer: met.value })
    await step(carried.name, (call, now) => pickedUp(call, leg.id, now), CUSTOMER)
  }

  async function pickUp(carried: Carried, trunk: Trunk, leg: LegId, sdp: CallAnswered['sdp']) {
    if (sdp?.type !== 'answer') return meet(trunk, carried.name.callId, leg, sdp?.sdp ?? null)
    const accepted = await engine.acceptAnswer(leg, sdp.sdp)
    return accepted.ok ? { ok: true as const, value: null } : accepted
  }

  async function over(line: ConnectedLine, { providerCallId, reference, why }: CallEnded): Promise<void> {
    const ending = why === 'hung-up' ? 'completed' : why
    await offering.get(`${line.id} ${providerCallId}`)
    const known = [...calls.values()].find(({ names }) => [...names.values()].includes(providerCallId))
    const carried = known ?? calls.get(callOf.get(reference ?? '') ?? '')
    if (!carried) return
    const legId = reference ?? customerOf(carried.call)?.id ?? ''
    carried.names.delete(legId)
    await step(carried.name, (call, now) => ended(call, legId, ending, now), CUSTOMER)
  }

  function enter(who: { workspaceId: string; memberId: string }, tell: (frame: string) => void): Seat {
    const here: SeatAt = { tell: (frame) => tell(JSON.stringify(frame)) }
    return { speak, leave }

    async function speak({ callId, deviceId, offer }: ClientFrame & { t: 'voice' }): Promise<void> {
      const refused = (problem: Problem) => here.tell({ t: 'no-voice', callId, problem })
      await carrying.get(callId)
      const carried = calls.get(callId)
      const leg = carried && legOf(carried.call, who.memberId)
      const mine = carried?.name.workspaceId === who.workspaceId && leg?.deviceId === deviceId
      if (!carried || !leg || !mine || leg.state !== 'connected') return refused({ code: 'not-in-call' })
      const created = await engine.createLeg({ leg: leg.id, callId, kind: 'webrtc' })
      const met = created.ok ? await engine.acceptOffer(leg.id, offer) : created
      if (!met.ok) return refused(met.error)
      seats.set(leg.id, here)
      seat(carried, leg.id)
      here.tell({ t: 'voice', callId, answer: met.value })
      await inTurn(carried)
    }

    function leave(meant: boolean): void {
      for (const [legId, at] of seats) {
        if (at !== here) continue
        seats.delete(legId)
        const carried = calls.get(callOf.get(legId) ?? '')
        const grace = meant ? PAGE_GRACE_MS : NETWORK_GRACE_MS
        if (carried) background(step(carried.name, (call, now) => lost(call, legId, grace, now)))
      }
    }
  }

  function happened(event: MediaEvent): void {
    if (event.type === 'recording-ended') return keep(event.file)
    if (event.type === 'play-ended') return playing.get(event.play)?.done()
    const carried = calls.get(callOf.get(event.leg) ?? '')
    if (!carried) return
    const { leg } = event
    if (event.type === 'connected')
      return background(step(carried.name, (call, now) => heard(call, leg, now)))
    if (event.type === 'failed') {
      carried.sounding.delete(leg)
      silence(leg)
      return background(step(carried.name, interrupted))
    }
    if (event.type !== 'disconnected') return
    if (event.reason === 'unreachable')
      seats.get(leg)?.tell({ t: 'no-voice', callId: carried.name.callId, problem: { code: 'unreachable' } })
    background(step(carried.name, (call, now) => lost(call, leg, NETWORK_GRACE_MS, now)))
  }

  function keep(file: string): void {
    const kept = keepAudio({ core, blobs: parts.blobs }, file).finally(() => keeping.delete(kept))
    keeping.add(kept)
    background(kept)
  }

  function committed({ workspaceId, changes }: Batch): void {
    for (const { type, rows, gone } of changes) {
      if (type !== callType.name) continue
      for (const id of gone) forget(id)
      // Rows under a type's name are rows of that type.
      for (const call of rows as Call[]) {
        const carried = calls.get(call.id)
        if (carried) {
          carried.call = call
          background(inTurn(carried))
        } else if (call.placedBy !== null && call.state === 'ringing') begin(workspaceId, call)
      }
    }
  }

  // Its conversation was deleted in the middle of it.
  function forget(callId: string): void {
    const carried = calls.get(callId)
    if (!carried) return
    carried.call = finish(carried.call, 'interrupted', instant())
    background(inTurn(carried))
  }

  // One that a member of this process has just placed. Its voice may be offered before it is in our hands.
  function begin(workspaceId: string, call: Call): void {
    if (carrying.has(call.id)) return
    const begun = lines
      .find(workspaceId, call.lineId)
      .then((line) => line && carry({ workspaceId, callId: call.id }, line))
      .then((carried) => carried && inTurn(carried))
      .finally(() => carrying.delete(call.id))
    carrying.set(call.id, begun)
    background(begun)
  }

  /** Takes a call into this process's hands once it is committed. */
  async function carry(name: CallName, line: ConnectedLine): Promise<Carried | undefined> {
    const [call] = await readWorkspace(core.db, name.workspaceId, (tx) =>
      loadRows(tx, callTable, [name.callId]),
    )
    if (call?.home !== home) return undefined
    const carried = calls.get(call.id) ?? beginCarrying(name, line, call)
    calls.set(call.id, carried)
    return carried
  }

  function seat(carried: Carried, leg: LegId): void {
    callOf.set(leg, carried.name.callId)
    if (!carried.sounding.has(leg)) carried.sounding.set(leg, { heard: undefined, play: undefined })
  }

  // One after the other, each on what was committed last.
  function inTurn(carried: Carried): Promise<void> {
    const { callId } = carried.name
    const turn = (turns.get(callId) ?? Promise.resolve()).then(() => attend(carried))
    const settled = turn.catch((err) => log.error({ err }, 'A call could not be attended to'))
    turns.set(callId, settled)
    return settled
  }

  async function attend(carried: Carried): Promise<void> {
    wakeUp(carried)
    await sound(engine, carried, (leg) => background(takeMessage(carried, leg)), silence)
    await tellProvider(carried)
    await record(carried)
    const { call } = carried
    if (call.state === 'voicemail' && customerOf(call)?.lostAt) await endMessage(carried)
    if (call.state === 'ended') await letGo(carried)
  }

  function wakeUp(carried: Carried): void {
    clearTimeout(carried.due)
    const due = carried.call.state === 'ended' ? null : dueAt(carried.call)
    if (due === null) return
    const wait = Math.max(0, milliseconds(due) - Date.now())
    carried.due = setTimeout(() => background(step(carried.name, tick)), wait)
  }

  async function tellProvider(carried: Carried): Promise<void> {
    const { call, names, line, dialled } = carried
    const trunk = trunkOf(line)
    if (!trunk) return
    for (const leg of call.legs) {
      const providerCallId = names.get(leg.id)
      if (leg.number === null) continue
      if (leg.state === 'left' && providerCallId !== undefined) {
        names.delete(leg.id)
        await trunk.voice.hangUp(trunk.context, { providerCallId, why: 'over' })
      }
      if (leg.state === 'ringing' && !dialled.has(leg.id)) await dial(carried, trunk, leg.id, leg.number)
    }
    const customer = customerOf(call)
    const theirs = customer && names.get(customer.id)
    const taken = call.state === 'connected' || call.state === 'voicemail'
    if (call.direction === 'out' || !taken || carried.answered || theirs === undefined) return
    carried.answered = true
    await trunk.voice.answer(trunk.context, { providerCallId: theirs, answer: carried.answer })
  }

  async function dial(carried: Carried, { voice, context }: Trunk, leg: LegId, to: string): Promise<void> {
    carried.dialled.add(leg)
    callOf.set(leg, carried.name.callId)
    const offer = voice.dialsWithOffer ? await offerOf(carried, leg, voice.kind) : null
    const dialled = await voice.dial(context, { reference: leg, from: carried.line.address, to, offer })
    if (!dialled.ok)
      return background(step(carried.name, (call, now) => ended(call, leg, dialled.error, now), CUSTOMER))
    carried.names.set(leg, dialled.value.providerCallId)
    const names = Object.fromEntries(carried.names)
    await write(core, carried.name.workspaceId, SYSTEM, (write) =>
      stepIn(write, carried.name.callId, (call) => call, { carried: names }),
    )
  }

  async function offerOf(carried: Carried, leg: LegId, kind: Trunk['voice']['kind']): Promise<string | null> {
    await engine.createLeg({ leg, callId: carried.name.callId, kind })
    const offer = await engine.createOffer(leg)
    return offer.ok ? offer.value : null
  }

  async function record(carried: Carried): Promise<void> {
    const { call, tape } = carried
    const runs = call.recording === 'on'
    if (!tape) {
      if (!runs) return
      carried.tape = { file: fileOf(carried, 'recording'), recording: undefined, running: true, legs: '' }
      return background(disclose(carried))
    }
    if (tape.recording === undefined || call.state === 'ended') return
    if (runs !== tape.running)
      await (runs ? engine.resumeRecord(tape.recording) : engine.pauseRecord(tape.recording))
    tape.running = runs
    const voices = voicesOf(carried)
    const legs = [...voices.left, ...voices.right].join()
    if (legs !== tape.legs) await engine.recordLegs(tape.recording, voices)
    tape.legs = legs
  }

  // Everybody is told before anything is written down.
  async function disclose(carried: Carried): Promise<void> {
    const file = await promptFor(carried, 'recorded')
    await Promise.all([...carried.sounding.keys()].map((leg) => playOut(leg, { file })))
    const { tape, call, name } = carried
    if (!tape || call.state === 'ended') return
    const voices = voicesOf(carried)
    const recording = await engine.record({ file: tape.file, ...voices })
    if (!recording.ok) return log.error({ code: recording.error.code }, 'A call could not be recorded')
    tape.recording = recording.value
    tape.legs = [...voices.left, ...voices.right].join()
    await write(core, name.workspaceId, SYSTEM, async (write) => {
      const { inboxId, conversationId, id } = call
      write.event({
        type: 'call.recording-disclosed',
        ...{ inboxId, conversationId, subjectId: id },
        data: { callId: id, toLegs: [...carried.sounding.keys()] },
      })
    })
    await inTurn(carried)
  }

  // The greeting, the beep, and then what they say.
  async function takeMessage(carried: Carried, leg: LegId): Promise<void> {
    const file = fileOf(carried, 'voicemail')
    carried.message = { recording: undefined }
    await playOut(leg, { file: await promptFor(carried, 'greeting') })
    await playOut(leg, { tone: 'beep' })
    const { call } = carried
    if (call.state !== 'voicemail' || customerOf(call)?.lostAt || !carried.sounding.has(leg)) return
    const until = { silenceMs: MESSAGE_SILENCE_MS, lengthMs: LONGEST_MESSAGE_MS }
    const recording = await engine.record({ left: [leg], file, until })
    if (recording.ok) carried.message.recording = recording.value
    else await step(carried.name, (call, now) => messageTaken(call, null, now))
  }

  async function endMessage(carried: Carried): Promise<void> {
    const recording = carried.message?.recording
    if (recording !== undefined) await engine.stopRecord(recording)
    else background(step(carried.name, (call, now) => messageTaken(call, null, now)))
  }

  async function letGo(carried: Carried): Promise<void> {
    const { name, tape, sounding } = carried
    if (tape?.recording !== undefined) await engine.stopRecord(tape.recording)
    for (const leg of sounding.keys()) {
      await engine.close(leg)
      silence(leg)
    }
    for (const { id } of carried.call.legs) {
      callOf.delete(id)
      seats.delete(id)
    }
    calls.delete(name.callId)
    turns.delete(name.callId)
  }

  function silence(leg: LegId): void {
    for (const one of playing.values()) if (one.leg === leg) one.done()
  }

  // Played to its end, or until the leg is gone.
  async function playOut(leg: LegId, what: Sound): Promise<void> {
    const play = await engine.play(leg, what)
    if (!play.ok) return
    await new Promise<void>((done) => playing.set(play.value, { leg, done }))
    playing.delete(play.value)
  }

  async function measure(): Promise<void> {
    for (const [leg, at] of seats) {
      const callId = callOf.get(leg)
      const stats = await engine.stats(leg)
      if (!stats.ok || callId === undefined) continue
      const { received, farEnd } = stats.value
      const expected = received.packets + received.lost
      at.tell({
        ...{ t: 'quality', callId, jitterMs: received.jitterMs },
        lost: farEnd?.lost ?? 0,
        lostBack: expected === 0 ? 0 : received.lost / expected,
      })
    }
  }

  async function promptFor({ call, name }: Carried, which: 'greeting' | 'recorded'): Promise<string> {
    const [known] = await readWorkspace(core.db, name.workspaceId, (tx) =>
      loadRows(tx, callingTable, [call.inboxId]),
    )
    const calling = known ?? usualCalling(call.inboxId)
    return which === 'recorded'
      ? disclosure(calling)
      : greeting(calling, name.workspaceId, parts.blobs, folder)
  }

  function fileOf({ name }: Carried, kind: AudioKind): string {
    return join(folder, fileName(name, kind))
  }

  function trunkOf({ provider, ...line }: ConnectedLine): Trunk | undefined {
    const { voice } = provider
    return voice ? { voice, context: contextOf(carriage, { ...line, provider }) } : undefined
  }

  async function refuse(trunk: Trunk, providerCallId: string, why: 'busy' | 'refused'): Promise<void> {
    await trunk.voice.hangUp(trunk.context, { providerCallId, why })
  }

  function step(name: CallName, decide: Decide, actor = SYSTEM): Promise<void> {
    return stepCall(core, name, actor, decide)
  }

  function background(work: Promise<unknown>): void {
    work.catch((err) => log.error({ err }, 'A call could not go on as it should'))
  }

  /** The calls that go on are over; what was recorded of them is kept. */
  async function close(): Promise<void> {
    clearInterval(measuring)
    await Promise.all([...calls.values()].map(({ name }) => step(name, interrupted)))
    await Promise.all(turns.values())
    for (const stop of stopHearing) stop()
    await Promise.all(keeping)
  }
}

type SeatAt = { tell(frame: ServerFrame): void }

/** Whoever carried its voices is gone. */
export const interrupted: Decide = (call, now) =>
  finish(call, call.direction === 'in' && call.answeredAt === null ? 'missed' : 'interrupted', now)
