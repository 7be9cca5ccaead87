import type { Tone } from './notification.ts'

/** One note: its frequency in Hz, when it begins and how long it rings, in seconds. */
type Note = [frequency: number, from: number, length: number, shape?: OscillatorType]

const NOTES: Record<Exclude<Tone, 'none'>, Note[]> = {
  chime: [
    [880, 0, 0.35],
    [1174.7, 0.11, 0.5],
  ],
  drop: [
    [1318.5, 0, 0.12],
    [987.8, 0.07, 0.3],
  ],
  knock: [
    [196, 0, 0.09, 'triangle'],
    [196, 0.13, 0.12, 'triangle'],
  ],
  bell: [
    [1046.5, 0, 0.9],
    [2093, 0, 0.5],
    [3140, 0, 0.25],
  ],
  pulse: [
    [587.3, 0, 0.16],
    [587.3, 0.22, 0.16],
    [784, 0.44, 0.34],
  ],
}

const LOUDEST = 0.35
const ATTACK = 0.008
const SILENT = 0.0001

let context: AudioContext | undefined

/** Rings once. A browser that has not been touched yet may stay silent. */
export async function ring(tone: Tone, volume: number): Promise<void> {
  if (tone === 'none' || volume <= 0 || !('AudioContext' in globalThis)) return
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume()
  const start = context.currentTime + 0.02
  for (const note of NOTES[tone]) sound(context, note, start, volume)
}

function sound(
  audio: AudioContext,
  [frequency, from, length, shape = 'sine']: Note,
  start: number,
  volume: number,
) {
  const oscillator = audio.createOscillator()
  const gain = audio.createGain()
  const at = start + from
  oscillator.type = shape
  oscillator.frequency.value = frequency
  gain.gain.setValueAtTime(SILENT, at)
  gain.gain.exponentialRampToValueAtTime(LOUDEST * volume, at + ATTACK)
  gain.gain.exponentialRampToValueAtTime(SILENT, at + length)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(at)
  oscillator.stop(at + length)
}
