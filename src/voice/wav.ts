/** Samples of a second, for each channel, in everything that we write. */
export const RATE = 8_000
export const HEADER_BYTES = 44
export const BYTES_PER_SAMPLE = 2

/** The head of a WAV file of 16-bit PCM at 8 kHz that holds `dataBytes` of samples. */
export function wavHeader(channels: 1 | 2, dataBytes: number): Uint8Array {
  const frame = channels * BYTES_PER_SAMPLE
  const head = new DataView(new ArrayBuffer(HEADER_BYTES))
  const word = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) head.setUint8(at + i, text.charCodeAt(i))
  }
  word(0, 'RIFF')
  head.setUint32(4, HEADER_BYTES - 8 + dataBytes, true)
  word(8, 'WAVEfmt ')
  head.setUint32(16, 16, true)
  head.setUint16(20, 1, true)
  head.setUint16(22, channels, true)
  head.setUint32(24, RATE, true)
  head.setUint32(28, RATE * frame, true)
  head.setUint16(32, frame, true)
  head.setUint16(34, 8 * BYTES_PER_SAMPLE, true)
  word(36, 'data')
  head.setUint32(40, dataBytes, true)
  return new Uint8Array(head.buffer)
}
