import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The way to a database that can be cut, as when the database is restarted or its host is gone. */
export type Way = { url: string; cut(): void; mend(): void; close(): Promise<void> }

export async function wayTo(databaseUrl: string): Promise<Way> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let open = true
  const server = createServer((near) => {
    if (!open) return near.destroy()
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port) // A TCP server's address is one.
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut,
    mend: () => void (open = true),
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
