import { type FileHandle, open } from 'node:fs/promises'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { RecordedFile } from './engine.ts'
import { decode } from './g711.ts'
import {
  BYTES_PER_SAMPLE,
  type Channels,
  HEADER_BYTES,
  pcmSamples,
  RATE,
  readWavFormat,
  type WavFormat,
  wavHeader,
} from './wav.ts'

/** A file that grows while a call is recorded. It never holds more in memory than `MOST_WAITING`. */
export type GrowingFile = {
  /** Whether the disk still takes it. */
  append(samples: Int16Array): boolean
  /** Writes what is left and says in the head how long it became. */
  finish(): Promise<RecordedFile>
}

/** Problem: `unwritable-file`, also when there is one already. */
export async function createRecordingFile(
  file: string,
  channels: Channels,
): Promise<Result<GrowingFile, { code: 'unwritable-file' }>> {
  const handle = await open(file, 'wx').catch(() => undefined)
  if (!handle) return { ok: false, error: { code: 'unwritable-file' } }
  return ok(growing(handle, file, channels))
}

/**
 * Mends the head of a recording whose end was never written, as after a crash: it is as long as its file. Problem:
 * `not-a-recording`.
 */
export async function repairRecording(file: string): Promise<Result<RecordedFile>> {
  const handle = await open(file, 'r+').catch(() => undefined)
  if (!handle) return refuse('not-a-recording')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const { size } = await handle.stat()
    const format = bytesRead === HEADER_BYTES ? readWavFormat(buffer, size) : undefined
    if (format?.encoding !== 'pcm16' || format.rate !== RATE) return refuse('not-a-recording')
    return ok(await complete(handle, file, format.channels, size - HEADER_BYTES))
  } finally {
    await handle.close()
  }
}

/** How loud a recording is along its way: for each channel the peaks of equal parts, from 0 to 1. */
export type Peaks = { durationMs: number; channels: number[][] }

/** `count` peaks of each channel of a WAV file. Problem: `not-a-recording`. */
export async function peaksOf(file: string, count: number): Promise<Result<Peaks>> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (!handle) return refuse('not-a-recording')
  try {
    const { size } = await handle.stat()
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LARGEST_HEAD), 0, LARGEST_HEAD, 0)
    const format = readWavFormat(buffer.subarray(0, bytesRead), size)
    return format ? ok(await measure(handle, format, count)) : refuse('not-a-recording')
  } finally {
    await handle.close()
  }
}

/** A minute in two channels: a disk that is so far behind will not catch up. */
const MOST_WAITING = 60 * RATE * 2 * BYTES_PER_SAMPLE
const LARGEST_HEAD = 4_096
const CHUNK_BYTES = 65_536
const LOUDEST = 32_768

function growing(handle: FileHandle, file: string, channels: Channels): GrowingFile {
  let waiting = 0
  let written = 0
  let failed = false
  let last = handle.write(wavHeader(channels, 0)).then(
    () => {},
    () => void (failed = true),
  )
  return {
    append(samples) {
      if (failed || waiting > MOST_WAITING) return false
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
      waiting += bytes.length
      last = last.then(() => write(bytes))
      return true
    },
    async finish() {
      await last
      try {
        return await complete(handle, file, channels, written)
      } catch {
        return { file, durationMs: durationOf(channels, written) }
      } finally {
        await handle.close().catch(() => {})
      }
    },
  }

  async function write(bytes: Buffer): Promise<void> {
    try {
      if (failed) return
      await handle.appendFile(bytes)
      written += bytes.length
    } catch {
      failed = true
    } finally {
      waiting -= bytes.length
    }
  }
}

async function complete(
  handle: FileHandle,
  file: string,
  channels: Channels,
  dataBytes: number,
): Promise<RecordedFile> {
  const whole = dataBytes - (dataBytes % (channels * BYTES_PER_SAMPLE))
  await handle.write(wavHeader(channels, whole), 0, HEADER_BYTES, 0)
  await handle.truncate(HEADER_BYTES + whole)
  await handle.datasync()
  return { file, durationMs: durationOf(channels, whole) }
}

function durationOf(channels: Channels, dataBytes: number): number {
  return (dataBytes * 1_000) / (RATE * channels * BYTES_PER_SAMPLE)
}

async function measure(
  handle: FileHandle,
  { encoding, channels, rate, data }: WavFormat,
  count: number,
): Promise<Peaks> {
  const frameBytes = channels * (encoding === 'pcm16' ? BYTES_PER_SAMPLE : 1)
  const frames = Math.floor(data.bytes / frameBytes)
  const peaks = Array.from({ length: channels }, () => new Float64Array(count))
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let at = 0; at < frames; ) {
    const wanted = Math.min(CHUNK_BYTES, (frames - at) * frameBytes)
    const { bytesRead } = await handle.read(chunk, 0, wanted, data.start + at * frameBytes)
    const bytes = chunk.subarray(0, bytesRead - (bytesRead % frameBytes))
    if (bytes.length === 0) break
    const samples = encoding === 'pcm16' ? pcmSamples(bytes) : decode(encoding, bytes)
    for (let i = 0; i < samples.length; i++) {
      const part = Math.floor(((at + Math.floor(i / channels)) * count) / frames)
      const channel = peaks[i % channels]
      if (channel) channel[part] = Math.max(channel[part] ?? 0, Math.abs(samples[i] ?? 0) / LOUDEST)
    }
    at += bytes.length / frameBytes
  }
  const rounded = peaks.map((channel) => Array.from(channel, (peak) => Math.round(peak * 100) / 100))
  return { durationMs: (frames * 1_000) / rate, channels: rounded }
}
