import type { ChannelEvent } from '#channel/event.ts'
import { crashPoint } from '#db/crash-point.ts'
import { type Database, inWorkspace, isUnstorable, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { write } from '#sync/write.server.ts'
import {
  type Carriage,
  contextOf,
  type MessageTask,
  pollLater,
  sendingKey,
  sendLater,
} from './carriage.server.ts'
import { progress } from './delivery.ts'
import type { Inbound } from './inbound.server.ts'
import { loadSending, type Sending, saveDelivery } from './message.server.ts'
import type { StoredMessage } from './message.ts'

const SYSTEM: Actor = { type: 'system', id: null }

/** Asks the provider where a message is, and asks again until it has arrived or failed. */
export async function pollNow(
  carriage: Carriage,
  { workspaceId, messageId, times }: MessageTask & { times: number },
): Promise<void> {
  const underWay = await refresh(carriage, { workspaceId, messageId })
  if (underWay)
    await write(carriage.core, workspaceId, SYSTEM, async (write) => pollLater(write, messageId, times + 1))
}

/** Brings one message up to what the provider knows of it. Says whether it is still under way. */
async function refresh(carriage: Carriage, { workspaceId, messageId }: MessageTask): Promise<boolean> {
  const { value: sending } = await write(carriage.core, workspaceId, SYSTEM, (write) =>
    loadSending(write, messageId),
  )
  const line = sending && (await carriage.lines.find(workspaceId, sending.message.lineId))
  if (!line || !isUnderWay(sending.message)) return false
  const answer = await ask(carriage, sending, line)
  if (!answer) return true
  const { value } = await write(carriage.core, workspaceId, SYSTEM, async (write) => {
    const current = await loadSending(write, messageId)
    if (!current || !isUnderWay(current.message)) return false
    const after = progress(current.message, answer, write.now)
    await saveDelivery(write, current.message, after, current.place)
    return isUnderWay(after)
  })
  return value
}

async function ask(carriage: Carriage, { message, to }: Sending, line: ConnectedLine) {
  const { providerMessageId, attemptedAt, createdAt } = message
  if (providerMessageId === null) return undefined
  const query = { providerMessageId, to, sentAt: attemptedAt ?? createdAt }
  const answer = await line.provider.statusOf(contextOf(carriage, line), query)
  return answer.ok && answer.value ? { ...answer.value, providerMessageId } : undefined
}

function isUnderWay({ status }: StoredMessage): boolean {
  return status === 'accepted' || status === 'sent'
}

/** How far back each sweep looks before its watermark: a provider lists a message a moment after it took it. */
const OVERLAP_MS = 120_000
const STALE_AFTER_MS = 120_000
const MOST_PER_SWEEP = 200

/**
 * Fetches what lost webhooks would have told: texts that providers hold since each line's watermark, and where our
 * own messages are. Runs at the start, after an outage and every few minutes. Returns how many lines could not be asked.
 */
export async function sweep(carriage: Carriage, inbound: Inbound): Promise<number> {
  const workspaces = await ownerRows(
    carriage.core.db,
    sql<{ id: string }>`select workspace_id as id from workspace`,
  )
  let unreachable = 0
  const failures: unknown[] = []
  // What goes wrong with one line is no reason to leave out the others.
  const attempt = (work: Promise<void>) => work.catch((reason: unknown) => void failures.push(reason))
  for (const { id } of workspaces) {
    for (const lineId of await lineIds(carriage.core.db, id)) await attempt(sweepLine(id, lineId))
    await attempt(sweepSent(carriage, id))
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be looked for')
  return unreachable

  async function sweepLine(workspaceId: string, lineId: string): Promise<void> {
    const line = await carriage.lines.find(workspaceId, lineId)
    if (line && !(await sweepReceived(carriage, inbound, line))) unreachable++
  }
}

async function sweepReceived(carriage: Carriage, inbound: Inbound, line: ConnectedLine): Promise<boolean> {
  if (!line.provider.capabilities.listsReceived) return true
  const startedAt = instant()
  const watermark = await readWatermark(carriage.core.db, line)
  const since = instant(milliseconds(watermark) - OVERLAP_MS)
  const listed = await line.provider.listReceived(contextOf(carriage, line), { to: line.address, since })
  if (!listed.ok) return false
  const unstorable = await acceptAll(inbound, line, listed.value)
  if (listed.value.length > 0) crashPoint('sweep.taken')
  await inWorkspace(carriage.core.db, line.workspaceId, (tx) =>
    tx.rows(
      sql`update line set swept_at = ${startedAt} where workspace_id = ${line.workspaceId} and id = ${line.id}`,
    ),
  )
  if (unstorable) throw unstorable
  return true
}

// One that can never be kept must not keep the later ones away: it is reported when the others are safe.
async function acceptAll(inbound: Inbound, line: ConnectedLine, events: ChannelEvent[]): Promise<unknown> {
  let unstorable: unknown
  for (const event of events) {
    try {
      await inbound.accept({ line, event })
    } catch (error) {
      if (!isUnstorable(error)) throw error
      unstorable = error
    }
  }
  return unstorable
}

async function sweepSent(carriage: Carriage, workspaceId: string): Promise<void> {
  const stale = await inWorkspace(carriage.core.db, workspaceId, (tx) =>
    tx.rows(
      sql<{ id: string; status: string }>`select id, status from message
        where workspace_id = ${workspaceId} and direction = 'out'
          and status in ('queued', 'sending', 'accepted', 'sent')
          and coalesce(attempted_at, created_at) between now() - interval '3 days' and ${instant(Date.now() - STALE_AFTER_MS)}
        order by attempted_at limit ${MOST_PER_SWEEP}`,
    ),
  )
  const waiting = await withJobs(
    carriage.core.db,
    stale.map(({ id }) => id),
  )
  for (const { id, status } of stale) {
    if (status === 'accepted' || status === 'sent') await refresh(carriage, { workspaceId, messageId: id })
    // Its job is gone. One that waits has a reason to.
    else if (!waiting.has(id))
      await write(carriage.core, workspaceId, SYSTEM, async (write) => sendLater(write, id))
  }
}

async function withJobs(db: Database, messageIds: string[]): Promise<Set<string>> {
  const keys = messageIds.map(sendingKey)
  const jobs = await ownerRows(
    db,
    sql<{ key: string }>`select key from graphile_worker.jobs where key = any(${keys})`,
  )
  const waiting = new Set(jobs.map(({ key }) => key))
  return new Set(messageIds.filter((id) => waiting.has(sendingKey(id))))
}

async function lineIds(db: Database, workspaceId: string): Promise<string[]> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx.rows(sql<{ id: string }>`select id from line where workspace_id = ${workspaceId} order by id`),
  )
  return rows.map(({ id }) => id)
}

async function readWatermark(db: Database, { workspaceId, id }: ConnectedLine): Promise<string> {
  const row = await inWorkspace(db, workspaceId, (tx) =>
    tx.one(
      sql<{
        sweptAt: string
      }>`select swept_at as "sweptAt" from line where workspace_id = ${workspaceId} and id = ${id}`,
    ),
  )
  return row?.sweptAt ?? instant()
}
