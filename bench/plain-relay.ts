import ndc from 'node-datachannel'

// What carrying voices costs at least: the same library passes each packet to the other side, and does nothing else.
const waiting = new Map<number, ndc.Track>()
const [port = 0] = process.argv.slice(2).map(Number)
const peers: ndc.PeerConnection[] = []

process.on('message', ({ number, offer }: { number: number; offer: string }) => {
  const peer = new ndc.PeerConnection('plain', {
    ...{ iceServers: [], bindAddress: '127.0.0.1', enableIceUdpMux: true, forceMediaTransport: true },
    ...{ portRangeBegin: port, portRangeEnd: port },
  })
  peers.push(peer)
  peer.onTrack((track) => meet(number, track))
  peer.setRemoteDescription(offer, 'offer')
  process.send?.({ number, answer: peer.localDescription()?.sdp })
})
process.on('disconnect', () => process.exit())

// Numbers 0 and 1 are one call, 2 and 3 the next.
function meet(number: number, track: ndc.Track): void {
  const other = waiting.get(number ^ 1)
  waiting.set(number, track)
  if (!other) return
  track.onMessage((packet) => pass(packet, other))
  other.onMessage((packet) => pass(packet, track))
}

function pass(packet: Buffer, to: ndc.Track): void {
  if (to.isOpen()) to.sendMessageBinary(packet)
}
