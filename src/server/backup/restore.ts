import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { type BlobStore, diskBlobs } from '#db/blob.ts'
import {
  appliedMigrations,
  MIGRATION_LOCK,
  migrationNames,
  prepareMigrations,
  runMigration,
} from '#db/migrate.ts'
import type { Statement } from '#db/sql.ts'
import { addRows, countRows, storedTables } from '#db/tables.ts'
import { resumeMessages } from '#features/message/resume.server.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import { beginAgain } from '#sync/feed.server.ts'
import { type OpenDatabase, openDatabaseOf, secretFile } from '../core.ts'
import type { Env } from '../env.ts'
import { prepareJobs } from '../jobs.ts'
import { countWorkers } from '../presence.ts'
import { bytesOf, readArchive } from './archive.ts'
import { type Manifest, mediaOfEntry, tableOfEntry } from './manifest.ts'
import { type Verified, verifyBackup } from './verify.ts'

export type Restored = { takenAt: string; rows: number; media: Manifest['media']; newerMigrations: string[] }

/**
 * Makes an empty installation what a backup says, or leaves it as it was. An older schema is rebuilt, filled, and then
 * brought up to date. Problems: those of `verifyBackup` and `openDatabaseOf`, `backup-newer`, `secret-differs`,
 * `server-running`, `not-empty`, `database-ahead`, `restore-mismatch`.
 */
export async function restore(env: Env, file: string): Promise<Result<Restored>> {
  const verified = await verifyBackup(file)
  if (!verified.ok) return verified
  const ours = new Set(migrationNames())
  const unknown = verified.value.manifest.migrations.filter((name) => !ours.has(name))
  if (unknown.length > 0) return refuse('backup-newer', { migrations: unknown.join(', ') })
  if (env.APP_SECRET !== undefined && env.APP_SECRET !== verified.value.secret)
    return refuse('secret-differs')
  const opened = await openDatabaseOf(env)
  if (!opened.ok) return opened
  try {
    return await restoreInto(opened.value, env, file, verified.value)
  } finally {
    await opened.value.close()
  }
}

async function restoreInto(
  { db, databaseUrl }: OpenDatabase,
  env: Env,
  file: string,
  verified: Verified,
): Promise<Result<Restored>> {
  if ((await countWorkers(db)) > 0) return refuse('server-running')
  await prepareJobs(databaseUrl)
  const client = await db.owner.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    const restored = await rebuild(client, env, file, verified)
    await client.query('commit')
    await client.query('analyze')
    return ok(restored)
  } catch (error) {
    await client.query('rollback').catch(() => {})
    if (error instanceof Impossible) return fail(error.problem)
    throw error
  } finally {
    client.release()
  }
}

// Leaves the transaction so that it is rolled back; never leaves this file.
class Impossible extends Error {
  problem: Problem
  constructor(code: string, params?: Problem['params']) {
    super(code)
    this.problem = params ? { code, params } : { code }
  }
}

async function rebuild(
  client: pg.ClientBase,
  env: Env,
  file: string,
  { manifest, secret }: Verified,
): Promise<Restored> {
  await makeSchema(client, manifest, env.DATABASE_URL === undefined)
  await fill(client, diskBlobs(join(env.DATA_DIR, 'media')), file)
  const rows = await verifyCounts(client, manifest)
  const known = new Set(manifest.migrations)
  const newerMigrations = migrationNames().filter((name) => !known.has(name))
  for (const name of newerMigrations) await runMigration(client, name)
  const run = ({ text, values }: Statement<unknown>) => client.query({ text, values })
  await resumeMessages(run, manifest.takenAt)
  await beginAgain(run)
  if (env.APP_SECRET === undefined) keepSecret(env.DATA_DIR, secret)
  return { takenAt: manifest.takenAt, rows, media: manifest.media, newerMigrations }
}

// The schema as it was when the backup was made. A database of our own that is newer, and empty, is begun again.
async function makeSchema(client: pg.ClientBase, { migrations }: Manifest, ours: boolean): Promise<void> {
  const applied = await appliedMigrations(client)
  if (applied.length > 0 && (await holdsWorkspace(client))) throw new Impossible('not-empty')
  const ahead = applied.filter((name) => !migrations.includes(name))
  if (ahead.length > 0 && !ours) throw new Impossible('database-ahead')
  if (ahead.length > 0) {
    await client.query('drop schema if exists auth cascade')
    await client.query('drop schema public cascade')
    await client.query('create schema public')
  }
  const present = new Set(ahead.length > 0 ? [] : applied)
  await prepareMigrations(client)
  for (const name of migrations) if (!present.has(name)) await runMigration(client, name)
}

async function holdsWorkspace(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('select from workspace limit 1')
  return rowCount !== 0
}

async function fill(client: pg.ClientBase, blobs: BlobStore, file: string): Promise<void> {
  const tables = new Map((await storedTables(client)).map((table) => [table.name, table]))
  for await (const entry of readArchive(file)) {
    const table = tables.get(tableOfEntry(entry.name) ?? '')
    const media = mediaOfEntry(entry.name)
    if (table) await addRows(client, table, (await bytesOf(entry)).toString())
    if (media) await blobs.put(media.workspaceId, await bytesOf(entry))
  }
}

async function verifyCounts(client: pg.ClientBase, manifest: Manifest): Promise<number> {
  const tables = new Map((await storedTables(client)).map((table) => [table.name, table]))
  let total = 0
  for (const { name, rows } of manifest.tables) {
    const table = tables.get(name)
    const found = table ? await countRows(client, table) : 0
    if (found !== rows) throw new Impossible('restore-mismatch', { table: name, found, wanted: rows })
    total += rows
  }
  return total
}

function keepSecret(dataDir: string, secret: string): void {
  const path = secretFile(dataDir)
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, secret, { mode: 0o600, flag: 'wx' })
  renameSync(draft, path)
}
