import { randomInt } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, type Runner, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'

/** Work by name. The payload is what the transaction that queued it said; it may be run again after a crash. */
export type Tasks = Record<string, (payload: never) => Promise<void>>

/** Work that comes back at set times, as crontab writes them (UTC). */
export type Schedule = { task: string; at: string }[]

export type Jobs = { stop(): Promise<void> }

const LOCK_SPACE = 7_236_191
const LOOK_FOR_THE_DEAD_MS = 15_000
const AT_ONCE = 8

export function prepareJobs(databaseUrl: string): Promise<void> {
  return runMigrations({ connectionString: databaseUrl, logger: SILENT })
}

/** Starts working. Jobs that a dead process still holds are freed at once, and looked for from then on. */
export async function startJobs(
  db: Database,
  databaseUrl: string,
  work: { tasks: Tasks; schedule: Schedule; failed(task: string, error: unknown): void },
): Promise<Jobs> {
  const nodeKey = randomInt(2 ** 31)
  const presence = holdPresence(databaseUrl, nodeKey)
  await presence.held()
  await freeTheDead(db)
  const events = new EventEmitter()
  events.on('worker:create', ({ worker }: { worker: { workerId: string } }) => {
    const known = ownerRows(
      db,
      sql`insert into job_worker (worker_id, node_key) values (${worker.workerId}, ${nodeKey})`,
    )
    // Unknown to the table, its jobs would only be freed later; working goes on.
    known.catch(() => {})
  })
  const running: Runner = await run({
    pgPool: db.owner,
    concurrency: AT_ONCE,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: SILENT,
    events,
    taskList: Object.fromEntries(Object.keys(work.tasks).map((name) => [name, runner(name)])),
    parsedCronItems: parseCronItems(
      work.schedule.map(({ task, at }) => ({ task, match: at, identifier: task })),
    ),
  })
  const looking = setInterval(() => void freeTheDead(db).catch(() => {}), LOOK_FOR_THE_DEAD_MS)
  return { stop }

  function runner(name: string) {
    return async (payload: unknown) => {
      try {
        // The payload of a task is what its own name was queued with.
        await work.tasks[name]?.(payload as never)
      } catch (error) {
        work.failed(name, error)
        throw error
      }
    }
  }

  async function stop(): Promise<void> {
    clearInterval(looking)
    await running.stop()
    await ownerRows(db, sql`delete from job_worker where node_key = ${nodeKey}`).catch(() => {})
    await presence.release()
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

async function freeTheDead(db: Database): Promise<void> {
  await ownerRows(
    db,
    sql`with dead as (
        delete from job_worker w where not exists (
          select from pg_locks l where l.locktype = 'advisory' and l.classid = ${LOCK_SPACE} and l.objid::bigint = w.node_key
            and l.database = (select oid from pg_database where datname = current_database()))
        returning worker_id)
      select graphile_worker.force_unlock_workers(array_agg(worker_id)) from dead having count(*) > 0`,
  )
}

// A connection of its own, open as long as the process lives; after an outage it is opened and locked again.
function holdPresence(databaseUrl: string, nodeKey: number) {
  let client: pg.Client | undefined
  let released = false
  return { held, release }

  async function held(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'centralita' })
    next.on('error', () => {})
    next.on('end', () => void again())
    await next.connect()
    await next.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, nodeKey])
    client = next
  }

  async function again(): Promise<void> {
    while (!released) {
      await new Promise((resolve) => setTimeout(resolve, 1_000).unref())
      if (
        await held().then(
          () => true,
          () => false,
        )
      )
        return
    }
  }

  async function release(): Promise<void> {
    released = true
    await client?.end()
  }
}

const SILENT = new Logger(() => () => {})
