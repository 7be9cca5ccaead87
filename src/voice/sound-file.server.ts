import { readFile, stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { ok, type Result } from '#kit/result.ts'
import type { MediaProblem, Sound } from './engine.ts'
import { resampled } from './resample.ts'
import { toneSamples } from './tones.ts'
import { RATE, readWavFormat, readWavSamples } from './wav.ts'

/** The samples of a sound, at 8 kHz. Problem: `unreadable-sound`. */
export async function loadSound(sound: Sound): Promise<Result<Int16Array, MediaProblem>> {
  if ('tone' in sound) return ok(toneSamples(sound.tone))
  const samples = await readSamples(sound.file).catch(() => undefined)
  return samples ? ok(samples) : { ok: false, error: { code: 'unreadable-sound' } }
}

const LONGEST_SECONDS = 600
/** Ten minutes of two channels at 48 kHz. */
const MOST_BYTES = LONGEST_SECONDS * 48_000 * 4 + 4_096

async function readSamples(path: string): Promise<Int16Array | undefined> {
  const { size } = await stat(path)
  return size > MOST_BYTES ? undefined : readSound(await readFile(path))
}

/** The samples of a WAV file at 8 kHz, its channels added up to one. Undefined: it is none, or none that we play. */
export async function readSound(file: Uint8Array): Promise<Int16Array | undefined> {
  const format = readWavFormat(file)
  if (!format || format.data.bytes === 0) return undefined
  const samples = readWavSamples(file, format)
  if (samples.length > LONGEST_SECONDS * format.rate) return undefined
  const whole = new Int16Array(Math.floor((samples.length * RATE) / format.rate))
  let at = 0
  for (const second of resampled(samples, format.rate)) {
    whole.set(second, at)
    at += second.length
    // Calls go on meanwhile.
    await setImmediate()
  }
  return whole
}
