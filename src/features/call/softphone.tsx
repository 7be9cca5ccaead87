import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Problem, type Result } from '#kit/result.ts'
import type { VoiceSaid } from '#sync/connection.ts'
import type { Store } from '#sync/store.ts'
import type { Sync } from '#sync/sync.tsx'
import { answerCommand, carryOnCommand, holdCommand } from './call.api.ts'
import { type Call, callType, customerOf, legOf } from './call.ts'
import { deviceId, sayTalking } from './device-id.tsx'
import { hearThrough, openMicrophone } from './devices.tsx'
import { type Quality, qualityOf } from './quality.ts'
import { createVoiceLink, type LinkState, type VoiceLink } from './voice-link.tsx'

/** How this tab's own voice fares in a call. The call itself is a row like any other. */
export type Talk = {
  callId: string
  /** `again`: it came through, and does not any more. */
  voice: 'connecting' | 'through' | 'again'
  problem: Problem | undefined
  muted: boolean
  quality: Quality | undefined
}

/**
 * The voice of this tab's person: their microphone and the ways to the server, outside of what is drawn. It follows the
 * rows of calls. A call in which this tab is has a way of its own; whatever ends it ends that too.
 */
export type Softphone = {
  /** This tab's name; undefined until it is known that no other tab has it. */
  device(): string | undefined
  talks(): ReadonlyMap<string, Talk>
  subscribe(listener: () => void): () => void
  /** Asks for the microphone first: a call that is answered without one would be silent. */
  answer(call: Call): Promise<Problem | undefined>
  /** Brings a call here that goes on in another tab. */
  carryOn(call: Call): Promise<Problem | undefined>
  /** Calls a number from one of our lines. */
  place(lineId: string, to: string): Promise<Result<Placed>>
  /** One person has one pair of ears: everybody in the other calls of this tab hears music. */
  holdOthers(callId: string): void
  mute(callId: string, muted: boolean): void
  press(callId: string, digit: string): void
  /** Another microphone or speaker has been chosen. */
  changeDevices(): Promise<Problem | undefined>
  /** A new try, by hand. */
  retry(callId: string): void
  /** Why the voice of a call that is over never came through. */
  neverHeard(callId: string): Problem | undefined
  /** What is said here, and what is heard, for who shows how loud they are. */
  streams(callId: string): { ours: MediaStream | undefined; theirs: MediaStream | undefined }
}

export type Placed = { callId: string; conversationId: string }

type Way = {
  callId: string
  link: VoiceLink | undefined
  track: MediaStreamTrack
  audio: HTMLAudioElement
  /** Offers that were sent over this connection, and how many of them have been answered. */
  asked: number
  answered: number
  /** Whether it ever came through. */
  came: boolean
  lostBack: number
  retry: ReturnType<typeof setTimeout> | undefined
}

const MEASURE_MS = 2_000
/** A network that stutters is given so long before a new way is looked for. */
const BROKEN_MS = 1_500
const AGAIN_MS = 3_000
/** Longer than a slow network takes to connect. */
const LOOKING_MS = 5_000

const softphones = new WeakMap<Store, Softphone>()

export function softphoneOf(sync: Sync): Softphone {
  const known = softphones.get(sync.store) ?? createSoftphone(sync)
  softphones.set(sync.store, known)
  return known
}

function createSoftphone({ store, connection }: Sync): Softphone {
  const listeners = new Set<() => void>()
  const ways = new Map<string, Way>()
  const silent = new Map<string, Problem>()
  let talks: ReadonlyMap<string, Talk> = new Map()
  let device: string | undefined
  let microphone: MediaStream | undefined
  let opening: ReturnType<typeof openMicrophone> | undefined
  /** Calls that are just being answered or placed. */
  let taking = 0
  let wasLive = connection.state() === 'live'

  void deviceId().then((id) => {
    device = id
    follow()
    tell()
  })
  store.onChange((changes) => {
    for (const { type } of changes.values()) if (type === callType.name) return follow()
  })
  connection.onVoice(hear)
  connection.subscribe(() => {
    const live = connection.state() === 'live'
    // Who carries our voice has lost sight of us: it is offered anew, in the same call.
    if (live && !wasLive) for (const way of ways.values()) renew(way, true)
    wasLive = live
  })
  addEventListener('online', () => {
    for (const way of ways.values()) renew(way)
  })
  setInterval(() => void measure(), MEASURE_MS)

  return {
    device: () => device,
    talks: () => talks,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    answer: (call) =>
      take(call, (device) => connection.run(answerCommand, { ...named(call), deviceId: device })),
    carryOn: (call) =>
      take(call, (device) => connection.run(carryOnCommand, { ...named(call), deviceId: device })),
    place,
    holdOthers,
    mute(callId, muted) {
      const way = ways.get(callId)
      if (!way) return
      way.track.enabled = !muted
      change(callId, { muted })
    },
    press: (callId, digit) => ways.get(callId)?.link?.press(digit),
    changeDevices,
    retry(callId) {
      const way = ways.get(callId)
      if (way) return renew(way)
      follow()
    },
    neverHeard: (callId) => silent.get(callId),
    streams(callId) {
      const way = ways.get(callId)
      return {
        ours: way && new MediaStream([way.track]),
        theirs: way?.audio.srcObject instanceof MediaStream ? way.audio.srcObject : undefined,
      }
    },
  }

  async function take(call: Call, command: (device: string) => Promise<Result<unknown>>) {
    change(call.id, FRESH)
    const result = await spoken(command)
    if (!result.ok) forget(call.id)
    return result.ok ? undefined : result.error
  }

  function holdOthers(callId: string): void {
    for (const other of store.all(callType)) {
      const talking = other.state === 'connected' && isHere(other) && !customerOf(other)?.held
      if (other.id !== callId && talking) void connection.run(holdCommand, { ...named(other), on: true })
    }
  }

  async function place(lineId: string, to: string): Promise<Result<Placed>> {
    const callId = uuidv7()
    const result = await spoken((deviceId) => connection.call('call.place', { callId, lineId, to, deviceId }))
    // The command's answer, as the server's side of it says.
    return result.ok ? ok({ callId, ...(result.value as Pick<Placed, 'conversationId'>) }) : result
  }

  async function spoken(command: (device: string) => Promise<Result<unknown>>): Promise<Result<unknown>> {
    taking++
    const [id, opened] = await Promise.all([deviceId(), open()])
    const result = opened.ok ? await command(id) : fail(opened.error)
    taking--
    follow()
    return result
  }

  async function open(): ReturnType<typeof openMicrophone> {
    if (microphone?.active) return ok(microphone)
    opening ??= openMicrophone()
    const opened = await opening
    opening = undefined
    if (opened.ok) microphone = opened.value
    return opened
  }

  // The rows say in which calls this tab is. After a reload that is how it goes on.
  function follow(): void {
    if (device === undefined) return
    const mine = store.all(callType).filter((call) => isHere(call))
    for (const callId of ways.keys()) if (!mine.some(({ id }) => id === callId)) close(callId)
    for (const { id } of mine) if (!ways.has(id)) void begin(id)
    if (mine.length > 0 || connection.state() === 'live') sayTalking(mine.length > 0 ? device : undefined)
    if (mine.length === 0 && taking === 0) releaseMicrophone()
    for (const callId of talks.keys()) {
      const call = store.get(callType, callId)
      if (call?.state === 'ended') forget(callId)
    }
  }

  function isHere(call: Call): boolean {
    const leg = call.state === 'ended' ? undefined : legOf(call, connection.me()?.memberId ?? '')
    return leg?.state === 'connected' && leg.deviceId === device
  }

  async function begin(callId: string): Promise<void> {
    if (!talks.has(callId)) change(callId, FRESH)
    const opened = await open()
    const call = store.get(callType, callId)
    if (ways.has(callId) || !call || !isHere(call)) return
    if (!opened.ok) return change(callId, { problem: opened.error })
    const [own] = opened.value.getAudioTracks()
    if (!own) return change(callId, { problem: { code: 'no-microphone' } })
    const audio = new Audio()
    audio.autoplay = true
    const track = own.clone()
    const way: Way = { ...{ callId, track, audio, link: undefined, retry: undefined }, ...NOTHING_YET }
    ways.set(callId, way)
    change(callId, { problem: undefined })
    await hearThrough(audio)
    renew(way)
  }

  function renew(way: Way, newConnection = false): void {
    if (newConnection) way.asked = way.answered = 0
    clearTimeout(way.retry)
    way.link?.close()
    const link: VoiceLink = createVoiceLink(
      way.track,
      (theirs) => {
        way.audio.srcObject = theirs
      },
      (state) => link === way.link && become(way, state),
    )
    way.link = link
    change(way.callId, { voice: way.came ? 'again' : 'connecting' })
    tryAgain(way)
    void link.offer().then((offer) => {
      if (link !== way.link || device === undefined) return
      // Without a connection it is offered as soon as there is one.
      if (connection.speak({ callId: way.callId, deviceId: device, offer })) way.asked++
    })
  }

  function become(way: Way, state: LinkState): void {
    clearTimeout(way.retry)
    if (state === 'through') {
      way.came = true
      return change(way.callId, { voice: 'through', problem: undefined })
    }
    if (state === 'trying') return tryAgain(way)
    change(way.callId, { voice: way.came ? 'again' : 'connecting' })
    way.retry = setTimeout(() => renew(way), BROKEN_MS)
  }

  // What came through once is looked for until it does again: by then the network may be another.
  function tryAgain(way: Way): void {
    clearTimeout(way.retry)
    if (way.came) way.retry = setTimeout(() => renew(way), LOOKING_MS)
  }

  function hear(said: VoiceSaid): void {
    const way = ways.get(said.callId)
    if (!way) return
    if (said.t === 'quality') {
      way.lostBack = said.lostBack
      return
    }
    way.answered++
    // Of an offer that another one has followed.
    if (way.answered < way.asked) return
    if (said.t === 'voice') return void way.link?.accept(said.answer)
    change(way.callId, { problem: said.problem })
    // An engine that is starting again is there in a moment.
    clearTimeout(way.retry)
    way.retry = setTimeout(() => renew(way), AGAIN_MS)
  }

  async function measure(): Promise<void> {
    for (const way of ways.values()) {
      const measured = await way.link?.measure()
      if (!measured || talks.get(way.callId)?.voice !== 'through') continue
      if (measured.silent) renew(way)
      else change(way.callId, { quality: qualityOf({ ...measured, lostBack: way.lostBack }) })
    }
  }

  async function changeDevices(): Promise<Problem | undefined> {
    if (ways.size === 0) return undefined
    const opened = await openMicrophone()
    if (!opened.ok) return opened.error
    releaseMicrophone()
    microphone = opened.value
    for (const way of ways.values()) {
      const track = microphone.getAudioTracks()[0]?.clone()
      if (!track) continue
      track.enabled = way.track.enabled
      way.track.stop()
      way.track = track
      await way.link?.replace(track)
      await hearThrough(way.audio)
    }
    tell()
    return undefined
  }

  function close(callId: string): void {
    const way = ways.get(callId)
    const problem = talks.get(callId)?.problem
    ways.delete(callId)
    if (way) {
      if (problem && !way.came) silent.set(callId, problem)
      clearTimeout(way.retry)
      way.link?.close()
      way.track.stop()
      way.audio.srcObject = null
    }
    forget(callId)
  }

  function releaseMicrophone(): void {
    for (const track of microphone?.getTracks() ?? []) track.stop()
    microphone = undefined
  }

  function change(callId: string, changes: Partial<Talk>): void {
    const before = talks.get(callId) ?? { ...FRESH, callId }
    talks = new Map(talks).set(callId, { ...before, ...changes })
    tell()
  }

  function forget(callId: string): void {
    const rest = new Map(talks)
    if (!rest.delete(callId)) return
    talks = rest
    tell()
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }
}

const FRESH = { voice: 'connecting', problem: undefined, muted: false, quality: undefined } as const
const NOTHING_YET = { asked: 0, answered: 0, came: false, lostBack: 0 }

function named({ id, conversationId }: Call): { callId: string; conversationId: string } {
  return { callId: id, conversationId }
}
