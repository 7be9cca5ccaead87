import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, openDatabase, ownerRows } from '#db/db.ts'
import { migrationNames, prepareMigrations, runMigration } from '#db/migrate.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { storedTables } from '#db/tables.ts'
import { connectedLine } from '#features/line/line.server.ts'
import type { Demo } from '#features/onboarding/demo.server.ts'
import { fromPublicId, uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { createFeed } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { createApp } from '../app.ts'
import { runCli } from '../cli/run.ts'
import { readEnv } from '../env.ts'

type Installation = Awaited<ReturnType<typeof install>>

const installations: { drop(): Promise<void>; folder: string }[] = []
let original: Installation
let demo: Demo
let file: string

beforeAll(async () => {
  original = await install()
  demo = JSON.parse((await original.cli('demo', '--json')).out)
  await leaveWaiting(original)
  file = join(original.folder, 'backup.tar.gz')
  const done = await original.cli('backup', file, '--json')
  expect(done).toMatchObject({ code: 0, err: '' })
})
afterAll(async () => {
  for (const { drop, folder } of installations) {
    await drop()
    rmSync(folder, { recursive: true })
  }
})

/** A database and a data folder, spoken to from the terminal. */
async function install(more: Record<string, string> = {}) {
  const base = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'centralita-backup-'))
  installations.push({ drop: base.drop, folder })
  const variables = { DATABASE_URL: base.url, DATA_DIR: folder, LOG_LEVEL: 'silent', ...more }
  return { ...base, folder, variables, cli: (...args: string[]) => runCli(args, variables) }
}

/** A database in which nothing has ever been. */
async function installEmpty(more: Record<string, string> = {}): Promise<Installation> {
  const made = await install(more)
  await statement(made, 'drop schema auth cascade; drop schema public cascade; create schema public')
  return made
}

async function statement({ url }: { url: string }, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text)
  await client.end()
}

/** A text that has not gone out, a picture that has not been fetched, a webhook that nobody believed, and a draft. */
async function leaveWaiting({ db }: Installation): Promise<void> {
  await ownerRows(
    db,
    sql`update message set status = 'queued', attempt = 0 where id = (
      select id from message where direction = 'out' and status = 'delivered' order by created_at desc limit 1)`,
  )
  await ownerRows(
    db,
    sql`insert into remote_media (workspace_id, message_id, position, url, type)
      select workspace_id, id, 0, 'data:image/png;base64,AA==', 'image/png' from message where direction = 'in' limit 1`,
  )
  await ownerRows(
    db,
    sql`insert into quarantine (workspace_id, id, line_id, reason, urls, headers, body, body_sha256, received_at)
      select workspace_id, ${uuidv7()}, id, 'malformed', array['https://a.example/"x"', null], ${'{"a":"\\\\ ☎ \\" é"}'},
        ${Buffer.from([0, 10, 13, 255, 92])}, 'x', now() from line limit 1`,
  )
  await ownerRows(
    db,
    sql`insert into draft (workspace_id, id, member_id, kind, place_id, text, others, version, device)
      select m.workspace_id, ${uuidv7()}, m.id, 'message', c.id, 'We open at', array['At nine'], ${uuidv7()}, ${uuidv7()}
      from member m join conversation c on c.workspace_id = m.workspace_id limit 1`,
  )
}

async function contents({ url }: { url: string }): Promise<Record<string, string[]>> {
  const client = new pg.Client(url)
  await client.connect()
  const found: Record<string, string[]> = {}
  for (const { name, sql } of await storedTables(client)) {
    const { rows } = await client.query<{ row: string }>(
      `select to_json(r)::text as row from ${sql} r order by 1`,
    )
    found[name] = rows.map(({ row }) => row)
  }
  await client.end()
  return found
}

function media({ folder }: { folder: string }): Record<string, string> {
  const root = join(folder, 'media')
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(root, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(root, name)).toString('base64')]))
}

test('what was backed up is there again, row by row and byte by byte', async () => {
  const restored = await installEmpty()
  const done = await restored.cli('restore', file, '--json')
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(done.out).media.files).toBe(12)
  const [before, after] = [await contents(original), await contents(restored)]
  const differing = Object.keys(before).filter((name) => before[name]?.join() !== after[name]?.join())
  // Browsers start again, and the one text that waited is not simply sent again.
  expect(differing).toEqual(['public.feed', 'public.message'])
  const changed = after['public.message']?.filter((row) => !before['public.message']?.includes(row)) ?? []
  expect(changed.map((row) => JSON.parse(row))).toMatchObject([{ status: 'sending', attempt: 1 }])
  expect(Object.keys(before).length).toBeGreaterThan(20)
  // What the team says among itself comes along, too.
  for (const name of ['comment', 'chat', 'chat_member', 'chat_message'])
    expect([name, after[`public.${name}`]?.length]).not.toEqual([name, 0])
  expect(media(restored)).toEqual(media(original))
  expect(Object.keys(media(restored))).toHaveLength(12)
})

test('people sign in, lines open their settings, and what waited goes on', async () => {
  const restored = await install()
  expect((await restored.cli('restore', file)).code).toBe(0)
  const secret = readFileSync(join(restored.folder, 'app.secret'), 'utf8')
  const opened = { core: { db: restored.db, feed: createFeed() }, db: restored.db, databaseUrl: restored.url }
  const env = readEnv(restored.variables)
  const app = await createApp(env, { ...opened, secret, key: sealingKey(secret), close: restored.drop })
  const [ada] = demo.members
  const payload = { email: ada?.email, password: ada?.password }
  const signedIn = await app.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload })
  expect(signedIn.statusCode).toBe(200)
  await app.close()
  const workspaceId = fromPublicId('WS', demo.workspaceId) ?? ''
  const lineId = fromPublicId('PN', demo.inboxes[0]?.lines[0]?.id ?? '') ?? ''
  const line = await inWorkspace(restored.db, workspaceId, (tx) =>
    connectedLine(tx, lineId, providers, sealingKey(secret)),
  )
  expect(line?.settings).toMatchObject({ account: 'sandbox' })
  const jobs = await ownerRows(
    restored.db,
    sql<{ task: string }>`select task_identifier as task from graphile_worker.jobs`,
  )
  expect(jobs).toEqual([{ task: 'message.fetch-media' }])
  expect(JSON.parse((await restored.cli('demo', '--json')).out)).toEqual(demo)
})

test('the file is for the operator only, and one that cannot be finished leaves nothing', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(original.folder).filter((name) => name.includes('.part'))).toEqual([])
  const nowhere = await original.cli('backup', join(original.folder, 'missing', 'backup.tar.gz'))
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('no folder') })
})

test('any tool opens it: rows are lines of JSON', () => {
  const tar = gunzipSync(readFileSync(file)).toString('latin1')
  expect(tar).toContain('tables/public.conversation/000000.jsonl')
  expect(tar).toContain('"name":"Fogline Cycles"')
})

test('a workspace is never overwritten', async () => {
  const before = await contents(original)
  const refused = await original.cli('restore', file)
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('workspace here already') })
  expect(await contents(original)).toEqual(before)
})

test('nothing is restored of a file that is not whole', async () => {
  const target = await installEmpty()
  const whole = readFileSync(file)
  const tar = gunzipSync(whole)
  const changed = (at: number) => {
    const copy = Buffer.from(tar)
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
    return gzipSync(copy, { level: 1 })
  }
  const wrong: [string, Buffer, string][] = [
    ['of another kind', Buffer.from('hello'), 'backup-unreadable'],
    ['empty', Buffer.alloc(0), 'backup-unreadable'],
    ['broken off', whole.subarray(0, whole.length - 1_000), 'backup-unreadable'],
    [
      'damaged on disk',
      Buffer.concat([whole.subarray(0, 9_000), Buffer.of(1), whole.subarray(9_001)]),
      'backup-unreadable',
    ],
    ['with another row', changed(tar.indexOf('"Dora Mills"') + 2), 'backup-damaged'],
    ['with another picture', changed(tar.indexOf(Buffer.of(0xff, 0xd8, 0xff)) + 200), 'backup-damaged'],
    ['with another name', changed(tar.indexOf('installation/app.secret') + 2), 'backup-unreadable'],
    ['with another manifest', changed(tar.indexOf('"takenAt"') + 2), 'backup-incomplete'],
    [
      'without its end',
      gzipSync(Buffer.concat([tar.subarray(0, tar.indexOf('manifest.json')), Buffer.alloc(1024)])),
      'backup-incomplete',
    ],
  ]
  for (const [what, bytes, code] of wrong) {
    const path = join(target.folder, 'wrong.tar.gz')
    writeFileSync(path, bytes)
    const { err, out } = await target.cli('restore', path, '--json')
    expect([what, JSON.parse(err || out).error?.code]).toEqual([what, code])
  }
  expect(await contents(target)).toEqual({})
  expect(readdirSync(target.folder)).toEqual(['wrong.tar.gz'])
})

test('an older release’s backup is restored as it was, then brought up to date', async () => {
  const old = await installEmpty()
  const names = migrationNames().slice(0, 4)
  const client = new pg.Client(old.url)
  await client.connect()
  await prepareMigrations(client)
  for (const name of names) await runMigration(client, name)
  const [mills, at] = [uuidv7(), '2026-01-01T00:00:00.123Z']
  await client.query("insert into workspace (workspace_id, name, created_at) values ($1, 'Mills & Co', $2)", [
    mills,
    at,
  ])
  await client.end()
  const path = join(old.folder, 'old.tar.gz')
  const { backup } = await import('./backup.ts')
  const none = { put: async () => '', read: async () => undefined, remove: async () => {} }
  const taken = await backup({ db: openedFor(old), secret: 'x'.repeat(32) }, none, path)
  expect(taken).toMatchObject({ rows: 1, media: { files: 0, missing: 0 } })

  const fresh = await installEmpty()
  const done = JSON.parse((await fresh.cli('restore', path, '--json')).out)
  expect(done.newerMigrations).toEqual(migrationNames().slice(4))
  expect(await ownerRows(fresh.db, sql`select workspace_id as id, created_at as at from workspace`)).toEqual([
    { id: mills, at },
  ])
  const ahead = await install()
  expect((await ahead.cli('restore', path)).err).toContain('older release')
})

const opened = new Set<ReturnType<typeof openDatabase>>()
afterAll(async () => {
  for (const db of opened) await db.close()
})
function openedFor({ url }: { url: string }) {
  const db = openDatabase(url)
  opened.add(db)
  return db
}

test('a newer release’s backup is left to that release', async () => {
  const future = await install()
  await statement(future, "insert into schema_migration (name) values ('9999_flying_cars.sql')")
  const path = join(future.folder, 'future.tar.gz')
  expect((await future.cli('backup', path)).code).toBe(0)
  const { err } = await (await installEmpty()).cli('restore', path)
  expect(err).toContain('9999_flying_cars.sql')
})

test('a secret from outside must be the one that sealed', async () => {
  const other = await installEmpty({ APP_SECRET: 'another secret, as long as it has to be' })
  expect((await other.cli('restore', file)).err).toContain('APP_SECRET')
  const APP_SECRET = readFileSync(join(original.folder, 'app.secret'), 'utf8')
  const same = await installEmpty({ APP_SECRET })
  expect((await same.cli('restore', file)).code).toBe(0)
})

test('a database with a server at work is left alone', async () => {
  const busy = await install()
  const client = new pg.Client(busy.url)
  await client.connect()
  await client.query('select pg_advisory_lock(7236191, 1)')
  expect((await busy.cli('restore', file)).err).toContain('Stop it first')
  await client.end()
})
