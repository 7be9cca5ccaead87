import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Page } from '@playwright/test'

/** The network between a page's voice and the server: every packet goes through here, or nowhere. */
export type VoiceNetwork = { cut(): void; mend(): void; close(): void }

/** Named before the page is opened. */
export async function voiceNetworkOf(page: Page): Promise<VoiceNetwork> {
  const relays = new Map<number, Promise<Relay>>()
  let up = true
  await page.exposeBinding('wayTo', async (_, port: number) => {
    const relay = relays.get(port) ?? openRelay(port, () => up)
    relays.set(port, relay)
    return (await relay).port
  })
  await page.addInitScript(goThroughRelay)
  return {
    cut: () => void (up = false),
    mend: () => void (up = true),
    close: () => void Promise.all([...relays.values()].map(async (relay) => (await relay).close())),
  }
}

type Relay = { port: number; close(): void }

/** Passes packets on to a port of this machine and back; each sender has a port of its own, as behind a router. */
async function openRelay(target: number, isUp: () => boolean): Promise<Relay> {
  const inside = createSocket('udp4')
  const outside = new Map<number, Socket>()
  inside.on('message', (packet, { port }) => {
    if (isUp()) (outside.get(port) ?? open(port)).send(packet, target, '127.0.0.1')
  })
  inside.bind(0, '127.0.0.1')
  await once(inside, 'listening')
  return {
    port: inside.address().port,
    close() {
      inside.close()
      for (const socket of outside.values()) socket.close()
    },
  }

  function open(sender: number): Socket {
    const socket = createSocket('udp4')
    outside.set(sender, socket)
    socket.on('message', (packet) => isUp() && inside.send(packet, sender, '127.0.0.1'))
    return socket
  }
}

// Runs in the page, before anything else: it must not name anything outside of itself.
function goThroughRelay(): void {
  const { wayTo } = window as unknown as { wayTo(port: number): Promise<number> }
  const Real = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Real {
    override async setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
      const CANDIDATE = /^(a=candidate:\S+ \d+ \S+ \d+) \S+ (\d+)/gm
      const [first] = sdp.matchAll(CANDIDATE)
      const port = await wayTo(Number(first?.[2]))
      return super.setRemoteDescription({ type, sdp: sdp.replace(CANDIDATE, `$1 127.0.0.1 ${port}`) })
    }
  }
}
