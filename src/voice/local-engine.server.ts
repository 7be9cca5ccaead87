import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '#kit/result.ts'
import { DIGITS } from './dtmf.ts'
import {
  CODECS,
  type LegId,
  type MediaEngine,
  type MediaEvent,
  type MediaProblem,
  type NewLeg,
  type PlayId,
  type Sdp,
  type Sound,
} from './engine.ts'
import { createLeg, type Leg } from './leg.ts'
import { type Link, openLink } from './link.server.ts'
import { createMix, type Mix } from './mix.ts'
import { createRecordings } from './recordings.server.ts'
import { loadSound } from './sound-file.server.ts'
import { createSwitchboard } from './switchboard.ts'
import { createTicker } from './ticker.server.ts'

/** Where far ends find this process. */
export type Place = { bindAddress: string; port: number; addresses: readonly string[] }

/** The engine itself, in this process: a crash of the media library takes the process with it. */
export function createLocalEngine(place: Place): MediaEngine {
  const board = createSwitchboard()
  const ticker = createTicker()
  const listeners = new Set<(event: MediaEvent) => void>()
  const recordings = createRecordings(tell)
  const attached = new Map<LegId, Attached>()
  let mixes: RunningMix[] = []
  const watching = setInterval(watch, WATCH_EVERY_MS)

  return {
    kinds: ['webrtc'],
    async createLeg(leg) {
      if (leg.kind !== 'webrtc') return fail({ code: 'kind-not-supported' })
      if (attached.size >= MOST_LEGS) return fail({ code: 'engine-full' })
      if (board.add(leg.leg, leg.callId)) attach(leg)
      return ok(undefined)
    },
    acceptOffer: (leg, offer) => withLeg(leg, (one) => describe(one, (link) => link.answer(offer))),
    createOffer: (leg) => withLeg(leg, (one) => describe(one, (link) => link.offer())),
    acceptAnswer: (leg, answer) =>
      withLeg(leg, (one) => one.next?.link.accept(answer) ?? fail({ code: 'malformed-sdp' as const })),

    async bridge(legs) {
      const bridged = board.bridge(legs)
      rewire()
      return bridged
    },
    unbridge: (leg) => withLeg(leg, () => changed(() => board.unbridge(leg))),
    async hold(leg, music = DEFAULT_MUSIC) {
      const sound = await loadSound(music)
      if (!sound.ok) return sound
      return withLeg(leg, (one) => {
        one.leg.hold(sound.value)
        return changed(() => board.setHeld(leg, true))
      })
    },
    resume: (leg) =>
      withLeg(leg, (one) => {
        one.leg.resume()
        return changed(() => board.setHeld(leg, false))
      }),
    mute: (leg, muted) => withLeg(leg, () => changed(() => board.setMuted(leg, muted))),

    async play(leg, sound) {
      const samples = await loadSound(sound)
      if (!samples.ok) return samples
      return withLeg(leg, (one) => {
        endPlaying(one.leg)
        const play: PlayId = randomUUID()
        one.leg.play(play, samples.value, sound.loop ?? false)
        return ok(play)
      })
    },
    async stop(play) {
      for (const { leg } of attached.values()) if (leg.playing() === play) endPlaying(leg)
      return ok(undefined)
    },
    async sendDtmf(leg, digits) {
      if (!DIGITS.test(digits)) return fail({ code: 'bad-digits' })
      return withLeg(leg, (one) => ok(one.leg.press(digits)))
    },

    async record(recording) {
      const id = randomUUID()
      const begun = await recordings.begin(id, recording)
      return begun.ok ? ok(id) : begun
    },
    recordLegs: async (id, legs) => recordings.change(id, (recorder) => recorder.setLegs(legs)),
    pauseRecord: async (id) => recordings.change(id, (recorder, now) => recorder.pause(now)),
    resumeRecord: async (id) => recordings.change(id, (recorder, now) => recorder.resume(now)),
    stopRecord: (id) => recordings.end(id),

    async close(leg) {
      detach(leg)
      return ok(undefined)
    },
    stats: (leg) => withLeg(leg, (one) => ok(one.leg.stats(performance.now()))),
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async end() {
      clearInterval(watching)
      for (const leg of [...attached.keys()]) detach(leg)
      ticker.stop()
      await recordings.endAll()
    },
  }

  async function withLeg<T>(
    id: LegId,
    act: (one: Attached) => Result<T, MediaProblem> | Promise<Result<T, MediaProblem>>,
  ): Promise<Result<T, MediaProblem>> {
    const one = attached.get(id)
    return one ? act(one) : fail({ code: 'unknown-leg' })
  }

  function attach({ leg: id, codecs = CODECS }: NewLeg): void {
    const leg = createLeg(id, Math.random, tell)
    const endTicks = ticker.every20ms((now) => leg.tick(now))
    attached.set(id, {
      leg,
      codecs,
      endTicks,
      current: undefined,
      next: undefined,
      heard: true,
      listeners: [],
      mix: undefined,
    })
  }

  function detach(id: LegId): void {
    const one = attached.get(id)
    attached.delete(id)
    board.remove(id)
    one?.endTicks()
    // Whoever closes a leg is not told that its far end is gone.
    const current = one?.current
    if (one) one.current = undefined
    current?.close()
    forgetNext(one)
    rewire()
  }

  // The new far end is connected before the old one is left; if it never comes, all is as it was.
  async function describe(
    one: Attached,
    act: (link: Link) => Promise<Result<Sdp, MediaProblem>>,
  ): Promise<Result<Sdp, MediaProblem>> {
    const { codecs, leg } = one
    const link = openLink(
      { ...place, codecs, ssrc: leg.line.ssrc },
      {
        packet: (bytes) => one.current === link && hear(one, bytes),
        connected: () => one.next?.link === link && replace(one, link),
        lost: () => lose(one, link),
      },
    )
    const described = await act(link)
    if (!described.ok || attached.get(leg.id) !== one) {
      link.close()
      return described.ok ? fail({ code: 'unknown-leg' }) : described
    }
    forgetNext(one)
    one.next = { link, patience: setTimeout(() => lose(one, link), CONNECTS_WITHIN_MS) }
    return described
  }

  function replace(one: Attached, link: Link): void {
    const agreement = link.agreement()
    if (!agreement) return
    clearTimeout(one.next?.patience)
    one.next = undefined
    one.current?.close()
    one.current = link
    one.leg.connect({ agreement, send: (packet) => link.send(packet) }, performance.now())
  }

  function lose(one: Attached, link: Link): void {
    if (one.current === link) one.leg.lose('hung-up')
    if (one.next?.link !== link) return
    forgetNext(one)
    if (!one.current) one.leg.lose('unreachable')
  }

  function forgetNext(one: Attached | undefined): void {
    clearTimeout(one?.next?.patience)
    one?.next?.link.close()
    if (one) one.next = undefined
  }

  function hear(one: Attached, bytes: Uint8Array): void {
    const now = performance.now()
    const frame = one.leg.receive(bytes, now)
    if (!frame || !one.heard) return
    for (const listener of one.listeners) listener.pass(frame, now)
    one.mix?.add(one.leg, frame)
    recordings.hear(one.leg.id, frame, now)
  }

  function changed(act: () => void): Result<void, MediaProblem> {
    act()
    rewire()
    return ok(undefined)
  }

  // Asked for every packet, so it is found out when something changes, and not then.
  function rewire(): void {
    for (const [id, one] of attached) {
      one.heard = board.isHeard(id)
      one.mix = mixOf(board.bridgeOf(id))
      one.listeners = one.mix ? [] : legsOf(board.listenersOf(id))
    }
    const used = new Set([...attached.values()].map(({ mix }) => mix))
    for (const { mix, endTicks } of mixes) if (!used.has(mix)) endTicks()
    mixes = mixes.filter(({ mix }) => used.has(mix))
  }

  function mixOf(ids: LegId[]): Mix | undefined {
    if (ids.length < 3) return undefined
    const legs = legsOf(ids)
    const running = mixes.find(
      ({ mix }) => mix.legs.length === legs.length && mix.legs.every((leg) => legs.includes(leg)),
    )
    if (running) return running.mix
    const mix = createMix(legs)
    mixes.push({ mix, endTicks: ticker.every20ms(() => mix.tick()) })
    return mix
  }

  function legsOf(ids: LegId[]): Leg[] {
    return ids.flatMap((id) => attached.get(id)?.leg ?? [])
  }

  function watch(): void {
    const now = performance.now()
    for (const { leg } of attached.values()) leg.watch(now)
  }

  function endPlaying(leg: Leg): void {
    const play = leg.stopPlaying()
    if (play !== undefined) tell({ type: 'play-ended', leg: leg.id, play, finished: false })
  }

  function tell(event: MediaEvent): void {
    if (event.type === 'dtmf') passKey(event.leg, event.digit)
    for (const listener of listeners) listener(event)
  }

  function passKey(from: LegId, digit: string): void {
    for (const leg of legsOf(board.listenersOf(from))) leg.press(digit)
  }
}

type Attached = {
  leg: Leg
  codecs: NonNullable<NewLeg['codecs']>
  endTicks: () => void
  current: Link | undefined
  next: { link: Link; patience: NodeJS.Timeout } | undefined
  heard: boolean
  listeners: Leg[]
  mix: Mix | undefined
}
type RunningMix = { mix: Mix; endTicks: () => void }

const DEFAULT_MUSIC: Sound = { tone: 'hold-music', loop: true }
const WATCH_EVERY_MS = 500
const CONNECTS_WITHIN_MS = 10_000
/** Twice what has been measured to go well on one core. */
const MOST_LEGS = 400
