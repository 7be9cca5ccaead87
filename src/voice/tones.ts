import type { Tone } from './engine.ts'
import { RATE } from './wav.ts'

/** A sound of ours, as 16-bit samples at 8 kHz, made to be repeated without a click. */
export function toneSamples(tone: Tone): Int16Array {
  const made = MADE.get(tone) ?? MAKERS[tone]()
  MADE.set(tone, made)
  return made
}

const MADE = new Map<Tone, Int16Array>()
const LOUD = 8_000
const SOFT = 5_000

// What telephones in North America sound like; the beep is that of an answering machine.
const MAKERS: Record<Tone, () => Int16Array> = {
  ringback: () => joined(sines([440, 480], 2_000, SOFT), silence(4_000)),
  busy: () => joined(sines([480, 620], 500, SOFT), silence(500)),
  beep: () => sines([1_400], 400, LOUD),
  'call-waiting': () => joined(sines([440], 300, SOFT), silence(9_700)),
  'hold-music': music,
}

const EDGE_MS = 5

function sines(frequencies: number[], ms: number, loudness: number): Int16Array {
  const length = samplesIn(ms)
  const edge = samplesIn(EDGE_MS)
  return Int16Array.from({ length }, (_, at) => {
    const sum = frequencies.reduce((total, one) => total + Math.sin((2 * Math.PI * one * at) / RATE), 0)
    return ((loudness * sum) / frequencies.length) * Math.min(1, at / edge, (length - 1 - at) / edge)
  })
}

function silence(ms: number): Int16Array {
  return new Int16Array(samplesIn(ms))
}

const A4 = 440
// Chords as semitones from A4, each played as a slow arpeggio: C, A minor, F, G.
const CHORDS = [
  [-9, -5, -2, 3],
  [-12, -9, -5, 0],
  [-16, -12, -9, -4],
  [-14, -10, -7, -2],
]
const PATTERN = [0, 1, 2, 3, 2, 1, 2, 1]
const NOTE_MS = 300
/** How quickly a note dies away, in milliseconds to a third. */
const DECAY_MS = 500

// Sixteen seconds or so of something calm. What sounds on past the end is heard at the beginning of the next round.
function music(): Int16Array {
  const notes = [...CHORDS, ...CHORDS].flatMap((chord) => PATTERN.map((step) => chord[step] ?? 0))
  const length = samplesIn(notes.length * NOTE_MS)
  const sound = new Float64Array(length)
  for (const [index, note] of notes.entries()) pluck(sound, samplesIn(index * NOTE_MS), A4 * 2 ** (note / 12))
  return Int16Array.from(sound, (value) => Math.round(value * LOUD * 0.4))
}

function pluck(sound: Float64Array, start: number, frequency: number): void {
  const attack = samplesIn(EDGE_MS)
  for (let at = 0; at < samplesIn(DECAY_MS * 5); at++) {
    const angle = (2 * Math.PI * frequency * at) / RATE
    const shape = Math.min(1, at / attack) * Math.exp((-at * 1_000) / RATE / DECAY_MS)
    const place = (start + at) % sound.length
    sound[place] =
      (sound[place] ?? 0) + shape * (Math.sin(angle) + 0.35 * Math.sin(2 * angle) + 0.1 * Math.sin(3 * angle))
  }
}

function samplesIn(ms: number): number {
  return Math.round((ms * RATE) / 1_000)
}

function joined(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
