/** A sound of ours that goes on until it is stopped. */
export type Ringing = { stop(): void }

type Note = { at: number; hertz: number; seconds: number }

// Two soft strokes, then a pause: to be noticed, not to startle.
const CALL: Note[] = [
  { at: 0, hertz: 587, seconds: 0.5 },
  { at: 0.18, hertz: 740, seconds: 0.5 },
  { at: 0.36, hertz: 880, seconds: 0.7 },
]
const WAITING: Note[] = [
  { at: 0, hertz: 740, seconds: 0.18 },
  { at: 0.25, hertz: 740, seconds: 0.18 },
]
const PATTERNS = { call: { notes: CALL, everyMs: 2_400 }, waiting: { notes: WAITING, everyMs: 5_000 } }

const QUIET = 0.05
const LOUD = 0.22
/** It begins quietly, and is as loud as it gets after so many times. */
const GROWS_OVER = 4

/** Rings, quietly at first. A page that nobody has touched yet may not be heard: browsers want it so. */
export function ring(pattern: keyof typeof PATTERNS): Ringing {
  const { notes, everyMs } = PATTERNS[pattern]
  const context = new AudioContext()
  let times = 0
  const once = () => {
    const loudness = pattern === 'waiting' ? QUIET : grown(times++)
    for (const note of notes) strike(context, note, loudness)
  }
  once()
  const repeating = setInterval(once, everyMs)
  return {
    stop() {
      clearInterval(repeating)
      void context.close()
    },
  }
}

function grown(times: number): number {
  return QUIET + (LOUD - QUIET) * Math.min(1, times / GROWS_OVER)
}

function strike(context: AudioContext, { at, hertz, seconds }: Note, loudness: number): void {
  const begin = context.currentTime + at
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.type = 'sine'
  oscillator.frequency.value = hertz
  gain.gain.setValueAtTime(0, begin)
  gain.gain.linearRampToValueAtTime(loudness, begin + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.001, begin + seconds)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(begin)
  oscillator.stop(begin + seconds)
}
