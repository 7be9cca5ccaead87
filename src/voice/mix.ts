import { FRAME } from './g711.ts'
import { type Leg, samplesOf, type VoiceFrame } from './leg.ts'
import { createPlacement, createWindow, mixed } from './timeline.ts'

/** Three or more in one bridge: each hears the sum of the others, a little later than it was said. */
export type Mix = {
  readonly legs: readonly Leg[]
  add(leg: Leg, frame: VoiceFrame): void
  /** Called every 20 ms. */
  tick(): void
}

/** How late a packet may be, in samples: 40 ms; and how far a voice may drift before it is placed anew. */
const DELAY = 2 * FRAME
const SLACK = 10 * FRAME
const WINDOW = 50 * FRAME

export function createMix(legs: readonly Leg[]): Mix {
  const voices = new Map(
    legs.map((leg) => [
      leg,
      { window: createWindow(WINDOW), placement: createPlacement({ delay: DELAY, slack: SLACK }) },
    ]),
  )
  return {
    legs,
    add(leg, frame) {
      const voice = voices.get(leg)
      voice?.window.add(voice.placement(frame.timestamp, voice.window.front), samplesOf(frame))
    },
    tick() {
      const heard = mixed([...voices.values()].map(({ window }) => window.take(FRAME)))
      for (const [index, leg] of legs.entries()) leg.passMixed(heard[index] ?? new Int16Array(FRAME))
    },
  }
}
