import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { CallName } from './step.server.ts'

/** This process among those that carry calls: when it dies, however it dies, the others know which were its. */
export type Home = {
  key: number
  /** Calls that go on, and whose process does not. */
  orphans(): Promise<CallName[]>
  release(): Promise<void>
}

const LOCK_SPACE = 7_236_193
const TRY_AGAIN_MS = 500

/** Holds an advisory lock as long as this process lives, on a connection of its own; after an outage again. */
export async function openHome(db: Database, databaseUrl: string): Promise<Home> {
  const key = randomInt(1, 2 ** 31)
  let client: pg.Client | undefined
  let released = false
  await hold()
  return { key, orphans, release }

  async function hold(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'centralita calls' })
    next.on('error', () => {})
    await next.connect()
    await next.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, key])
    if (released) return next.end()
    client = next
    next.once('end', () => void holdAgain())
  }

  async function holdAgain(): Promise<void> {
    while (!released) {
      await sleep(TRY_AGAIN_MS, undefined, { ref: false })
      const held = await hold().then(
        () => true,
        () => false,
      )
      if (held) return
    }
  }

  function orphans(): Promise<CallName[]> {
    return ownerRows(
      db,
      sql<CallName>`select c.workspace_id as "workspaceId", c.id as "callId" from call c
        where c.state <> 'ended' and c.home is distinct from ${key} and not exists (
          select from pg_locks l where l.locktype = 'advisory' and l.classid = ${LOCK_SPACE} and l.objid::bigint = c.home
            and l.database = (select oid from pg_database where datname = current_database()))`,
    )
  }

  async function release(): Promise<void> {
    released = true
    await client?.end()
  }
}
