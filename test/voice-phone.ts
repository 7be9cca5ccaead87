import ndc from 'node-datachannel'
import { seededChance } from '#kit/random.ts'
import { framesOf, keyOf } from '#voice/dtmf.ts'
import type { Codec, Sdp } from '#voice/engine.ts'
import { decode, encode, FRAME } from '#voice/g711.ts'
import { createOutgoingLine } from '#voice/outgoing-line.ts'
import { isRtcp, type RtpPacket, readRtp } from '#voice/rtp.ts'
import { withDtmf } from '#voice/sdp.ts'
import { RATE } from '#voice/wav.ts'

/** A far end without a browser: it says a tone, and keeps all that it hears. */
export type Phone = {
  offer(): Promise<Sdp>
  answer(offer: Sdp): Promise<Sdp>
  accept(answer: Sdp): void
  /** From now on it says this tone, in hertz, and with 0 silence; it is silent from the beginning. */
  say(frequency: number): void
  /** Whether it sends anything at all. */
  transmit(on: boolean): void
  press(digits: string): void
  /** What it has heard so far is forgotten. */
  forget(): void
  heard(): Int16Array
  packets(): RtpPacket[]
  digits(): string
  /** The bytes of voice that came last. */
  lastPayload(): Uint8Array | undefined
  /** What it says next is a payload of these bytes, made when it is sent. */
  sayBytes(make: (() => Uint8Array) | undefined): void
  onVoice(listener: ((payload: Uint8Array) => void) | undefined): void
  isConnected(): boolean
  close(): void
}

const DTMF_TYPE = 101
const TYPES: Record<Codec, number> = { PCMU: 0, PCMA: 8 }
const LOUDNESS = 8_000

export function createPhone(codecs: readonly Codec[] = ['PCMU', 'PCMA'], address = '127.0.0.1'): Phone {
  const peer = new ndc.PeerConnection('phone', {
    iceServers: [],
    bindAddress: address,
    forceMediaTransport: true,
  })
  const line = createOutgoingLine(seededChance(Math.floor(Math.random() * 2 ** 31)))
  const received: RtpPacket[] = []
  const pressed = new Set<number>()
  let track: ndc.Track | undefined
  let codec: Codec = codecs[0] ?? 'PCMU'
  let frequency = 0
  let at = 0
  let transmitting = true
  let digits = ''
  let pressing: ReturnType<typeof framesOf> = []
  let next = performance.now()
  let makeBytes: (() => Uint8Array) | undefined
  let voiceListener: ((payload: Uint8Array) => void) | undefined
  const timer = setInterval(speak, 20)
  peer.onTrack(use)

  return {
    async offer() {
      const audio = new ndc.Audio('0', 'SendRecv')
      for (const one of codecs) audio.addAudioCodec(TYPES[one], one)
      audio.addSSRC(line.ssrc, 'phone', 'phone', 'phone')
      use(peer.addTrack(audio))
      return withDtmf(await described(() => peer.setLocalDescription('offer')))
    },
    answer(offer) {
      codec = codecs.find((one) => firstType(offer) === TYPES[one]) ?? codec
      return described(() => peer.setRemoteDescription(offer, 'offer'))
    },
    accept(answer) {
      codec = firstType(answer) === TYPES.PCMA ? 'PCMA' : 'PCMU'
      peer.setRemoteDescription(answer, 'answer')
    },
    say: (tone) => void (frequency = tone),
    transmit: (on) => void (transmitting = on),
    press: (keys) => void (pressing = keys.split('').flatMap(framesOf)),
    forget() {
      received.length = 0
      digits = ''
    },
    heard() {
      const voices = received.filter(({ payloadType }) => payloadType === TYPES[codec])
      return Int16Array.from(voices.flatMap(({ payload }) => [...decode(codec, payload)]))
    },
    packets: () => [...received],
    digits: () => digits,
    lastPayload: () => received.findLast(({ payloadType }) => payloadType === TYPES[codec])?.payload,
    sayBytes: (make) => void (makeBytes = make),
    onVoice: (listener) => void (voiceListener = listener),
    isConnected: () => peer.state() === 'connected',
    close() {
      clearInterval(timer)
      track?.close()
      peer.close()
    },
  }

  function use(opened: ndc.Track): void {
    track = opened
    track.onMessage((bytes) => {
      const packet = isRtcp(bytes) ? undefined : readRtp(bytes)
      if (!packet) return
      if (voiceListener) return voiceListener(packet.payload)
      if (packet.payloadType === DTMF_TYPE) hearKey(packet)
      received.push(packet)
    })
  }

  function hearKey({ payload, timestamp }: RtpPacket): void {
    if (pressed.has(timestamp)) return
    pressed.add(timestamp)
    digits += keyOf(payload) ?? ''
  }

  async function described(set: () => void): Promise<Sdp> {
    const gathered = new Promise<void>((done) =>
      peer.onGatheringStateChange((state) => state === 'complete' && done()),
    )
    set()
    if (peer.gatheringState() !== 'complete') await gathered
    const { sdp } = peer.localDescription() ?? { sdp: '' }
    // An answer of the library's names no SSRC.
    return sdp.includes('a=ssrc:')
      ? sdp
      : sdp.replace('a=setup:', `a=ssrc:${line.ssrc} cname:phone\r\na=setup:`)
  }

  function speak(): void {
    const now = performance.now()
    for (; next <= now; next += 20) if (transmitting && track?.isOpen()) sendFrame(now)
  }

  function sendFrame(now: number): void {
    const key = pressing.shift()
    for (const payload of key?.payloads ?? [])
      send(line.event(payload, DTMF_TYPE, key?.isFirst ?? false, now))
    if (key && key.payloads.length > 0) return
    send(line.own(makeBytes ? makeBytes() : encode(codec, tone()), TYPES[codec], now))
  }

  function tone(): Int16Array {
    const start = at
    at += FRAME
    return Int16Array.from(
      { length: FRAME },
      (_, i) => LOUDNESS * Math.sin((2 * Math.PI * frequency * (start + i)) / RATE),
    )
  }

  function send(bytes: Uint8Array): void {
    track?.sendMessageBinary(Buffer.from(bytes))
  }
}

/** How much of a sound's energy is at a frequency, from 0 to 1 (Goertzel). */
export function shareOf(samples: Int16Array, frequency: number, rate = RATE): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / rate)
  let [before, last, energy] = [0, 0, 0]
  for (const sample of samples) {
    ;[before, last] = [last, sample + turn * last - before]
    energy += sample * sample
  }
  const power = last * last + before * before - turn * last * before
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy)
}

/** The loudest sample. */
export function peakOf(samples: Int16Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
}

function firstType(sdp: Sdp): number {
  return Number(/^m=audio \d+ \S+ (\d+)/m.exec(sdp)?.[1])
}
