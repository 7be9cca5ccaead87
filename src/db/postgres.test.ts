import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type EmbeddedPostgres, startPostgres } from './postgres.ts'

let folder: string
let running: EmbeddedPostgres[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-postgres-'))
  chmodSync(folder, 0o755)
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<EmbeddedPostgres> {
  const started = await startPostgres(folder)
  if (!started.ok) throw new Error(started.error.code)
  running.push(started.value)
  return started.value
}

async function ask(server: EmbeddedPostgres, text: string): Promise<unknown> {
  const client = new pg.Client(server.url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}

test('an empty folder becomes a database, and what was written is there after a stop', async () => {
  const first = await start()
  await ask(first, 'create table kept as select 7 as seven')
  await first.stop()
  expect(first.pid() === undefined || !isAlive(first.pid() ?? 0)).toBe(true)
  expect(await ask(await start(), 'select seven from kept')).toEqual({ seven: 7 })
})

test('a Postgres that outlived its application is taken over, not started twice', async () => {
  const first = await start()
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(second.pid()).toBe(first.pid())
})

test('who leaves while somebody else works with it leaves it running', async () => {
  const first = await start()
  const second = await start()
  const worker = new pg.Client({ connectionString: second.url, application_name: 'centralita' })
  await worker.connect()
  await first.stop()
  expect((await worker.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await worker.end()
})

test('who leaves while somebody is leaving too takes it along', async () => {
  const server = await start()
  const pid = server.pid() ?? 0
  const worker = new pg.Client({ connectionString: server.url, application_name: 'centralita' })
  await worker.connect()
  const stopped = server.stop()
  await ask(server, 'select 1')
  await worker.end()
  await stopped
  expect(isAlive(pid)).toBe(false)
})

test('killed hard, it comes back at the same address with every committed row', async () => {
  const server = await start()
  await ask(server, 'create table kept as select 7 as seven')
  process.kill(server.pid() ?? 0, 'SIGKILL')
  await vi.waitFor(async () => expect(await ask(server, 'select seven from kept')).toEqual({ seven: 7 }), {
    timeout: 15_000,
    interval: 50,
  })
})

test('a folder of another version is refused and left alone', async () => {
  mkdirSync(join(folder, 'postgres'))
  writeFileSync(join(folder, 'postgres/PG_VERSION'), '15\n')
  expect(await startPostgres(folder)).toEqual({
    ok: false,
    error: { code: 'data-dir-other-version', params: { path: folder, found: '15', wanted: '18' } },
  })
})

test('a folder that cannot be made or written is refused with its path', async () => {
  writeFileSync(join(folder, 'file'), '')
  const path = join(folder, 'file/data')
  expect(await startPostgres(path)).toEqual({
    ok: false,
    error: { code: 'data-dir-not-writable', params: { path } },
  })
})

test('an interrupted first start leaves nothing that the next one stumbles over', async () => {
  mkdirSync(join(folder, 'postgres.new'))
  writeFileSync(join(folder, 'postgres.new/half'), 'half')
  expect(await ask(await start(), 'select 1 as one')).toEqual({ one: 1 })
})

test('what an interrupted first start left running is not in the way of the next one', async () => {
  const left = join(folder, 'postgres.new')
  const busy = `while :; do mkdir -p ${left}/base && echo x > ${left}/base/1; done 2> /dev/null`
  const orphan = spawn('sh', ['-c', busy], { stdio: 'ignore' })
  try {
    await vi.waitFor(() => expect(existsSync(left)).toBe(true))
    expect(await ask(await start(), 'select 1 as one')).toEqual({ one: 1 })
  } finally {
    orphan.kill('SIGKILL')
    await once(orphan, 'exit')
  }
})

test('its password is not on its command line', async () => {
  const server = await start()
  const { password } = new URL(server.url)
  expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(password)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
