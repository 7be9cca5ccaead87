import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'

/** This process among those that work on the jobs: when it dies, however it dies, others see it. */
export type Presence = {
  /** From when this resolves on, jobs that are held under this name are freed when this process dies. */
  working(name: string): Promise<void>
  /** Frees the jobs that are still held under a name of this process, which works under it no more. */
  ended(name: string): Promise<void>
  /** Frees the jobs of processes that have died. */
  freeTheDead(): Promise<void>
  release(): Promise<void>
}

const LOCK_SPACE = 7_236_191
const TRY_AGAIN_MS = 500

/** Holds an advisory lock as long as this process lives, on a connection of its own; after an outage again. */
export async function holdPresence(db: Database, databaseUrl: string): Promise<Presence> {
  const nodeKey = randomInt(2 ** 31)
  const names = new Set<string>()
  let client: pg.Client | undefined
  let released = false
  await hold()
  return { working, ended, freeTheDead, release }

  async function hold(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'centralita' })
    next.on('error', () => {})
    await next.connect()
    await next.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, nodeKey])
    if (released) return next.end()
    client = next
    // Only now: a connection that never held it must not be the second one to be replaced.
    next.once('end', () => void holdAgain())
  }

  async function holdAgain(): Promise<void> {
    while (!released) {
      await sleep(TRY_AGAIN_MS, undefined, { ref: false })
      try {
        await hold()
        // Whoever looked in the meantime has taken this process for dead.
        for (const name of names) await register(name)
        return
      } catch {
        // The database is still away.
      }
    }
  }

  async function working(name: string): Promise<void> {
    names.add(name)
    while (names.has(name) && !released) {
      try {
        return await register(name)
      } catch {
        await sleep(TRY_AGAIN_MS, undefined, { ref: false })
      }
    }
  }

  async function register(name: string): Promise<void> {
    await ownerRows(
      db,
      sql`insert into job_worker (worker_id, node_key) values (${name}, ${nodeKey}) on conflict do nothing`,
    )
  }

  async function ended(name: string): Promise<void> {
    names.delete(name)
    await ownerRows(
      db,
      sql`with gone as (delete from job_worker where worker_id = ${name})
        select graphile_worker.force_unlock_workers(array[${name}]::text[])`,
    )
  }

  async function freeTheDead(): Promise<void> {
    await ownerRows(
      db,
      sql`with dead as (
          delete from job_worker w where node_key <> ${nodeKey} and not exists (
            select from pg_locks l where l.locktype = 'advisory' and l.classid = ${LOCK_SPACE} and l.objid::bigint = w.node_key
              and l.database = (select oid from pg_database where datname = current_database()))
          returning worker_id)
        select graphile_worker.force_unlock_workers(array_agg(worker_id)) from dead having count(*) > 0`,
    )
  }

  async function release(): Promise<void> {
    released = true
    await client?.end()
  }
}

/** How many processes work on this database's jobs now. */
export async function countWorkers(db: Database): Promise<number> {
  const [row] = await ownerRows(
    db,
    sql<{ count: number }>`select count(*)::int as count from pg_locks where locktype = 'advisory' and granted
      and classid = ${LOCK_SPACE} and database = (select oid from pg_database where datname = current_database())`,
  )
  return row?.count ?? 0
}
