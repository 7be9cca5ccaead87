import { writeFileSync } from 'node:fs'
import { fail, ok, type Result } from '#kit/result.ts'
import type {
  LegId,
  LegKind,
  MediaEngine,
  MediaEvent,
  MediaProblem,
  NewRecording,
  PlayId,
  RecordedFile,
  RecordedLegs,
  RecordingEnd,
  RecordingId,
  Sound,
} from './engine.ts'
import { createSwitchboard } from './switchboard.ts'
import { BYTES_PER_SAMPLE, RATE, wavHeader } from './wav.ts'

/** An engine without sound, for tests of call control: who hears whom is kept, and nothing happens by itself. */
export type FakeEngine = MediaEngine & {
  /** What a real engine would tell. */
  happen(event: MediaEvent): void
  /** The sound that is played to a leg has come to its end. */
  finish(leg: LegId): void
  /** Its process dies: all legs are lost. Until `recover`, every method answers `engine-down`. */
  crash(): void
  recover(): void
  legs(): LegId[]
  /** Whom the leg hears, unless a sound is played to it. */
  heardBy(leg: LegId): LegId[]
  /** The sound that a leg hears: what is played, or the music on hold. */
  soundOf(leg: LegId): Sound | undefined
  /** The digits that were sent to the leg. */
  digitsOf(leg: LegId): string
  /** The legs whose voices go to the file now; undefined when it is not being written. */
  recordedIn(file: string): RecordedLegs | undefined
}

/** Every file that it writes holds a second of silence. */
const RECORDED_MS = 1_000
const DEFAULT_MUSIC: Sound = { tone: 'hold-music', loop: true }

/** `kinds`: those that it carries. */
export function createFakeEngine(kinds: readonly LegKind[] = ['webrtc']): FakeEngine {
  const board = createSwitchboard()
  const listeners = new Set<(event: MediaEvent) => void>()
  const plays = new Map<PlayId, { leg: LegId; sound: Sound }>()
  const music = new Map<LegId, Sound>()
  const digits = new Map<LegId, string>()
  const recordings = new Map<RecordingId, NewRecording & { paused: boolean }>()
  let down = false
  let made = 0

  return {
    kinds,
    async createLeg({ leg, callId, kind }) {
      if (!kinds.includes(kind)) return fail({ code: 'kind-not-supported' })
      return inOrder(() => void board.add(leg, callId))
    },
    acceptOffer: async (leg, offer) =>
      withLeg(leg, () => (isSdp(offer) ? ok(sdpOf(leg)) : fail({ code: 'malformed-sdp' as const }))),
    createOffer: async (leg) => withLeg(leg, () => ok(sdpOf(leg))),
    acceptAnswer: async (leg, answer) =>
      withLeg(leg, () => (isSdp(answer) ? ok(undefined) : fail({ code: 'malformed-sdp' as const }))),
    bridge: async (legs) => (down ? fail({ code: 'engine-down' }) : board.bridge(legs)),
    unbridge: async (leg) => withLeg(leg, () => ok(board.unbridge(leg))),
    async hold(leg, sound = DEFAULT_MUSIC) {
      return withLeg(leg, () => {
        music.set(leg, sound)
        return ok(board.setHeld(leg, true))
      })
    },
    async resume(leg) {
      return withLeg(leg, () => {
        music.delete(leg)
        return ok(board.setHeld(leg, false))
      })
    },
    mute: async (leg, muted) => withLeg(leg, () => ok(board.setMuted(leg, muted))),
    async play(leg, sound) {
      return withLeg(leg, () => {
        endPlay(playOf(leg))
        const play = newId('play')
        plays.set(play, { leg, sound })
        return ok(play)
      })
    },
    stop: async (play) => inOrder(() => endPlay(play)),
    async sendDtmf(leg, pressed) {
      return withLeg(leg, () => {
        if (!/^[0-9*#A-D]+$/.test(pressed)) return fail({ code: 'bad-digits' as const })
        digits.set(leg, (digits.get(leg) ?? '') + pressed)
        return ok(undefined)
      })
    },
    async record(recording) {
      if (down) return fail({ code: 'engine-down' })
      const id = newId('recording')
      recordings.set(id, { ...recording, paused: false })
      const bytes = (RECORDED_MS / 1_000) * RATE * BYTES_PER_SAMPLE * (recording.right ? 2 : 1)
      const header = wavHeader(recording.right ? 2 : 1, bytes)
      writeFileSync(recording.file, Buffer.concat([header, Buffer.alloc(bytes)]))
      return ok(id)
    },
    recordLegs: async (id, channels) =>
      withRecording(id, (recording) => void Object.assign(recording, channels)),
    pauseRecord: async (id) => withRecording(id, (recording) => void (recording.paused = true)),
    resumeRecord: async (id) => withRecording(id, (recording) => void (recording.paused = false)),
    async stopRecord(id): Promise<Result<RecordedFile, MediaProblem>> {
      return withRecording(id, ({ file }) => {
        endRecording(id, file, 'stopped')
        return { file, durationMs: RECORDED_MS }
      })
    },
    close: async (leg) => inOrder(() => forget(leg)),
    async stats(leg) {
      const received = { packets: 0, lost: 0, jitterMs: 0, silentMs: null }
      return withLeg(leg, () =>
        ok({ codec: 'PCMU' as const, connected: true, received, sent: { packets: 0 }, farEnd: null }),
      )
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async end() {
      for (const leg of board.legs()) forget(leg)
    },

    happen: tell,
    finish(leg) {
      const play = playOf(leg)
      if (play !== undefined) tell({ type: 'play-ended', leg, play, finished: true })
    },
    crash() {
      down = true
      for (const [id, { file }] of recordings) endRecording(id, file, 'engine-failed')
      for (const leg of board.legs()) {
        forget(leg)
        tell({ type: 'failed', leg })
      }
    },
    recover: () => void (down = false),
    legs: () => board.legs(),
    heardBy: (leg) => board.heardBy(leg),
    soundOf: (leg) => plays.get(playOf(leg) ?? '')?.sound ?? music.get(leg),
    digitsOf: (leg) => digits.get(leg) ?? '',
    recordedIn: (file) => [...recordings.values()].find((one) => one.file === file && !one.paused),
  }

  function inOrder(act: () => void): Result<void, MediaProblem> {
    if (down) return fail({ code: 'engine-down' })
    act()
    return ok(undefined)
  }

  function withLeg<T>(leg: LegId, act: () => Result<T, MediaProblem>): Result<T, MediaProblem> {
    if (down) return fail({ code: 'engine-down' })
    return board.has(leg) ? act() : fail({ code: 'unknown-leg' })
  }

  function withRecording<T>(
    id: RecordingId,
    act: (recording: NewRecording & { paused: boolean }) => T,
  ): Result<T, MediaProblem> {
    const recording = recordings.get(id)
    if (down) return fail({ code: 'engine-down' })
    return recording ? ok(act(recording)) : fail({ code: 'unknown-recording' })
  }

  function playOf(leg: LegId): PlayId | undefined {
    return [...plays].find(([, play]) => play.leg === leg)?.[0]
  }

  function endPlay(id: PlayId | undefined): void {
    const play = plays.get(id ?? '')
    if (id === undefined || !play || !plays.delete(id)) return
    tell({ type: 'play-ended', leg: play.leg, play: id, finished: false })
  }

  function endRecording(recording: RecordingId, file: string, reason: RecordingEnd): void {
    recordings.delete(recording)
    tell({ type: 'recording-ended', recording, reason, file, durationMs: RECORDED_MS })
  }

  function forget(leg: LegId): void {
    board.remove(leg)
    music.delete(leg)
    for (const [id, play] of plays) if (play.leg === leg) plays.delete(id)
  }

  function tell(event: MediaEvent): void {
    if (event.type === 'play-ended') plays.delete(event.play)
    for (const listener of listeners) listener(event)
  }

  function newId(kind: string): string {
    made++
    return `${kind}-${made}`
  }
}

function isSdp(text: string): boolean {
  return text.startsWith('v=0')
}

function sdpOf(leg: LegId): string {
  return `v=0\r\ns=${leg}\r\n`
}
