import ndc from 'node-datachannel'
import { fail, ok, type Result } from '#kit/result.ts'
import { CODECS, type Codec, type MediaProblem, type Sdp } from './engine.ts'
import { type Agreement, announce, narrowOffer, readAgreement, withDtmf, withoutCandidates } from './sdp.ts'

/** The encrypted way to one far end. A leg has one at a time, and another when its far end is replaced. */
export type Link = {
  /** Undefined until both sides have said what they speak. */
  agreement(): Agreement | undefined
  answer(offer: Sdp): Promise<Result<Sdp, MediaProblem>>
  offer(): Promise<Result<Sdp, MediaProblem>>
  accept(answer: Sdp): Result<void, MediaProblem>
  /** Does nothing before the far end is connected. */
  send(packet: Uint8Array): void
  close(): void
}

export type LinkOptions = {
  /** The one UDP port of this process, and the addresses under which others find it. */
  bindAddress: string
  port: number
  addresses: readonly string[]
  codecs: readonly Codec[]
  ssrc: number
}

export type LinkListener = {
  packet(bytes: Uint8Array): void
  connected(): void
  /** The far end closed, or cannot be reached any more. */
  lost(): void
}

export function openLink(options: LinkOptions, listener: LinkListener): Link {
  const { bindAddress, port, codecs, ssrc } = options
  const peer = new ndc.PeerConnection('leg', {
    iceServers: [],
    bindAddress,
    portRangeBegin: port,
    portRangeEnd: port,
    enableIceUdpMux: true,
    forceMediaTransport: true,
  })
  let track: ndc.Track | undefined
  let agreed: Agreement | undefined
  peer.onTrack(use)
  peer.onStateChange((state) => {
    if (state === 'connected') listener.connected()
    if (state === 'failed' || state === 'closed' || state === 'disconnected') listener.lost()
  })

  return {
    agreement: () => agreed,
    async answer(offer) {
      const narrowed = narrowOffer(offer, codecs)
      return narrowed.ok ? describe(() => peer.setRemoteDescription(narrowed.value, 'offer')) : narrowed
    },
    async offer() {
      return describe(() => {
        use(peer.addTrack(audioOf(codecs)))
        peer.setLocalDescription('offer')
      })
    },
    accept(answer) {
      const agreement = readAgreement(answer)
      if (!agreement.ok) return agreement
      if (!attempt(() => peer.setRemoteDescription(withoutCandidates(answer), 'answer'))) return malformed()
      agreed = agreement.value
      return ok(undefined)
    },
    send(packet) {
      if (track?.isOpen())
        track.sendMessageBinary(Buffer.from(packet.buffer, packet.byteOffset, packet.length))
    },
    close() {
      attempt(() => track?.close())
      attempt(() => peer.close())
    },
  }

  function use(opened: ndc.Track): void {
    track = opened
    track.onMessage((bytes) => listener.packet(bytes))
  }

  // What the library throws for is a description that it cannot read.
  async function describe(set: () => void): Promise<Result<Sdp, MediaProblem>> {
    const gathered = new Promise<void>((done) =>
      peer.onGatheringStateChange((state) => state === 'complete' && done()),
    )
    if (!attempt(set)) return malformed()
    if (peer.gatheringState() !== 'complete') await gathered
    const local = peer.localDescription()
    if (!local) return malformed()
    const announcement = { addresses: options.addresses, port, ssrc }
    if (local.type === 'offer') return ok(announce(withDtmf(local.sdp), announcement))
    const agreement = readAgreement(local.sdp)
    if (!agreement.ok) return agreement
    agreed = agreement.value
    return ok(announce(local.sdp, announcement))
  }
}

const TYPES: Record<Codec, number> = { PCMU: 0, PCMA: 8 }

function audioOf(codecs: readonly Codec[]): ndc.Audio {
  const audio = new ndc.Audio('0', 'SendRecv')
  for (const codec of codecs.length > 0 ? codecs : CODECS) audio.addAudioCodec(TYPES[codec], codec)
  return audio
}

function malformed(): Result<never, MediaProblem> {
  return fail({ code: 'malformed-sdp' })
}

function attempt(act: () => unknown): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
