import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'
import { seededChance } from '#kit/random.ts'
import { prepareJobs } from '#server/jobs.ts'
import { type BustleReport, bustle } from '#test/rig/bustle.ts'
import { type Bench, type Figure, figure, none } from './report.ts'

/** Eight members and their customers do everything to the same conversations; then what was counted is recounted. */
export const counters: Bench = {
  name: 'counters',
  async run({ seed, short, say }) {
    const folder = mkdtempSync(join(tmpdir(), 'centralita-counters-'))
    chmodSync(folder, 0o755)
    const server = await startPostgres(folder)
    if (!server.ok) throw new Error(`Postgres did not start: ${server.error.code}`)
    try {
      const { url } = server.value
      const client = new pg.Client(url)
      await client.connect()
      await migrate(client)
      await client.end()
      await prepareJobs(url)
      const operations = short ? 5_000 : 100_000
      return figuresOf(await bustle(url, { operations, chance: seededChance(seed), say }))
    } finally {
      await server.value.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function figuresOf({ operations, tookMs, refused, retries, deadlocks, kept }: BustleReport): Figure[] {
  return [
    figure('operations', operations, ''),
    figure('operations', (1_000 * operations) / tookMs, '/s'),
    figure(
      'of them refused, as they should be',
      Object.values(refused).reduce((sum, times) => sum + times, 0),
      '',
    ),
    figure('transactions that lost a race and ran again', retries, ''),
    none('deadlocks', deadlocks),
    none('counters that a recount contradicts', kept.wrongCounters),
    none('members’ rows, labels and shelves that contradict their conversation', kept.strays),
    none('gaps in threads', kept.gaps),
    none('gaps in the feed', kept.feedGaps),
  ]
}
