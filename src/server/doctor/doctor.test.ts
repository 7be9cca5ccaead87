import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { followForSearch } from '#features/search/follow.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { createFeed } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { runCli } from '../cli/run.ts'
import type { Finding } from './finding.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let folder: string
let client: pg.Client

beforeAll(async () => {
  base = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'centralita-doctor-'))
  client = new pg.Client(base.url)
  await client.connect()
  expect((await cli(['demo'])).code).toBe(0)
  // What is found and told of has numbers of threads, too, and is none of their items.
  const follower = followForSearch(base.db, createFeed(), (error) => expect.fail(String(error)))
  await follower.catchUp()
  await follower.stop()
  const { rows } = await client.query('select from search_item where seq is not null limit 1')
  expect(rows).toHaveLength(1)
})
afterAll(async () => {
  await client.end()
  await base.drop()
  rmSync(folder, { recursive: true })
})

function cli(args: string[], more: Record<string, string> = {}) {
  return runCli(args, {
    DATABASE_URL: base.url,
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    MEDIA_PORT: '0',
    ...more,
  })
}

async function complaints(more: Record<string, string> = {}): Promise<string[]> {
  const { code, out } = await cli(['doctor', '--json'], more)
  const { healthy, findings }: { healthy: boolean; findings: Finding[] } = JSON.parse(out)
  expect(code).toBe(healthy ? 0 : 1)
  return findings.filter(({ wrong }) => wrong).map(({ check, text }) => `${check}: ${text}`)
}

/** Breaks one thing, has the doctor look, and mends it. */
async function broken(how: string, mend: string): Promise<string[]> {
  await client.query(how)
  const found = await complaints()
  await client.query(mend)
  return found
}

test('all is well with the demo', async () => {
  expect(await complaints()).toEqual([])
  const { code, out } = await cli(['doctor'])
  expect(code).toBe(0)
  for (const check of ['data folder', 'walls', 'line +14155550101', 'counters', 'threads', 'media'])
    expect(out).toContain(`✓ ${check}`)
  expect(out).toContain('Everything is as it should be.')
})

test('a counter that lies and a thread with a gap are found', async () => {
  expect(
    await broken('update inbox_counter set open = open + 1', 'update inbox_counter set open = open - 1'),
  ).toEqual([expect.stringMatching(/^counters: .*IN\w{22}, IN\w{22}/)])
  const one = 'where id = (select min(id::text)::uuid from conversation)'
  expect(
    await broken(
      `update conversation set item_seq = item_seq + 1 ${one}`,
      `update conversation set item_seq = item_seq - 1 ${one}`,
    ),
  ).toEqual([expect.stringMatching(/^threads: .*CN\w{22}/)])
})

test('a line of the audit log that somebody has changed is found', async () => {
  const found = await broken(
    `alter table audit disable trigger user; update audit set action = 'member.' || action where seq = 2`,
    `update audit set action = substr(action, 8) where seq = 2; alter table audit enable trigger user`,
  )
  expect(found).toEqual([expect.stringMatching(/^audit log: .*line 2 of workspace /)])
})

test('a wall that was taken down is found', async () => {
  const found = await broken(
    'alter table contact no force row level security',
    'alter table contact force row level security',
  )
  expect(found).toEqual([expect.stringContaining('contact')])
})

test('a database that a newer release has used is left to that release', async () => {
  const found = await broken(
    "insert into schema_migration (name) values ('9999_flying_cars.sql')",
    "delete from schema_migration where name like '9999%'",
  )
  expect(found).toEqual([expect.stringContaining('9999_flying_cars.sql')])
})

test('texts that are stuck and webhooks that wait are told of', async () => {
  const stuck = await broken(
    "update message set status = 'queued' where id = (select min(id::text)::uuid from message where status = 'delivered')",
    "update message set status = 'delivered' where status = 'queued'",
  )
  expect(stuck).toEqual([expect.stringMatching(/^sending: 1 text /)])
  const waiting = await broken(
    `insert into quarantine (workspace_id, id, line_id, reason, urls, headers, body, body_sha256, received_at)
     select workspace_id, '${uuidv7()}', id, 'bad-signature', '{}', '{}', '', 'x', now() from line limit 1`,
    'delete from quarantine',
  )
  expect(waiting).toEqual([expect.stringContaining('1 bad-signature')])
})

test('work that was given up, or that nobody does, is told of', async () => {
  const forget = 'select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))'
  const givenUp = await broken(
    `select graphile_worker.add_job('trim', max_attempts => 1); update graphile_worker._private_jobs set attempts = 1`,
    forget,
  )
  expect(givenUp).toEqual([expect.stringMatching(/^jobs: 1 job given up/)])
  const late = "select graphile_worker.add_job('trim', run_at => now() - interval '1 hour')"
  expect(await broken(late, forget)).toEqual([])
  await client.query('select pg_advisory_lock(7236191, 1)')
  expect(await broken(late, forget)).toEqual([expect.stringMatching(/^jobs: 1 job waiting/)])
  await client.query('select pg_advisory_unlock(7236191, 1)')
})

test('a number whose secrets cannot be opened, or whose provider is gone, is told of', async () => {
  const sealed = await complaints({ APP_SECRET: 'another secret, as long as it has to be' })
  expect(sealed).toEqual([
    expect.stringMatching(/^line \+14155550101: .*APP_SECRET/),
    expect.stringMatching(/^line \+14155550102: .*APP_SECRET/),
  ])
  const gone = await broken(
    "update provider_account set provider = 'pigeon'; update line set provider = 'pigeon'",
    "update provider_account set provider = 'sandbox'; update line set provider = 'sandbox'",
  )
  expect(gone[0]).toContain('"pigeon"')
})

test('a file that is missing is told of, and one that nobody knows does no harm', async () => {
  const root = join(folder, 'media')
  const [path = ''] = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((name) => statSync(name).isFile())
  renameSync(path, join(folder, 'aside'))
  expect(await complaints()).toEqual([expect.stringMatching(/^media: 1 file /)])
  renameSync(join(folder, 'aside'), path)
  const orphan = join(root, uuidv7(), 'aa')
  mkdirSync(orphan, { recursive: true })
  writeFileSync(join(orphan, 'aa'.repeat(32)), '')
  expect((await cli(['doctor'])).out).toContain('13 files, none missing')
  utimesSync(join(orphan, 'aa'.repeat(32)), 0, 0)
  expect((await cli(['doctor'])).out).toContain('1 file in')
  expect(await complaints()).toEqual([])
})

test('a secret that others can read, and an address without encryption, are told of', async () => {
  chmodSync(join(folder, 'app.secret'), 0o644)
  expect(await complaints()).toEqual([expect.stringContaining('chmod 600')])
  chmodSync(join(folder, 'app.secret'), 0o600)
  expect(await complaints({ PUBLIC_URL: 'http://inbox.mills.example' })).toEqual([
    expect.stringMatching(/^address: .*https/),
  ])
  expect(await complaints({ PUBLIC_URL: 'https://inbox.mills.example' })).toEqual([])
})

test('a media port that somebody else has, and one that nobody outside can reach, are told of', async () => {
  const other = createSocket('udp4').bind(0, '127.0.0.1')
  await once(other, 'listening')
  const MEDIA_PORT = String(other.address().port)
  expect(await complaints({ MEDIA_PORT })).toEqual([expect.stringMatching(/^voices: .*MEDIA_PORT/)])
  await client.query('select pg_advisory_lock(7236191, 2)')
  expect(await complaints({ MEDIA_PORT })).toEqual([])
  await client.query('select pg_advisory_unlock(7236191, 2)')
  await new Promise<void>((closed) => other.close(closed))
  expect(await complaints({ MEDIA_PORT })).toEqual([])
  const outside = { PUBLIC_URL: 'https://93.184.215.14', HOST: '10.0.0.7' }
  expect(await complaints(outside)).toEqual([expect.stringMatching(/^voices: .*10\.0\.0\.7.*PUBLIC_IP/)])
  expect(await complaints({ ...outside, PUBLIC_IP: '93.184.215.14' })).toEqual([])
  const { out } = await cli(['doctor'], { ...outside, PUBLIC_IP: '93.184.215.14' })
  expect(out).toMatch(/✓ voices: any free port; browsers are told 93\.184\.215\.14\. To see whether/)
})

test('a database that cannot be reached is the diagnosis', async () => {
  const found = await complaints({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  expect(found).toEqual([expect.stringMatching(/^database: .*DATABASE_URL/)])
})
