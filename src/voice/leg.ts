import type { Chance } from '#kit/random.ts'
import { type DtmfFrame, framesOf, keyOf } from './dtmf.ts'
import type { Codec, LegId, LegStats, MediaEvent, PlayId } from './engine.ts'
import { convert, decode, encode, FRAME, QUIET } from './g711.ts'
import { createOutgoingLine, type OutgoingLine } from './outgoing-line.ts'
import { createReception } from './reception.ts'
import { readRtcp, type SenderReport, writeReceiverReport } from './rtcp.ts'
import { isRtcp, readRtp } from './rtp.ts'
import type { Agreement } from './sdp.ts'

/** One far end's voice and ears: what comes from it, and the one line of what it hears. Times are milliseconds. */
export type Leg = {
  readonly id: LegId
  readonly line: OutgoingLine
  /** The far end to which it is connected, or to which it was. */
  connect(far: FarEnd, now: number): void
  /** Nothing reaches the far end any more. */
  lose(reason: LostReason): void
  /** A packet from the far end; a frame of voice when it holds one. */
  receive(bytes: Uint8Array, now: number): VoiceFrame | undefined
  /** Voice from the leg that this one is bridged with. */
  pass(frame: VoiceFrame, now: number): void
  /** What this one hears of several. */
  passMixed(samples: Int16Array): void
  play(play: PlayId, samples: Int16Array, loop: boolean): void
  playing(): PlayId | undefined
  /** Ends what is played. Returns its id. */
  stopPlaying(): PlayId | undefined
  hold(music: Int16Array): void
  resume(): void
  press(digits: string): void
  /** Sends what is due; called every 20 ms. */
  tick(now: number): void
  /** Notices silence, and reports to the far end how well it is heard; called about every second. */
  watch(now: number): void
  stats(now: number): LegStats
}

/** `from` is the same object for one unbroken stream. */
export type VoiceFrame = {
  from: object
  sequence: number
  timestamp: number
  payload: Uint8Array
  codec: Codec
}

export type FarEnd = { agreement: Agreement; send(packet: Uint8Array): void }
export type LostReason = Extract<MediaEvent, { type: 'disconnected' }>['reason']
type Sounding = { samples: Int16Array; at: number; loop: boolean }

/** A browser sends silence too; whoever sends nothing for so long is gone. */
const SILENT_MS = 5_000
/** A peer's network may hesitate for so long before we fill the line. */
const STARVING_MS = 200
const REPORT_EVERY_MS = 5_000
/** The longest payload that is passed on: 60 ms. */
const LONGEST_PAYLOAD = 3 * FRAME
const MOST_WAITING_DIGITS = 64

export function createLeg(id: LegId, chance: Chance, tell: (event: MediaEvent) => void): Leg {
  const line = createOutgoingLine(chance)
  let far: FarEnd | undefined
  let connected = false
  let connectedAt = 0
  let reception = createReception()
  let stream = {}
  let playing: (Sounding & { play: PlayId }) | undefined
  let music: Sounding | undefined
  let mixed: Int16Array | undefined
  let passedAt = Number.NEGATIVE_INFINITY
  let pressing: DtmfFrame[] = []
  let lastKeyAt: number | undefined
  let sender: (SenderReport & { at: number }) | undefined
  let reported = { at: 0, packets: 0, lost: 0 }
  let farHears: LegStats['farEnd'] = null

  return {
    id,
    line,
    connect(other, now) {
      far = other
      reception = createReception()
      stream = {}
      sender = undefined
      farHears = null
      reported = { at: now, packets: 0, lost: 0 }
      connectedAt = now
      setConnected()
    },
    lose,
    receive(bytes, now) {
      if (isRtcp(bytes)) hearReport(bytes, now)
      else return hearVoice(bytes, now)
      return undefined
    },
    pass(frame, now) {
      passedAt = now
      if (!far || playing || music || isPressing()) return
      const { codec, payloadType } = far.agreement
      far.send(
        line.passed({ ...frame, payload: convert(frame.payload, frame.codec, codec) }, payloadType, now),
      )
    },
    passMixed: (samples) => void (mixed = samples),
    play(play, samples, loop) {
      playing = { play, samples, at: 0, loop }
    },
    playing: () => playing?.play,
    stopPlaying() {
      const ended = playing?.play
      playing = undefined
      return ended
    },
    hold: (samples) => void (music = { samples, at: 0, loop: true }),
    resume: () => void (music = undefined),
    press(digits) {
      if (pressing.length > MOST_WAITING_DIGITS * framesOf('0').length) return
      for (const digit of digits) pressing.push(...framesOf(digit))
    },
    tick,
    watch(now) {
      if (!far) return
      const heardAt = Math.max(connectedAt, reception.lastAt ?? 0)
      if (connected && now - heardAt >= SILENT_MS) lose('silent')
      if (now - reported.at >= REPORT_EVERY_MS) report(now)
    },
    stats(now) {
      const { packets, lost, jitterMs } = reception.stats
      const silentMs = reception.lastAt === undefined ? null : now - reception.lastAt
      return {
        codec: far?.agreement.codec ?? null,
        connected,
        received: { packets, lost, jitterMs, silentMs },
        sent: { packets: line.packets },
        farEnd: farHears,
      }
    },
  }

  function setConnected(): void {
    connected = true
    tell({ type: 'connected', leg: id })
  }

  function lose(reason: LostReason): void {
    if (connected || !far) tell({ type: 'disconnected', leg: id, reason })
    connected = false
  }

  function hearVoice(bytes: Uint8Array, now: number): VoiceFrame | undefined {
    const packet = readRtp(bytes)
    if (!packet || !far) return undefined
    const { payloadType, codec, dtmfType } = far.agreement
    const isVoice = packet.payloadType === payloadType && packet.payload.length <= LONGEST_PAYLOAD
    const taken = reception.take(packet, isVoice, now)
    if (taken === 'drop') return undefined
    if (!connected) setConnected()
    if (packet.payloadType === dtmfType) hearKey(packet.payload, packet.timestamp)
    if (!isVoice) return undefined
    return { from: stream, ...taken, timestamp: packet.timestamp, payload: packet.payload, codec }
  }

  // An event comes in many packets with one timestamp.
  function hearKey(payload: Uint8Array, timestamp: number): void {
    const digit = keyOf(payload)
    if (digit === undefined || timestamp === lastKeyAt) return
    lastKeyAt = timestamp
    tell({ type: 'dtmf', leg: id, digit })
  }

  function hearReport(bytes: Uint8Array, now: number): void {
    const { reports, sender: told } = readRtcp(bytes)
    if (told) sender = { ...told, at: now }
    const about = reports.find(({ ssrc }) => ssrc === line.ssrc)
    if (about) farHears = { lost: about.lost, jitterMs: (about.jitter * 20) / FRAME }
  }

  function report(now: number): void {
    const { packets, lost, highest, ssrc, jitterMs } = reception.stats
    const since = { packets: packets - reported.packets, lost: lost - reported.lost }
    reported = { at: now, packets, lost }
    if (packets === 0) return
    const bytes = writeReceiverReport({
      ssrc: line.ssrc,
      about: ssrc,
      lost: since.lost / Math.max(1, since.lost + since.packets),
      totalLost: lost,
      highest,
      jitter: (jitterMs * FRAME) / 20,
      sender: sender && { ntpMiddle: sender.ntpMiddle, agoMs: now - sender.at },
    })
    far?.send(bytes)
  }

  function tick(now: number): void {
    if (!far) return
    const others = mixed
    mixed = undefined
    if (sendKey(now)) return
    if (playing) return sendSounding(playing, now)
    if (music) return sendSounding(music, now)
    if (others) return sendOwn(others, now)
    if (now - passedAt >= STARVING_MS) sendSilence(now)
  }

  function isPressing(): boolean {
    return (pressing[0]?.payloads.length ?? 0) > 0
  }

  // Whether something was sent in the place of voice; between two keys voice goes on.
  function sendKey(now: number): boolean {
    const frame = pressing.shift()
    const type = far?.agreement.dtmfType
    if (!frame || type === undefined) return false
    for (const payload of frame.payloads) far?.send(line.event(payload, type, frame.isFirst, now))
    return frame.payloads.length > 0
  }

  function sendSounding(sounding: Sounding, now: number): void {
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME; i++) {
      if (sounding.at >= sounding.samples.length && sounding.loop) sounding.at = 0
      frame[i] = sounding.samples[sounding.at++] ?? 0
    }
    sendOwn(frame, now)
    if (sounding.loop || sounding.at < sounding.samples.length || sounding !== playing) return
    const { play } = playing
    playing = undefined
    tell({ type: 'play-ended', leg: id, play, finished: true })
  }

  function sendOwn(samples: Int16Array, now: number): void {
    if (far) send(encode(far.agreement.codec, samples), now)
  }

  function sendSilence(now: number): void {
    if (far) send(new Uint8Array(FRAME).fill(QUIET[far.agreement.codec]), now)
  }

  function send(payload: Uint8Array, now: number): void {
    far?.send(line.own(payload, far.agreement.payloadType, now))
  }
}

/** The samples of a frame. */
export function samplesOf({ codec, payload }: VoiceFrame): Int16Array {
  return decode(codec, payload)
}
