import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A port that nobody listens on: known before the server starts, because its own address stands in what it says. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo // A TCP server's address is one.
  probe.close()
  await once(probe, 'close')
  return port
}
