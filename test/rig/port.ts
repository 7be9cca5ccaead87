import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below what systems give to connections going out: between the asking and the listening one of those would take it.
const FIRST = 12_000
const BEYOND = 32_000

/** A port that nobody listens on: known before the server starts, because its own address stands in what it says. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEYOND)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    probe.once('error', () => resolve(false))
  })
}
