import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framesOf, keyOf } from './dtmf.ts'
import { readRtcp, writeReceiverReport } from './rtcp.ts'
import { isRtcp, readRtp, sequenceDistance, timestampDistance, writeRtp } from './rtp.ts'

const uint16 = fc.integer({ min: 0, max: 0xffff })
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff })

test('what is written is read again', () => {
  const packet = fc.record({
    payloadType: fc.integer({ min: 0, max: 127 }),
    marker: fc.boolean(),
    sequence: uint16,
    timestamp: uint32,
    ssrc: uint32,
    payload: fc.uint8Array({ maxLength: 480 }),
  })
  fc.assert(
    fc.property(packet, (one) => {
      expect(readRtp(writeRtp(one))).toEqual(one)
    }),
  )
})

test('contributors, extensions and padding are no voice', () => {
  const plain = writeRtp({
    ...{ payloadType: 0, marker: false, sequence: 7, timestamp: 160, ssrc: 9 },
    payload: Uint8Array.of(1, 2, 3),
  })
  const extra = Buffer.concat([
    Buffer.from([0x80 | 0x20 | 0x10 | 1]),
    plain.subarray(1, 12),
    Buffer.from([0, 0, 0, 5, 0xbe, 0xde, 0, 1, 0, 0, 0, 0]),
    plain.subarray(12),
    Buffer.from([0, 0, 3]),
  ])
  expect([...(readRtp(extra)?.payload ?? [])]).toEqual([1, 2, 3])
})

test('whatever comes, reading never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const packet = readRtp(bytes)
      if (packet) expect(packet.payload.length).toBeLessThanOrEqual(bytes.length - 12)
      readRtcp(bytes)
    }),
  )
})

test('numbers go round', () => {
  fc.assert(
    fc.property(uint16, fc.integer({ min: -0x7fff, max: 0x7fff }), (from, by) => {
      expect(sequenceDistance(from, (from + by) & 0xffff)).toBe(by)
    }),
  )
  fc.assert(
    fc.property(uint32, fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff }), (from, by) => {
      expect(timestampDistance(from, (from + by) >>> 0)).toBe(by)
    }),
  )
})

test('a key is 100 ms in growing packets, the last of them three times', () => {
  const payloads = framesOf('#').flatMap((frame) => frame.payloads)
  expect(payloads.map(keyOf)).toEqual(Array.from({ length: 7 }, () => '#'))
  expect(payloads.map((bytes) => ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0))).toEqual([
    160, 320, 480, 640, 800, 800, 800,
  ])
  expect(payloads.map((bytes) => (bytes[1] ?? 0) >> 7)).toEqual([0, 0, 0, 0, 1, 1, 1])
})

test('a report says how well somebody is heard', () => {
  const bytes = writeReceiverReport({
    ...{ ssrc: 1, about: 2, lost: 0.25, totalLost: 12, highest: 70_000, jitter: 33 },
    sender: { ntpMiddle: 5, agoMs: 500 },
  })
  expect(isRtcp(bytes)).toBe(true)
  expect(readRtcp(bytes)).toEqual({ reports: [{ ssrc: 2, lost: 0.25, jitter: 33 }], sender: undefined })
})
