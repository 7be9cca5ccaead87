import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '#db/db.ts'
import { startPostgres } from '#db/postgres.ts'
import { type Child, ROOT, runNode } from './child.ts'
import { freePort } from './port.ts'

export const SECRET = 'a secret for tests that nobody guesses'

/** The real server as a process of its own, over a data folder of its own with its embedded Postgres. */
export type Installation = {
  url: string
  dataDir: string
  /** Starts the server and waits until it is healthy; answers after how many milliseconds. */
  start(env?: Record<string, string>): Promise<number>
  /** Starts the server without waiting: it may die at any moment. */
  launch(env?: Record<string, string>): void
  healthy(): Promise<void>
  pid(): number
  postgresPid(): number | undefined
  /** The last lines that the server wrote. */
  output(): string[]
  /** Why the server has ended, if it has. */
  ended(): string | undefined
  died(): Promise<void>
  /** As hard as a power cut of its process. */
  kill(): Promise<void>
  /** Resolves when another one has taken its place. */
  killPostgres(): Promise<void>
  stop(): Promise<void>
  /** Our own way into its database, as long as its Postgres runs. */
  database(): Database
  remove(): Promise<void>
}

const HEALTHY_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 10

export async function createInstallation(settings: Record<string, string> = {}): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'centralita-rig-'))
  chmodSync(dataDir, 0o755)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const opened = new Map<number, Database>()
  let server: Child | undefined

  return {
    url,
    dataDir,
    async start(env) {
      const began = performance.now()
      launch(env)
      await healthy()
      return performance.now() - began
    },
    launch,
    healthy,
    pid: () => server?.pid ?? 0,
    postgresPid: () => postmaster().pid,
    output: () => server?.output() ?? [],
    ended: () => server?.ended(),
    async died() {
      while (server && server.ended() === undefined) await sleep(LOOK_EVERY_MS)
    },
    kill: async () => server?.kill('SIGKILL'),
    async killPostgres() {
      const { pid } = postmaster()
      if (pid) process.kill(pid, 'SIGKILL')
      // Its children go on until they see it.
      while (postmaster().pid === pid) await sleep(LOOK_EVERY_MS)
    },
    stop,
    database,
    async remove() {
      await stop()
      await stopPostgres(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }

  function launch(env: Record<string, string> = {}): void {
    server = runNode([`${ROOT}/src/server/main.ts`], {
      ...{ DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: url, APP_SECRET: SECRET, LOG_LEVEL: 'error' },
      // As `npm start` sets it.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'),
      ...{ API_REQUESTS_PER_SECOND: '1000000', DATABASE_URL: '', CRASH_AT: '' },
      ...settings,
      ...env,
    })
  }

  async function healthy(): Promise<void> {
    const deadline = Date.now() + HEALTHY_WITHIN_MS
    while (Date.now() < deadline) {
      if (server?.ended() !== undefined) throw new Error(`The server has ended: ${server.ended()}`)
      const response = await fetch(`${url}/healthz`).catch(() => undefined)
      await response?.arrayBuffer()
      if (response?.ok) return
      await sleep(LOOK_EVERY_MS)
    }
    throw new Error('The server was not healthy in time')
  }

  async function stop(): Promise<void> {
    for (const db of opened.values()) await db.close()
    opened.clear()
    if (server && server.ended() === undefined) await server.kill('SIGTERM')
  }

  function database(): Database {
    // After a crash of both it can be another one.
    const { port = 0 } = postmaster()
    const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
    const db =
      opened.get(port) ?? openDatabase(`postgres://centralita:${password}@127.0.0.1:${port}/centralita`)
    opened.set(port, db)
    return db
  }

  function postmaster(): { pid: number | undefined; port: number | undefined } {
    const file = join(dataDir, 'postgres/postmaster.pid')
    const [pid, , , port] = existsSync(file) ? readFileSync(file, 'utf8').split('\n').map(Number) : []
    return { pid, port }
  }
}

// What a killed server has left running.
async function stopPostgres(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, 'postgres/postmaster.pid'))) return
  const left = await startPostgres(dataDir)
  if (left.ok) await left.value.stop()
}
