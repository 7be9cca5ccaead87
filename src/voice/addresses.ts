/** Where the media port is opened, and the addresses that far ends are told, IPv4 all of them. */
export type Reach = { bindAddress: string; addresses: string[] }

const EVERYWHERE = '0.0.0.0'
const HERE = '127.0.0.1'

/**
 * `publicIps`: what the operator says. Without, far ends are where the web server is reached: on this machine, on the
 * one address that it listens on, or (`0.0.0.0`) on all of this machine's (`own`).
 */
export function reachOf(host: string, publicIps: readonly string[], own: readonly string[]): Reach {
  if (publicIps.length > 0) return { bindAddress: EVERYWHERE, addresses: [...publicIps] }
  if (host === 'localhost' || host === '::1') return { bindAddress: HERE, addresses: [HERE] }
  if (IPV4.test(host) && host !== EVERYWHERE) return { bindAddress: host, addresses: [host] }
  return { bindAddress: EVERYWHERE, addresses: [...own, HERE] }
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/
