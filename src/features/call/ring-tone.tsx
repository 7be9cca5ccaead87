import { preference } from '#ui/preference.ts'

/** A sound of ours that goes on until it is stopped, once or again. */
export type Ringing = { stop(): void }

type Note = { at: number; hertz: number; seconds: number }
type Pattern = { notes: Note[]; everyMs: number }

export const RING_TONES = ['soft', 'classic', 'bright', 'none'] as const
export const RING_VOLUMES = ['quiet', 'normal', 'loud'] as const

export type RingTone = (typeof RING_TONES)[number]

/** How this browser rings: other rooms want other sounds. */
export const ringTone = preference<RingTone>('ring-tone', RING_TONES, 'soft')
export const ringVolume = preference<(typeof RING_VOLUMES)[number]>('ring-volume', RING_VOLUMES, 'normal')

const PATTERNS: Record<Exclude<RingTone, 'none'>, Pattern> = {
  // Two soft strokes, then a pause: to be noticed, not to startle.
  soft: {
    notes: [
      { at: 0, hertz: 587, seconds: 0.5 },
      { at: 0.18, hertz: 740, seconds: 0.5 },
      { at: 0.36, hertz: 880, seconds: 0.7 },
    ],
    everyMs: 2_400,
  },
  // Two tones at once, as long as telephones have always rung.
  classic: {
    notes: [
      { at: 0, hertz: 440, seconds: 1.6 },
      { at: 0, hertz: 480, seconds: 1.6 },
    ],
    everyMs: 4_000,
  },
  bright: {
    notes: [0, 0.12, 0.24, 0.6, 0.72, 0.84].map((at, index) => ({
      at,
      hertz: index % 2 === 0 ? 1_175 : 1_568,
      seconds: 0.16,
    })),
    everyMs: 2_400,
  },
}
const WAITING: Pattern = {
  notes: [
    { at: 0, hertz: 740, seconds: 0.18 },
    { at: 0.25, hertz: 740, seconds: 0.18 },
  ],
  everyMs: 5_000,
}

const BEGINS = 0.05
const LOUDEST = { quiet: 0.1, normal: 0.22, loud: 0.5 }
/** It begins quietly, and is as loud as it gets after so many times. */
const GROWS_OVER = 4

/** Rings as this browser's person likes it, quietly at first. A page that nobody has touched yet may not be heard: browsers want it so. */
export function ring(why: 'call' | 'waiting'): Ringing {
  const tone = ringTone.get()
  if (tone === 'none') return { stop() {} }
  return play(why === 'waiting' ? WAITING : PATTERNS[tone], why === 'waiting' ? () => BEGINS : grown)
}

/** Rings once, as loud as it gets, for who is choosing. */
export function ringOnce(tone: RingTone): void {
  if (tone === 'none') return
  const { notes } = PATTERNS[tone]
  const context = new AudioContext()
  for (const note of notes) strike(context, note, LOUDEST[ringVolume.get()])
  const over = Math.max(...notes.map(({ at, seconds }) => at + seconds))
  setTimeout(() => void context.close(), 1_000 * (over + 0.2))
}

function play({ notes, everyMs }: Pattern, loudnessOf: (times: number) => number): Ringing {
  const context = new AudioContext()
  let times = 0
  let stopped = false
  const once = () => {
    const loudness = loudnessOf(times++)
    for (const note of notes) strike(context, note, loudness)
  }
  once()
  const repeating = setInterval(once, everyMs)
  return {
    stop() {
      clearInterval(repeating)
      if (!stopped) void context.close()
      stopped = true
    },
  }
}

function grown(times: number): number {
  return BEGINS + (LOUDEST[ringVolume.get()] - BEGINS) * Math.min(1, times / GROWS_OVER)
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
