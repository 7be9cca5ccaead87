import { type Database, inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { write } from '#sync/write.server.ts'
import { type Carriage, contextOf, type MessageTask, pollLater, sendLater } from './carriage.server.ts'
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
    saveDelivery(write, current.message, after, current.inboxId)
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
  for (const { id } of workspaces) {
    for (const lineId of await lineIds(carriage.core.db, id)) {
      const line = await carriage.lines.find(id, lineId)
      if (line && !(await sweepReceived(carriage, inbound, line))) unreachable++
    }
    await sweepSent(carriage, id)
  }
  return unreachable
}

async function sweepReceived(carriage: Carriage, inbound: Inbound, line: ConnectedLine): Promise<boolean> {
  if (!line.provider.capabilities.listsReceived) return true
  const startedAt = instant()
  const watermark = await readWatermark(carriage.core.db, line)
  const since = instant(milliseconds(watermark) - OVERLAP_MS)
  const listed = await line.provider.listReceived(contextOf(carriage, line), { to: line.address, since })
  if (!listed.ok) return false
  for (const event of listed.value) await inbound.accept({ line, event })
  await inWorkspace(carriage.core.db, line.workspaceId, (tx) =>
    tx.rows(
      sql`update line set swept_at = ${startedAt} where workspace_id = ${line.workspaceId} and id = ${line.id}`,
    ),
  )
  return true
}

async function sweepSent(carriage: Carriage, workspaceId: string): Promise<void> {
  const stale = await inWorkspace(carriage.core.db, workspaceId, (tx) =>
    tx.rows(
      sql<{ id: string; conversationId: string; status: string }>`
        select id, conversation_id as "conversationId", status from message
        where workspace_id = ${workspaceId} and direction = 'out'
          and status in ('queued', 'sending', 'accepted', 'sent')
          and coalesce(attempted_at, created_at) between now() - interval '3 days' and ${instant(Date.now() - STALE_AFTER_MS)}
        order by attempted_at limit ${MOST_PER_SWEEP}`,
    ),
  )
  for (const { id, conversationId, status } of stale) {
    if (status === 'accepted' || status === 'sent') await refresh(carriage, { workspaceId, messageId: id })
    // Its job is gone or waits its turn: asking twice is harmless.
    else
      await write(carriage.core, workspaceId, SYSTEM, async (write) =>
        sendLater(write, { id, conversationId }),
      )
  }
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
