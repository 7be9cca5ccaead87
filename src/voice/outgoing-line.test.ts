import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededChance } from '#kit/random.ts'
import { framesOf } from './dtmf.ts'
import { createOutgoingLine } from './outgoing-line.ts'
import { type RtpPacket, readRtp, sequenceDistance, timestampDistance } from './rtp.ts'

const FRAME_MS = 20

test('whoever speaks, and in whatever order, it is one stream in which time goes on as the clock does', () => {
  const speaker = fc.constantFrom('own', 'Dora', 'Ben', 'key')
  const turns = fc.array(fc.tuple(speaker, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(turns, fc.integer(), (said, seed) => {
      const { packets, elapsed } = speak(said, seed)
      expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1)
      for (const [index, packet] of packets.entries()) {
        const before = packets[index - 1]
        if (before) expect(sequenceDistance(before.sequence, packet.sequence)).toBe(1)
      }
      const voices = packets.filter(({ payloadType }) => payloadType === 0)
      for (const [index, packet] of voices.entries()) {
        const before = voices[index - 1]
        if (before) expect(timestampDistance(before.timestamp, packet.timestamp)).toBeGreaterThanOrEqual(160)
      }
      const [first, last] = [voices[0], voices.at(-1)]
      if (first && last)
        expect(timestampDistance(first.timestamp, last.timestamp)).toBeLessThanOrEqual(elapsed * 8)
    }),
  )
})

test('what a peer lost on the way is missing in the line too, and what came late keeps its place', () => {
  const line = createOutgoingLine(seededChance(1))
  const dora = {}
  const sent = [10, 11, 14, 13, 15].map((sequence, index) =>
    readRtp(
      line.passed(
        { from: dora, sequence, timestamp: sequence * 160, payload: new Uint8Array(160) },
        0,
        index * FRAME_MS,
      ),
    ),
  )
  const first = sent[0]?.sequence ?? 0
  expect(sent.map((packet) => sequenceDistance(first, packet?.sequence ?? 0))).toEqual([0, 1, 4, 3, 5])
})

function speak(turns: [string, number][], seed: number): { packets: RtpPacket[]; elapsed: number } {
  const line = createOutgoingLine(seededChance(seed))
  const peers = new Map(['Dora', 'Ben'].map((name, index) => [name, { from: {}, sequence: 65_530 * index }]))
  const packets: (RtpPacket | undefined)[] = []
  let now = 0
  for (const [who, frames] of turns) {
    const peer = peers.get(who)
    const key = framesOf('5')
    for (let i = 0; i < frames; i++) {
      now += FRAME_MS
      for (const other of peers.values()) other.sequence++
      const payload = new Uint8Array(160)
      if (peer) {
        const { from, sequence } = peer
        const passed = { from, sequence: sequence & 0xffff, timestamp: (sequence * 160) >>> 0, payload }
        packets.push(readRtp(line.passed(passed, 0, now)))
      } else if (who === 'key') {
        for (const event of key[i]?.payloads ?? [])
          packets.push(readRtp(line.event(event, 101, i === 0, now)))
      } else packets.push(readRtp(line.own(payload, 0, now)))
    }
  }
  return { packets: packets.filter((packet) => packet !== undefined), elapsed: now }
}
