import { type Database, inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { type ConnectedLine, connectedLine } from '#features/line/line.server.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { isLoopbackHost } from '#kit/host.ts'
import type { Instant } from '#kit/time.ts'
import { countWorkers } from '../presence.ts'
import { count } from '../words.ts'
import { type Check, type Finding, fine, type Ground, wrong } from './finding.ts'

const LATE_MINUTES = 15

export const checkJobs: Check = async ({ opened: { db } }) => {
  const workers = await countWorkers(db)
  const [waiting] = await ownerRows(
    db,
    sql<{ due: number; late: number; givenUp: number; oldest: Instant | null }>`select
        count(*) filter (where run_at <= now() and attempts < max_attempts)::int as due,
        count(*) filter (where run_at < now() - make_interval(mins => ${LATE_MINUTES}) and attempts < max_attempts)::int as late,
        count(*) filter (where attempts >= max_attempts)::int as "givenUp",
        min(run_at) filter (where run_at <= now() and attempts < max_attempts) as oldest
      from graphile_worker.jobs`,
  )
  const { due = 0, late = 0, givenUp = 0, oldest = null } = waiting ?? {}
  if (givenUp > 0)
    return wrong('jobs', `${count(givenUp, 'job')} given up after many tries. The server's log says why.`)
  if (workers > 0 && late > 0)
    return wrong(
      'jobs',
      `${count(late, 'job')} waiting for more than ${LATE_MINUTES} minutes, the oldest since ${oldest}, although a server is at work. Restart it; if that does not help, its log says why.`,
    )
  const who = workers > 0 ? `${count(workers, 'server')} at work` : 'No server is at work now'
  return fine('jobs', `${who}, ${count(due, 'job')} due${oldest ? `, the oldest since ${oldest}` : ''}`)
}

/** Each number: that its provider is here, its secrets can be opened, and that it is looked after. */
export const checkLines: Check = async (ground) => {
  const { db } = ground.opened
  const lines = await ownerRows(
    db,
    sql<ListedLine>`select workspace_id as "workspaceId", id, address, provider, swept_at as "sweptAt",
        swept_at < now() - make_interval(mins => ${LATE_MINUTES}) as late
      from line order by workspace_id, created_at, id`,
  )
  if (lines.length === 0) return fine('lines', 'No number is connected yet')
  const working = (await countWorkers(db)) > 0
  const findings = await Promise.all(lines.map((line) => checkLine(ground, line, working)))
  return findings.flat()
}

type ListedLine = {
  workspaceId: string
  id: string
  address: string
  provider: string
  sweptAt: Instant
  late: boolean
}

async function checkLine(ground: Ground, listed: ListedLine, working: boolean): Promise<Finding[]> {
  const { address, provider, sweptAt } = listed
  const check = `line ${address}`
  const line = await openLine(ground, listed)
  if (line === 'sealed')
    return wrong(
      check,
      'Its settings cannot be opened: they were sealed with another secret. Bring back APP_SECRET or DATA_DIR/app.secret, or connect the number again.',
    )
  if (!line) return wrong(check, `Its provider "${provider}" is not part of this release.`)
  const { listsReceived } = line.provider.capabilities
  if (working && listsReceived && listed.late)
    return wrong(
      check,
      `${line.provider.label} has not been asked for missed messages since ${sweptAt}. Is its password still right? The server's log says why.`,
    )
  const url = webhookUrl(ground.env.PUBLIC_URL, provider, listed.workspaceId, listed.id)
  if (listsReceived && isLoopbackHost(new URL(url).hostname))
    return fine(
      check,
      `${line.provider.label} cannot report to ${url}; a server asks it every five minutes, last at ${sweptAt}`,
    )
  const swept = listsReceived ? `, asked for missed messages at ${sweptAt}` : ''
  return fine(check, `${line.provider.label}, reports to ${url}${swept}`)
}

async function openLine(
  { opened: { db, key }, providers }: Ground,
  { workspaceId, id }: ListedLine,
): Promise<ConnectedLine | undefined | 'sealed'> {
  try {
    return await inWorkspace(db, workspaceId, (tx) => connectedLine(tx, id, providers, key))
  } catch {
    return 'sealed'
  }
}

/** Texts that should have gone out, and webhooks that nobody believed. */
export const checkMessages: Check = async ({ opened: { db } }) => [
  ...(await checkStuck(db)),
  ...(await checkQuarantine(db)),
]

async function checkStuck(db: Database): Promise<Finding[]> {
  const [row] = await ownerRows(
    db,
    sql<{
      stuck: number
      oldest: Instant | null
    }>`select count(*)::int as stuck, min(created_at) as oldest from message
      where direction = 'out' and status in ('queued', 'sending')
        and coalesce(attempted_at, created_at) < now() - make_interval(mins => ${LATE_MINUTES})`,
  )
  const { stuck = 0, oldest } = row ?? {}
  return stuck === 0
    ? fine('sending', 'No text is stuck')
    : wrong(
        'sending',
        `${count(stuck, 'text')} not gone out, the oldest since ${oldest}. Start the server, or look at the lines above.`,
      )
}

async function checkQuarantine(db: Database): Promise<Finding[]> {
  const waiting = await ownerRows(
    db,
    sql<{ reason: string; count: number }>`select reason, count(*)::int as count from quarantine
      where resolved_at is null group by reason order by reason`,
  )
  if (waiting.length === 0) return fine('quarantine', 'No webhook waits for a decision')
  const what = waiting.map(({ reason, count }) => `${count} ${reason}`).join(', ')
  return wrong(
    'quarantine',
    `Webhooks were refused and kept (${what}): customers' texts may be among them. Correct the secret, then have them read again in the app.`,
  )
}
