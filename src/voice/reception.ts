import { type RtpPacket, sequenceDistance, timestampDistance } from './rtp.ts'

/** What a far end's packets tell of its network: how many came, how many are missing, how unevenly (RFC 3550). */
export type Reception = {
  readonly stats: ReceptionStats
  /** When the last packet came, or undefined before the first. */
  readonly lastAt: number | undefined
  /**
   * Takes note of a packet. `drop`: it came twice, or too late to be of use, or there are more than a voice needs.
   * Else its sequence number is given anew, without the gaps that packets leave which are not passed on.
   */
  take(packet: RtpPacket, isVoice: boolean, now: number): { sequence: number } | 'drop'
}

export type ReceptionStats = {
  packets: number
  lost: number
  jitterMs: number
  /** 32 bits: how often the number went round, and the highest number. */
  highest: number
  ssrc: number
}

const SAMPLES_PER_MS = 8
/** A jump of this many is another stream under the same name. */
const MAX_JUMP = 3_000
const LATE = 64
/** A second of voice in packets of 5 ms, the shortest in use; whoever sends more is flooding. */
const MAX_PER_SECOND = 200

export function createReception(): Reception {
  const second = { began: 0, packets: 0 }
  let lastAt: number | undefined
  let first: number | undefined
  let highest = 0
  let rounds = 0
  let ssrc = 0
  let before = { packets: 0, lost: 0 }
  let packets = 0
  let jitter = 0
  let transit: number | undefined
  let hidden = 0
  let seen = new Set<number>()

  return {
    get stats() {
      const lost = before.lost + missing()
      return {
        packets: before.packets + packets,
        lost,
        jitterMs: jitter / SAMPLES_PER_MS,
        highest: rounds * 65_536 + highest,
        ssrc,
      }
    },
    get lastAt() {
      return lastAt
    },
    take(packet, isVoice, now) {
      if (isFlood(now)) return 'drop'
      lastAt = now
      if (first === undefined || packet.ssrc !== ssrc || jumps(packet)) begin(packet)
      if (isStale(packet)) return 'drop'
      packets++
      if (isVoice) measureJitter(packet, now)
      else hidden++
      return { sequence: (packet.sequence - hidden) & 0xffff }
    },
  }

  function isFlood(now: number): boolean {
    if (now - second.began >= 1_000) Object.assign(second, { began: now, packets: 0 })
    second.packets++
    return second.packets > MAX_PER_SECOND
  }

  function jumps(packet: RtpPacket): boolean {
    return Math.abs(sequenceDistance(highest, packet.sequence)) > MAX_JUMP
  }

  function begin(packet: RtpPacket): void {
    before = { packets: before.packets + packets, lost: before.lost + missing() }
    first = packet.sequence
    highest = (packet.sequence - 1) & 0xffff
    rounds = highest > packet.sequence ? -1 : 0
    packets = 0
    transit = undefined
    ssrc = packet.ssrc
    seen = new Set()
  }

  function isStale({ sequence }: RtpPacket): boolean {
    const ahead = sequenceDistance(highest, sequence)
    if (ahead <= -LATE || seen.has(sequence)) return true
    seen.add(sequence)
    if (ahead > 0) moveOn(sequence, ahead)
    return false
  }

  function moveOn(sequence: number, ahead: number): void {
    if (sequence < highest) rounds++
    for (let gone = 0; gone < ahead; gone++) seen.delete((highest + 1 + gone - LATE) & 0xffff)
    highest = sequence
  }

  function missing(): number {
    if (first === undefined) return 0
    return Math.max(0, rounds * 65_536 + highest - first + 1 - packets)
  }

  function measureJitter({ timestamp }: RtpPacket, now: number): void {
    const arrived = Math.round(now * SAMPLES_PER_MS)
    const between = (arrived - timestamp) | 0
    if (transit !== undefined) jitter += (Math.abs(timestampDistance(transit, between)) - jitter) / 16
    transit = between
  }
}
