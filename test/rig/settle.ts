import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { World } from '../world.ts'

const SETTLED_WITHIN_MS = 120_000
const LOOK_EVERY_MS = 100

/** Waits until everything of ours has gone its way; answers how many messages have not in time. */
export async function settle(db: Database, { workspaceId }: World, hurry = false): Promise<number> {
  const deadline = Date.now() + SETTLED_WITHIN_MS
  for (;;) {
    const left = await unfinished(db, workspaceId)
    if (left === 0 || Date.now() > deadline) return left
    if (hurry) await elapse(db, 30)
    await sleep(LOOK_EVERY_MS)
  }
}

/** Lets time pass for everything that waits: what is due in so many seconds is due now. */
export async function elapse(db: Database, seconds: number): Promise<void> {
  await ownerRows(
    db,
    sql`update message set attempted_at = attempted_at - make_interval(secs => ${seconds}),
      created_at = created_at - make_interval(secs => ${seconds}) where direction = 'out'`,
  )
  await ownerRows(
    db,
    sql`update provider_account set retired_at = retired_at - make_interval(secs => ${seconds})`,
  )
  await ownerRows(
    db,
    sql`with due as (
        update graphile_worker._private_jobs set run_at = run_at - make_interval(secs => ${seconds})
        where locked_at is null returning id
      ) select pg_notify('jobs:insert', json_build_object('count', count(*))::text) from due`,
  )
}

async function unfinished(db: Database, workspaceId: string): Promise<number> {
  const [row] = await ownerRows(
    db,
    sql<{ count: number }>`select count(*)::int as count from message
      where workspace_id = ${workspaceId} and direction = 'out' and status in ('queued', 'sending')`,
  )
  return row?.count ?? 0
}
