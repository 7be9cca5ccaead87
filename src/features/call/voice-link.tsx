/** How a voice comes through. `trying`: not yet, or not any more. */
export type LinkState = 'trying' | 'through' | 'broken'

/** One way of a tab's voice to the server and back. It is made anew when the network has changed. */
export type VoiceLink = {
  /** The SDP offer. Its candidates are not waited for: the server is reached at a port that it names. */
  offer(): Promise<string>
  accept(answer: string): Promise<void>
  /** Another microphone, in the same call. */
  replace(track: MediaStreamTrack): Promise<void>
  /** Sends a digit as an RFC 4733 event. */
  press(digit: string): void
  measure(): Promise<Measured>
  close(): void
}

/** Shares lost lately from 0 to 1, and milliseconds. */
export type Measured = {
  lost: number
  jitterMs: number
  roundTripMs: number
  /** Nothing came since the last time, and something had come before. */
  silent: boolean
}

const TONE_MS = 120
const PAUSE_MS = 80
/** The server never stops sending: a network that brings nothing for so long is gone, well before the browser says so. */
const SILENT_MS = 1_500
const CARRIED = /^audio\/(pcmu|pcma|telephone-event)$/i

export function createVoiceLink(
  track: MediaStreamTrack,
  hear: (theirs: MediaStream) => void,
  become: (state: LinkState) => void,
): VoiceLink {
  const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
  const { sender } = peer.addTransceiver(track, { direction: 'sendrecv' })
  let counted = { received: 0, lost: 0, at: 0 }
  preferCarried(peer)
  peer.addEventListener('track', ({ track: theirs }) => hear(new MediaStream([theirs])))
  peer.addEventListener('connectionstatechange', () => become(stateOf(peer.connectionState)))
  return {
    async offer() {
      await unlessClosed(peer.setLocalDescription())
      return peer.localDescription?.sdp ?? ''
    },
    async accept(sdp) {
      // An answer to an offer that was made before the last one, or that came too late.
      if (peer.signalingState !== 'have-local-offer') return
      await unlessClosed(peer.setRemoteDescription({ type: 'answer', sdp }))
    },
    replace: (next) => sender.replaceTrack(next),
    // What is still to be sent would be forgotten for the next key.
    press: (digit) => sender.dtmf?.insertDTMF(sender.dtmf.toneBuffer + digit, TONE_MS, PAUSE_MS),
    measure,
    close: () => peer.close(),
  }

  async function unlessClosed(step: Promise<void>): Promise<void> {
    try {
      await step
    } catch (error) {
      if (peer.signalingState !== 'closed') throw error
    }
  }

  async function measure(): Promise<Measured> {
    const measured: Measured = { lost: 0, jitterMs: 0, roundTripMs: 0, silent: false }
    const now = performance.now()
    for (const one of (await peer.getStats()).values()) {
      if (one.type === 'inbound-rtp') {
        measured.jitterMs = 1_000 * (one.jitter ?? 0)
        const received = one.packetsReceived - counted.received
        const lost = Math.max(0, one.packetsLost - counted.lost)
        measured.lost = received + lost > 0 ? lost / (received + lost) : 0
        measured.silent = counted.received > 0 && received === 0 && now - counted.at > SILENT_MS
        if (received > 0) counted = { received: one.packetsReceived, lost: one.packetsLost, at: now }
      }
      if (one.type === 'candidate-pair' && one.nominated)
        measured.roundTripMs = 1_000 * (one.currentRoundTripTime ?? 0)
    }
    return measured
  }
}

// Whatever else a browser could speak would only make the offer longer.
function preferCarried(peer: RTCPeerConnection): void {
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs.filter(({ mimeType, clockRate }) => {
    return CARRIED.test(mimeType) && clockRate === 8_000
  })
  if (codecs && codecs.length > 0) peer.getTransceivers()[0]?.setCodecPreferences(codecs)
}

function stateOf(state: RTCPeerConnectionState): LinkState {
  if (state === 'connected') return 'through'
  return state === 'failed' || state === 'disconnected' ? 'broken' : 'trying'
}
