import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CODECS, type Codec } from './engine.ts'
import { convert, decode, encode, QUIET } from './g711.ts'

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const codec = fc.constantFrom(...CODECS)
const sample = fc.integer({ min: -32_768, max: 32_767 })

test('every byte is the encoding of what it decodes to', () => {
  for (const one of CODECS) {
    const again = encode(one, decode(one, BYTES))
    // µ-law has two zeros.
    const expected = BYTES.map((byte) => (one === 'PCMU' && byte === 0x7f ? 0xff : byte))
    expect(again).toEqual(expected)
  }
})

test('the values are those of ITU-T G.711', () => {
  expect([...decode('PCMU', Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xe7))]).toEqual([
    -32_124, 32_124, 0, 0, 260,
  ])
  expect([...decode('PCMA', Uint8Array.of(0x2a, 0xaa, 0xd5, 0x55, 0x80))]).toEqual([
    -32_256, 32_256, 8, -8, 5_504,
  ])
})

test('a sample comes back with the precision of its size', () => {
  fc.assert(
    fc.property(codec, sample, (one, said) => {
      const heard = through(one, said)
      // Half a step; µ-law's steps begin 132 further out.
      expect(Math.abs(heard - said)).toBeLessThanOrEqual(Math.max(16, (Math.abs(said) + 132) / 32))
    }),
  )
})

test('louder stays louder', () => {
  fc.assert(
    fc.property(codec, sample, sample, (one, a, b) => {
      const [quieter, louder] = a < b ? [a, b] : [b, a]
      expect(through(one, quieter)).toBeLessThanOrEqual(through(one, louder))
    }),
  )
})

test('a voice in the other codec is the same voice, and silence stays silence', () => {
  fc.assert(
    fc.property(codec, codec, fc.uint8Array(), (from, to, bytes) => {
      expect(decode(to, convert(bytes, from, to))).toEqual(decode(to, encode(to, decode(from, bytes))))
    }),
  )
  for (const one of CODECS) expect(Math.abs(through(one, 0))).toBeLessThanOrEqual(8)
  expect(encode('PCMA', Int16Array.of(0))[0]).toBe(QUIET.PCMA)
  expect(encode('PCMU', Int16Array.of(0))[0]).toBe(QUIET.PCMU)
})

function through(one: Codec, said: number): number {
  return decode(one, encode(one, Int16Array.of(said)))[0] ?? Number.NaN
}
