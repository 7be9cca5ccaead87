import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '#db/db.ts'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'
import { sealingKey } from '#db/seal.ts'
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

/**
 * Opens the database of `DATABASE_URL`, or starts the embedded one, and brings its schema up to date. Problems:
 * those of `startPostgres`, `database-unreachable`, `database-too-old` and `database-role`.
 */
export async function openCore(env: Env): Promise<Result<OpenCore>> {
  const server = env.DATABASE_URL === undefined ? await startPostgres(env.DATA_DIR) : undefined
  if (server && !server.ok) return server
  const databaseUrl = server?.value.url ?? env.DATABASE_URL ?? ''
  const db = openDatabase(databaseUrl)
  const ready = await prepare(db, databaseUrl)
  if (!ready.ok) {
    await db.close()
    await server?.value.stop()
    return fail(ready.error)
  }
  const secret = env.APP_SECRET ?? ownSecret(env.DATA_DIR)
  return ok({
    core: { db, feed: createFeed() },
    db,
    databaseUrl,
    secret,
    key: sealingKey(secret),
    async close() {
      await db.close()
      await server?.value.stop()
    },
  })
}

const OLDEST_POSTGRES = 160_000

async function prepare(db: Database, databaseUrl: string): Promise<Result<void>> {
  const client = await db.owner.connect().catch((error: Error) => error)
  if (client instanceof Error) return refuse('database-unreachable', { reason: client.message })
  try {
    const { rows } = await client.query("select current_setting('server_version_num')::int as version")
    if (rows[0].version < OLDEST_POSTGRES)
      return refuse('database-too-old', { found: rows[0].version, wanted: 16 })
    await migrate(client)
    await prepareJobs(databaseUrl)
    return ok(undefined)
  } catch (error) {
    return refuse('database-not-prepared', { reason: error instanceof Error ? error.message : String(error) })
  } finally {
    client.release()
  }
}

function ownSecret(dataDir: string): string {
  const path = join(dataDir, 'app.secret')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
  }
  return readFileSync(path, 'utf8').trim()
}
