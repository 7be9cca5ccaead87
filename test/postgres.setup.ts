import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'

const NO_SYNC = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

/**
 * One real Postgres for all tests that touch data; each test file copies its migrated template. Whoever runs tests again
 * and again keeps one for all of them, and names it in `TEST_POSTGRES_URL`.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.TEST_POSTGRES_URL
  const postgres = running === undefined ? await startTestPostgres() : undefined
  project.provide('databaseServer', postgres?.url ?? running ?? '')
  return postgres?.stop
}

export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-test-'))
  chmodSync(folder, 0o755)
  const started = await startPostgres(folder, NO_SYNC)
  if (!started.ok) throw new Error(`Postgres did not start: ${JSON.stringify(started.error)}`)
  const { url, stop } = started.value
  const client = new pg.Client(url)
  await client.connect()
  await migrate(client)
  await client.end()
  await runMigrations({ connectionString: url })
  return {
    url,
    async stop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
