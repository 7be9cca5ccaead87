import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { isLoopbackHost } from '#kit/host.ts'
import { reachOf } from '#voice/addresses.ts'
import { ownAddresses } from '#voice/embedded-engine.server.ts'
import { isPublicAddress } from '../egress.ts'
import { countWorkers } from '../presence.ts'
import { type Check, fine, wrong } from './finding.ts'

/** The UDP ports that voices come by: that nobody else has them, and that browsers are told where they are. */
export const checkVoices: Check = async ({ env, opened: { db } }) => {
  const { MEDIA_PORT, MEDIA_PROCESSES, HOST, PUBLIC_IP, PUBLIC_URL } = env
  const { bindAddress, addresses } = reachOf(HOST, PUBLIC_IP, ownAddresses())
  const ports = MEDIA_PORT === 0 ? [] : Array.from({ length: MEDIA_PROCESSES }, (_, at) => MEDIA_PORT + at)
  const free = await Promise.all(ports.map((port) => canBind(bindAddress, port)))
  const working = (await countWorkers(db)) > 0
  const taken = ports.filter((_, at) => free[at] === false)
  // A media process of ours has its port from the first call on.
  if (taken.length > 0 && !working)
    return wrong(
      'voices',
      `UDP port ${taken.join(', ')} belongs to another program, so nobody would be heard in calls. End it, or set MEDIA_PORT to a free port.`,
    )
  const { hostname } = new URL(PUBLIC_URL)
  if (!addresses.some(isPublicAddress) && (await isOutside(hostname)))
    return wrong(
      'voices',
      `Browsers come to ${hostname} over the internet, and are told ${addresses.join(', ')} for voices, which only this network reaches. Set PUBLIC_IP to the address of ${hostname}, and let UDP through to it.`,
    )
  const where = ports.length === 0 ? 'any free port' : `UDP port ${ports.join(', ')}`
  const state = taken.length > 0 ? ', in use' : ''
  const advice = isLoopbackHost(hostname)
    ? ''
    : '. To see whether it is reached from outside, call from /sandbox in another network: voices are heard, or the call says that UDP is blocked'
  return fine('voices', `${where}${state}; browsers are told ${addresses.join(', ')}${advice}`)
}

async function canBind(address: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.bind({ port, address, exclusive: true })
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}

async function isOutside(hostname: string): Promise<boolean> {
  if (isLoopbackHost(hostname)) return false
  try {
    return isPublicAddress((await lookup(hostname, { family: 4 })).address)
  } catch {
    return false
  }
}
