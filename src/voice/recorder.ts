import type { LegId, NewRecording, RecordedLegs } from './engine.ts'
import { FRAME } from './g711.ts'
import { createPlacement, createWindow, type Placement } from './timeline.ts'
import { type Channels, RATE } from './wav.ts'

/** Puts what legs say in the order of time, one channel beside the other. Times are milliseconds of a steady clock. */
export type Recorder = {
  readonly channels: Channels
  /** What has been given away so far. */
  readonly durationMs: number
  legs(): LegId[]
  setLegs(legs: RecordedLegs): void
  add(leg: LegId, timestamp: number, samples: Int16Array, now: number): void
  pause(now: number): void
  resume(now: number): void
  /**
   * Samples, channel by channel in turn, up to a moment before which nothing more is expected; `all`: up to now.
   * `ended`: the recording has reached a limit, and this was the rest.
   */
  take(now: number, all?: boolean): { samples: Int16Array; ended?: 'silence' | 'length' }
}

/** A packet that is later than this is left out. */
const WAIT = RATE / 2
const WINDOW = 4 * RATE
/** Below this a frame is silence: about 45 dB under full loudness, above the hum of a quiet room. */
const QUIET_RMS = 180

export function createRecorder(
  legs: RecordedLegs,
  until: NewRecording['until'],
  startedAt: number,
): Recorder {
  const channels = legs.right ? 2 : 1
  const windows = Array.from({ length: channels }, () => createWindow(WINDOW))
  const longest = until?.lengthMs === undefined ? Number.POSITIVE_INFINITY : samplesIn(until.lengthMs)
  const longestSilence =
    until?.silenceMs === undefined ? Number.POSITIVE_INFINITY : samplesIn(until.silenceMs)
  let sides = [legs.left, legs.right ?? []]
  let placements = new Map<LegId, Placement>()
  let before = 0
  let runningSince: number | undefined = startedAt
  let given = 0
  let quiet = 0

  return {
    channels,
    get durationMs() {
      return (given * 1_000) / RATE
    },
    legs: () => [...new Set(sides.flat())],
    setLegs(other) {
      sides = [other.left, other.right ?? []]
      placements = new Map()
    },
    add(leg, timestamp, samples, now) {
      if (runningSince === undefined) return
      const place = placementOf(leg)(timestamp, position(now))
      for (const [channel, window] of windows.entries()) {
        if (sides[channel]?.includes(leg)) window.add(place, samples)
      }
    },
    pause(now) {
      before = position(now)
      runningSince = undefined
    },
    resume(now) {
      runningSince ??= now
      placements = new Map()
    },
    take(now, all = false) {
      const wanted = Math.min(position(now) - (all || runningSince === undefined ? 0 : WAIT), longest)
      const samples = interleaved(Math.max(0, wanted - given))
      if (given >= longest) return { samples, ended: 'length' }
      return quiet >= longestSilence ? { samples, ended: 'silence' } : { samples }
    },
  }

  function position(now: number): number {
    return before + (runningSince === undefined ? 0 : samplesIn(now - runningSince))
  }

  function placementOf(leg: LegId): Placement {
    const placement = placements.get(leg) ?? createPlacement({ delay: 0, slack: WAIT })
    placements.set(leg, placement)
    return placement
  }

  function interleaved(count: number): Int16Array {
    const taken = windows.map((window) => window.take(count))
    given += count
    const samples = new Int16Array(count * channels)
    for (const [channel, said] of taken.entries()) {
      for (let at = 0; at < count; at++) samples[at * channels + channel] = said[at] ?? 0
    }
    if (longestSilence < Number.POSITIVE_INFINITY) hearSilence(samples)
    return samples
  }

  function hearSilence(samples: Int16Array): void {
    const frame = FRAME * channels
    for (let start = 0; start < samples.length; start += frame) {
      const part = samples.subarray(start, start + frame)
      quiet = loudnessOf(part) < QUIET_RMS ? quiet + part.length / channels : 0
    }
  }
}

function loudnessOf(samples: Int16Array): number {
  let energy = 0
  for (const sample of samples) energy += sample * sample
  return Math.sqrt(energy / samples.length)
}

function samplesIn(ms: number): number {
  return Math.floor((ms * RATE) / 1_000)
}
