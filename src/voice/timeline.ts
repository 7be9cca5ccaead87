import { FRAME } from './g711.ts'
import { timestampDistance } from './rtp.ts'

/**
 * Where the packets of one voice belong in a common time, counted in samples: as far apart as they were said, however
 * unevenly they came. A voice that jumps (it was on hold, the far end was replaced) is placed anew where it is heard.
 */
export type Placement = (timestamp: number, now: number) => number

/** `delay`: how long after it came a packet is placed, so that the next may be late. `slack`: how far is a jump. */
export function createPlacement({ delay, slack }: { delay: number; slack: number }): Placement {
  let anchor: { timestamp: number; at: number } | undefined
  return (timestamp, now) => {
    const wanted = now + delay
    const at = anchor ? anchor.at + timestampDistance(anchor.timestamp, timestamp) : wanted
    if (anchor && Math.abs(at - wanted) <= slack) return at
    anchor = { timestamp, at: wanted }
    return wanted
  }
}

/** Samples around now: written anywhere ahead, added up where voices meet, and read once from the front. */
export type Window = {
  /** The place of the first sample that has not been read. */
  readonly front: number
  /** Adds samples at a place. Those before the front, or too far ahead, are left out. */
  add(place: number, samples: Int16Array): void
  /** Takes `count` samples from the front. */
  take(count: number): Int16Array
}

export function createWindow(length: number): Window {
  const samples = new Int16Array(length)
  let front = 0
  return {
    get front() {
      return front
    },
    add(place, said) {
      const end = Math.min(said.length, front + length - place)
      for (let i = Math.max(0, front - place); i < end; i++) {
        const at = (place + i) % length
        samples[at] = clipped((samples[at] ?? 0) + (said[i] ?? 0))
      }
    },
    take(count) {
      const taken = new Int16Array(count)
      for (let i = 0; i < count; i++) {
        const at = (front + i) % length
        taken[i] = samples[at] ?? 0
        samples[at] = 0
      }
      front += count
      return taken
    },
  }
}

/** What each of several hears: all the others, frame by frame. */
export function mixed(frames: readonly Int16Array[]): Int16Array[] {
  const sum = new Int32Array(FRAME)
  for (const frame of frames) for (let i = 0; i < FRAME; i++) sum[i] = (sum[i] ?? 0) + (frame[i] ?? 0)
  return frames.map((own) => Int16Array.from(sum, (all, i) => clipped(all - (own[i] ?? 0))))
}

function clipped(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value))
}
