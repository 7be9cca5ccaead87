import { BYTES_PER_SAMPLE, HEADER_BYTES, wavHeader } from '#voice/wav.ts'

const LOUDEST = 0x7fff

/** A WAV file of one voice, as telephones carry it. Samples of 8 kHz, from -1 to 1. */
export function wavFile(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + BYTES_PER_SAMPLE * samples.length)
  bytes.set(wavHeader(1, BYTES_PER_SAMPLE * samples.length))
  const view = new DataView(bytes.buffer, HEADER_BYTES)
  samples.forEach((sample, at) => {
    view.setInt16(at * BYTES_PER_SAMPLE, Math.round(Math.max(-1, Math.min(1, sample)) * LOUDEST), true)
  })
  return bytes
}
