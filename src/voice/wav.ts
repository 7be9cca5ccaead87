import { decode } from './g711.ts'

/** Samples of a second, for each channel, in everything that we write. */
export const RATE = 8_000
export const HEADER_BYTES = 44
export const BYTES_PER_SAMPLE = 2

export type Channels = 1 | 2

/** The head of a WAV file of 16-bit PCM at 8 kHz that holds `dataBytes` of samples. */
export function wavHeader(channels: Channels, dataBytes: number): Uint8Array {
  const frame = channels * BYTES_PER_SAMPLE
  const head = new DataView(new ArrayBuffer(HEADER_BYTES))
  writeWord(head, 0, 'RIFF')
  head.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  writeWord(head, 8, 'WAVEfmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, PCM, true)
  head.setUint16(22, channels, true)
  head.setUint32(24, RATE, true)
  head.setUint32(28, RATE * frame, true)
  head.setUint16(32, frame, true)
  head.setUint16(34, 8 * BYTES_PER_SAMPLE, true)
  writeWord(head, 36, 'data')
  head.setUint32(40, dataBytes, true)
  return new Uint8Array(head.buffer)
}

export type WavFormat = {
  encoding: 'pcm16' | 'PCMU' | 'PCMA'
  channels: Channels
  rate: number
  /** Where the samples are, in bytes. A length that the file does not hold is cut. */
  data: { start: number; bytes: number }
}

/** What a WAV file holds, or undefined when it is none, or none that we play. `file` may be its beginning only. */
export function readWavFormat(file: Uint8Array, fileBytes = file.length): WavFormat | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  if (readWord(view, 0) !== 'RIFF' || readWord(view, 8) !== 'WAVE') return undefined
  let format: Omit<WavFormat, 'data'> | undefined
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const [word, bytes, start] = [readWord(view, at), view.getUint32(at + 4, true), at + 8]
    if (word === 'fmt ') format = readFormat(view, start)
    if (word === 'data') {
      return format && { ...format, data: { start, bytes: Math.min(bytes, Math.max(0, fileBytes - start)) } }
    }
    at = start + bytes + (bytes % 2)
  }
  return undefined
}

/** The samples of a WAV file, its channels added up to one. */
export function readWavSamples(file: Uint8Array, { encoding, channels, data }: WavFormat): Int16Array {
  const bytes = file.subarray(data.start, data.start + data.bytes)
  const all = encoding === 'pcm16' ? pcmSamples(bytes) : decode(encoding, bytes)
  if (channels === 1) return all
  return Int16Array.from(
    { length: all.length >> 1 },
    (_, at) => ((all[2 * at] ?? 0) + (all[2 * at + 1] ?? 0)) / 2,
  )
}

/** Little-endian 16-bit samples. */
export function pcmSamples(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * BYTES_PER_SAMPLE, true))
}

const PCM = 1
const ENCODINGS: Record<number, { encoding: WavFormat['encoding']; bits: number }> = {
  [PCM]: { encoding: 'pcm16', bits: 16 },
  6: { encoding: 'PCMA', bits: 8 },
  7: { encoding: 'PCMU', bits: 8 },
}
/** The real encoding stands further on (`WAVE_FORMAT_EXTENSIBLE`). */
const EXTENSIBLE = 0xfffe
const RATES = { lowest: 4_000, highest: 192_000 }

function readFormat(view: DataView, at: number): Omit<WavFormat, 'data'> | undefined {
  if (at + 16 > view.byteLength) return undefined
  const told = view.getUint16(at, true)
  const code = told === EXTENSIBLE && at + 26 <= view.byteLength ? view.getUint16(at + 24, true) : told
  const known = ENCODINGS[code]
  const channels = view.getUint16(at + 2, true)
  const rate = view.getUint32(at + 4, true)
  if (!known || known.bits !== view.getUint16(at + 14, true)) return undefined
  if ((channels !== 1 && channels !== 2) || rate < RATES.lowest || rate > RATES.highest) return undefined
  return { encoding: known.encoding, channels, rate }
}

function readWord(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return ''
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}

function writeWord(view: DataView, at: number, word: string): void {
  for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i))
}
