import type { Chance } from '#kit/random.ts'
import { FRAME } from './g711.ts'
import { sequenceDistance, writeRtp } from './rtp.ts'

/**
 * The one stream that a far end receives, whoever speaks in it: ringback, a greeting, a peer, then music. Its SSRC
 * never changes, and its sequence numbers and timestamps go on where they were, or the far end would drop what follows.
 * Times are milliseconds of any steady clock.
 */
export type OutgoingLine = {
  readonly ssrc: number
  readonly packets: number
  /** When the last packet was made, or undefined before the first. */
  readonly lastAt: number | undefined
  /** A frame of our own making: it comes right after whatever was before. */
  own(payload: Uint8Array, payloadType: number, now: number): Uint8Array
  /** A frame of a peer's: while it is the same peer, its gaps and its order are passed on. */
  passed(frame: PassedFrame, payloadType: number, now: number): Uint8Array
  /** An RFC 4733 event. All packets of one event carry the timestamp of its first. */
  event(payload: Uint8Array, payloadType: number, isFirst: boolean, now: number): Uint8Array
}

/** `from` tells one peer's stream from another's. */
export type PassedFrame = { from: object; sequence: number; timestamp: number; payload: Uint8Array }

type Place = { marker: boolean; sequence: number; timestamp: number }

const SAMPLES_PER_MS = 8
/** A peer's stream that jumps further than this is taken up anew. */
const MAX_JUMP = 100

export function createOutgoingLine(chance: Chance): OutgoingLine {
  const ssrc = 1 + Math.floor(chance() * 0x7fff_fffe)
  let sequence = Math.floor(chance() * 0x7fff)
  let timestamp = Math.floor(chance() * 0x7fff_ffff)
  let source: object | undefined
  let offset = { sequence: 0, timestamp: 0 }
  let eventStart = 0
  let packets = 0
  let lastAt: number | undefined
  const ours = {}

  return {
    ssrc,
    get packets() {
      return packets
    },
    get lastAt() {
      return lastAt
    },
    own(payload, payloadType, now) {
      const marker = source !== ours
      advance(marker ? elapsed(now) : FRAME)
      source = ours
      return packet(payload, payloadType, { marker, sequence, timestamp }, now)
    },
    passed(frame, payloadType, now) {
      const expected = (frame.sequence + offset.sequence) & 0xffff
      const marker = source !== frame.from || Math.abs(sequenceDistance(sequence, expected)) > MAX_JUMP
      if (marker) takeUp(frame, now)
      return pass(frame, payloadType, marker, now)
    },
    event(payload, payloadType, isFirst, now) {
      advance(isFirst ? elapsed(now) : sinceLast(now))
      if (isFirst) eventStart = timestamp
      source = undefined
      return packet(payload, payloadType, { marker: isFirst, sequence, timestamp: eventStart }, now)
    },
  }

  function advance(samples: number): void {
    sequence = (sequence + 1) & 0xffff
    timestamp = (timestamp + samples) >>> 0
  }

  function takeUp(frame: PassedFrame, now: number): void {
    source = frame.from
    offset = {
      sequence: (sequence + 1 - frame.sequence) & 0xffff,
      timestamp: (timestamp + elapsed(now) - frame.timestamp) >>> 0,
    }
  }

  function pass(frame: PassedFrame, payloadType: number, marker: boolean, now: number): Uint8Array {
    const place = {
      sequence: (frame.sequence + offset.sequence) & 0xffff,
      timestamp: (frame.timestamp + offset.timestamp) >>> 0,
    }
    // A packet that was overtaken on its way keeps its place, and does not move the line back.
    if (sequenceDistance(sequence, place.sequence) > 0) ({ sequence, timestamp } = place)
    return packet(frame.payload, payloadType, { marker, ...place }, now)
  }

  function packet(payload: Uint8Array, payloadType: number, place: Place, now: number): Uint8Array {
    packets++
    lastAt = now
    return writeRtp({ ...place, payloadType, ssrc, payload })
  }

  // At least a frame: two frames never have the same time.
  function elapsed(now: number): number {
    return Math.max(FRAME, sinceLast(now))
  }

  function sinceLast(now: number): number {
    return lastAt === undefined ? 0 : Math.round((now - lastAt) * SAMPLES_PER_MS)
  }
}
