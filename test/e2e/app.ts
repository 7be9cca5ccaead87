import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../rig/port.ts'

const ROOT = join(import.meta.dirname, '../..')
const STARTS_WITHIN_MS = 60_000

/** What the command line tells of the demo. */
export type Demo = {
  workspaceId: string
  members: { name: string; email: string; password: string }[]
  inboxes: { id: string; name: string; lines: { id: string; number: string; provider: string }[] }[]
}

/** The product as people run it: one process over a folder of its own. */
export type App = {
  url: string
  /** Where it keeps its files. */
  folder: string
  start(more?: Record<string, string>): Promise<void>
  /** In peace: what it kept can be copied then. */
  stop(): Promise<void>
  /** As when the machine loses power. */
  kill(): Promise<void>
  /** The processes that carry its voices. */
  mediaPids(): Promise<number[]>
  /** Makes the demo while the server runs, and tells how to enter it. */
  demo(): Promise<Demo>
  /** What a command of the command line says. */
  cli(...words: string[]): Promise<string>
  remove(): Promise<void>
}

/** @param origin a folder of files that it begins with. */
export async function createApp(origin?: string): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-e2e-'))
  if (origin !== undefined) copyFiles(origin, folder)
  // Postgres refuses to run as root, and the user that it runs as must reach its files.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'error',
    MEDIA_PORT: '0',
  }
  let child: ChildProcess | undefined

  return { url, folder, start, stop, kill, mediaPids, demo, cli, remove }

  async function start(more: Record<string, string> = {}): Promise<void> {
    child = spawn(process.execPath, ['src/server/main.ts'], {
      cwd: ROOT,
      env: { ...env, ...more },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const until = Date.now() + STARTS_WITHIN_MS
    while (!(await isHealthy(url))) {
      if (child.exitCode !== null) throw new Error('The server ended before it was ready')
      if (Date.now() > until) throw new Error('The server was not ready in time')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  function stop(): Promise<void> {
    return end('SIGTERM')
  }

  async function kill(): Promise<void> {
    await end('SIGKILL')
  }

  async function mediaPids(): Promise<number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,args=', '--ppid', String(child?.pid)])
    const lines = stdout.split('\n').filter((line) => line.includes('media-process'))
    return lines.map((line) => Number.parseInt(line, 10))
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  async function demo(): Promise<Demo> {
    return JSON.parse(await cli('demo', '--json'))
  }

  async function cli(...words: string[]): Promise<string> {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, ['src/server/cli.ts', ...words], { cwd: ROOT, env })
    return stdout
  }

  async function remove(): Promise<void> {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** With their owners, of whom Postgres is one. */
export function copyFiles(from: string, to: string): void {
  execFileSync('cp', ['-a', `${from}/.`, to], { stdio: 'inherit' })
}

async function isHealthy(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz`).catch(() => undefined)
  return response?.ok ?? false
}
