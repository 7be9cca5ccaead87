import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase, ownerRows } from '#db/db.ts'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { everybodyComesAgain } from '#features/member/member.server.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { createFeed } from '#sync/feed.server.ts'
import type { Core } from '#sync/write.server.ts'
import type { Env } from './env.ts'
import { prepareJobs } from './jobs.ts'

/** The facts and how to reach them: what the server and the command line both stand on. */
export type OpenCore = {
  core: Core
  db: Database
  databaseUrl: string
  /** The installation's secret, and the key made of it that seals what is secret in the database. */
  secret: string
  key: Buffer
  close(): Promise<void>
}

/** A database of the version that we need, whatever is in it. */
export type OpenDatabase = Pick<OpenCore, 'db' | 'databaseUrl' | 'close'>

/**
 * Opens the database of `DATABASE_URL`, or starts the embedded one, and brings its schema up to date. Problems:
 * those of `openDatabaseOf`, and `database-not-prepared`.
 */
export async function openCore(env: Env): Promise<Result<OpenCore>> {
  const opened = await openDatabaseOf(env)
  if (!opened.ok) return opened
  const { db, databaseUrl } = opened.value
  const ready = await prepare(db, databaseUrl)
  if (!ready.ok) {
    await opened.value.close()
    return fail(ready.error)
  }
  const secret = env.APP_SECRET ?? ownSecret(env.DATA_DIR)
  return ok({ ...opened.value, core: { db, feed: createFeed() }, secret, key: sealingKey(secret) })
}

/** Problems: those of `startPostgres`, `database-unreachable` and `database-too-old`. */
export async function openDatabaseOf(env: Env): Promise<Result<OpenDatabase>> {
  const server = env.DATABASE_URL === undefined ? await startPostgres(env.DATA_DIR) : undefined
  if (server && !server.ok) return server
  const databaseUrl = server?.value.url ?? env.DATABASE_URL ?? ''
  const db = openDatabase(databaseUrl)
  const close = async () => {
    await db.close()
    await server?.value.stop()
  }
  const suitable = await checkVersion(db)
  if (suitable.ok) return ok({ db, databaseUrl, close })
  await close()
  return fail(suitable.error)
}

export function secretFile(dataDir: string): string {
  return join(dataDir, 'app.secret')
}

const OLDEST_POSTGRES = 160_000

async function checkVersion(db: Database): Promise<Result<void>> {
  try {
    const [server] = await ownerRows(
      db,
      sql<{ version: number }>`select current_setting('server_version_num')::int as version`,
    )
    const found = server?.version ?? 0
    return found < OLDEST_POSTGRES ? refuse('database-too-old', { found, wanted: 16 }) : ok(undefined)
  } catch (error) {
    return refuse('database-unreachable', { reason: reasonOf(error) })
  }
}

async function prepare(db: Database, databaseUrl: string): Promise<Result<void>> {
  const client = await db.owner.connect()
  try {
    // What a migration does to rows, it does without a word to the browsers that hold them.
    await migrate(client, (own) => everybodyComesAgain(({ text, values }) => own.query(text, values)))
    await prepareJobs(databaseUrl)
    return ok(undefined)
  } catch (error) {
    return refuse('database-not-prepared', { reason: reasonOf(error) })
  } finally {
    client.release()
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function ownSecret(dataDir: string): string {
  const path = secretFile(dataDir)
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
  }
  return readFileSync(path, 'utf8').trim()
}
