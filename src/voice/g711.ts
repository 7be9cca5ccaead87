import type { Codec } from './engine.ts'

/** Samples, and bytes, of the 20 ms that one packet carries. */
export const FRAME = 160

/** Silence in each codec's own bytes: what is quiet in one is a loud click in the other. */
export const QUIET: Record<Codec, number> = { PCMU: 0xff, PCMA: 0xd5 }

/** 16-bit samples of G.711 bytes. */
export function decode(codec: Codec, bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODED[codec][bytes[i] ?? 0] ?? 0
  return samples
}

/** G.711 bytes of 16-bit samples. */
export function encode(codec: Codec, samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) bytes[i] = ENCODED[codec][(samples[i] ?? 0) & 0xffff] ?? 0
  return bytes
}

/** The same voice in the other codec; the bytes themselves when it is the same codec. */
export function convert(bytes: Uint8Array, from: Codec, to: Codec): Uint8Array {
  if (from === to) return bytes
  const converted = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) converted[i] = CONVERTED[from][bytes[i] ?? 0] ?? 0
  return converted
}

// Steps and offsets as ITU-T G.711 defines them.
const ULAW_BIAS = 0x84
const ULAW_CLIP = 32_635

const DECODED: Record<Codec, Int16Array> = {
  PCMU: Int16Array.from({ length: 256 }, (_, byte) => fromUlaw(byte)),
  PCMA: Int16Array.from({ length: 256 }, (_, byte) => fromAlaw(byte)),
}
const ENCODED: Record<Codec, Uint8Array> = { PCMU: encodings(toUlaw), PCMA: encodings(toAlaw) }
const CONVERTED: Record<Codec, Uint8Array> = {
  PCMU: encode('PCMA', DECODED.PCMU),
  PCMA: encode('PCMU', DECODED.PCMA),
}

function encodings(of: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, bits) => of(bits < 32_768 ? bits : bits - 65_536))
}

function fromUlaw(byte: number): number {
  const bits = ~byte & 0xff
  const size = (((bits & 0x0f) << 3) + ULAW_BIAS) << ((bits & 0x70) >> 4)
  return bits & 0x80 ? ULAW_BIAS - size : size - ULAW_BIAS
}

function toUlaw(sample: number): number {
  const size = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS
  const segment = 31 - Math.clz32(size) - 7
  const bits = (sample < 0 ? 0x80 : 0) | (segment << 4) | ((size >> (segment + 3)) & 0x0f)
  return ~bits & 0xff
}

function fromAlaw(byte: number): number {
  const bits = byte ^ 0x55
  const segment = (bits & 0x70) >> 4
  const step = ((bits & 0x0f) << 4) + 8
  const size = segment === 0 ? step : (step + 0x100) << (segment - 1)
  return bits & 0x80 ? size : -size
}

function toAlaw(sample: number): number {
  // In A-law a negative sample is one below its size, so that zero has a side.
  const size = sample < 0 ? -sample - 1 : sample
  const segment = size < 256 ? 0 : 31 - Math.clz32(size) - 7
  const bits = (segment << 4) | ((size >> (segment === 0 ? 4 : segment + 3)) & 0x0f)
  return (bits | (sample < 0 ? 0 : 0x80)) ^ 0x55
}
