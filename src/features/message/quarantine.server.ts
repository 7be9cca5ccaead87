import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import type { WebhookRequest } from '#channel/provider.ts'
import { sql } from '#db/sql.ts'
import type { ConnectedLine, LineDirectory } from '#features/line/line.server.ts'
import { inBatches } from '#kit/batches.ts'
import { uuidv7 } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Actor } from '#sync/event.ts'
import type { Reach } from '#sync/synced.ts'
import { table } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { type Arrival, takeIn } from './inbound.server.ts'
import { type Quarantined, quarantineType } from './quarantine.ts'
import { readWebhook } from './webhook.server.ts'

const SYSTEM: Actor = { type: 'system', id: null }
// Somebody who floods a line with forged webhooks must not fill the disk.
const MOST_PER_LINE = 1_000

export const quarantineTable = table(quarantineType, {
  visible: `resolved_at is null and exists (select from member m where m.workspace_id = quarantine.workspace_id
    and m.id = $3 and m.role in ('owner', 'admin') and m.removed_at is null)`,
  bootstrap: true,
})

export type Refused = { line: ConnectedLine; webhook: WebhookRequest; reason: Quarantined['reason'] }

export type Quarantine = {
  /** Keeps a refused webhook whole, and tells the owners. The same body again only counts. */
  keep(refused: Refused): Promise<void>
}

const LARGEST_BATCH = 50
const REMEMBER_FULL_MS = 5_000

/** Somebody's flood of forgeries must not keep genuine texts waiting: it shares commits, and a full line asks for none. */
export function createQuarantine(core: Core): Quarantine {
  const fullUntil = new Map<string, number>()
  const add = inBatches<Refused>(LARGEST_BATCH, keepAll)
  core.feed.onCommitted(({ changes }) => {
    if (changes.some(({ type }) => type === quarantineType.name)) fullUntil.clear()
  })
  return {
    async keep(refused) {
      const { id, workspaceId } = refused.line
      if ((fullUntil.get(id) ?? 0) < Date.now()) await add(workspaceId, refused)
    },
  }

  async function keepAll(workspaceId: string, all: Refused[]): Promise<void> {
    const { value: tooMany } = await write(core, workspaceId, SYSTEM, async (write) => {
      const kept = await Promise.all(all.map((refused) => keepOne(write, refused)))
      return all.filter((_, place) => !kept[place])
    })
    for (const { line } of tooMany) fullUntil.set(line.id, Date.now() + REMEMBER_FULL_MS)
  }
}

async function keepOne(write: Write, { line, webhook, reason }: Refused): Promise<boolean> {
  const { workspaceId } = write
  const { urls, headers, body } = webhook
  const [kept, owners] = await Promise.all([
    write.one(
      sql<Quarantined>`insert into quarantine as q
          (workspace_id, id, line_id, reason, urls, headers, body, body_sha256, received_at)
        select ${workspaceId}, ${uuidv7()}, ${line.id}, ${reason}, ${urls}, ${JSON.stringify(headers)}::jsonb,
          ${Buffer.from(body)}, ${createHash('sha256').update(body).digest('hex')}, ${write.now}
        where (select count(*) from (select from quarantine where workspace_id = ${workspaceId}
          and line_id = ${line.id} limit ${MOST_PER_LINE}) full_line) < ${MOST_PER_LINE}
        on conflict (workspace_id, line_id, body_sha256) do update set times = q.times + 1
        returning id, line_id as "lineId", reason, times, received_at as "receivedAt", resolved_at as "resolvedAt"`,
    ),
    keepers(write),
  ])
  if (!kept) return false
  write.changed(quarantineTable, [kept], owners)
  if (kept.times === 1)
    write.event({
      type: 'webhook.quarantined',
      inboxId: line.inboxId,
      subjectId: kept.id,
      data: { reason },
    })
  return true
}

const reprocessInput = z.object({
  id: z.uuid(),
  /** Take it although nobody signed it: the owner vouches for it. */
  trust: z._default(z.boolean(), false),
})

/** Reads a quarantined webhook again, now that a secret was corrected or a line was connected. */
export function reprocessCommand(directory: LineDirectory): ServedCommand {
  return {
    name: 'quarantine.reprocess',
    async handle(write, raw, reach) {
      const input = reprocessInput.safeParse(raw)
      if (!input.success) return refuse('invalid-input', { field: 'id' })
      const found = await load(write, input.data.id, reach)
      const lines = directory.within(write)
      const line = found && (await lines.find(write.workspaceId, found.lineId))
      if (!line) return refuse('not-found')
      const { urls, headers, body } = found
      const read = await readWebhook(lines, line, { method: 'POST', urls, headers, body }, input.data.trust)
      if (!read.ok) return refuse(read.error)
      await takeIn(write, read.value.map(cameAt(found.receivedAt)))
      return resolve(write, input.data.id)
    },
  }
}

// Some carriers do not say when it was sent: not now in any case.
function cameAt(receivedAt: Instant): (arrival: Arrival) => Arrival {
  return ({ line, event }) =>
    event.type === 'message-received'
      ? { line, event: { ...event, at: event.at ?? receivedAt } }
      : { line, event }
}

/** Sets a quarantined webhook aside: it was not worth keeping. */
export const dismissCommand: ServedCommand = {
  name: 'quarantine.dismiss',
  async handle(write, raw, reach) {
    const input = reprocessInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    return (await load(write, input.data.id, reach)) ? resolve(write, input.data.id) : refuse('not-found')
  },
}

type Kept = Pick<Quarantined, 'lineId' | 'receivedAt'> & Omit<WebhookRequest, 'method'>

async function load(write: Write, id: string, reach: Reach): Promise<Kept | undefined> {
  const [visible] = await write.load(quarantineTable, [id], reach)
  if (!visible) return undefined
  return write.one(
    sql<Kept>`select line_id as "lineId", urls, headers, body, received_at as "receivedAt" from quarantine
      where workspace_id = ${write.workspaceId} and id = ${id}`,
  )
}

async function resolve(write: Write, id: string): Promise<Result<null>> {
  const resolved = await write.one(
    sql<Quarantined>`update quarantine set resolved_at = ${write.now}, resolved_by = ${write.actor.id}
      where workspace_id = ${write.workspaceId} and id = ${id}
      returning id, line_id as "lineId", reason, times, received_at as "receivedAt", resolved_at as "resolvedAt"`,
  )
  if (resolved) write.changed(quarantineTable, [resolved], await keepers(write))
  write.event({ type: 'webhook.resolved', subjectId: id })
  return ok(null)
}

async function keepers(write: Write): Promise<string[]> {
  const rows = await write.rows(
    sql<{ id: string }>`select id from member where workspace_id = ${write.workspaceId}
      and role in ('owner', 'admin') and removed_at is null`,
  )
  return rows.map(({ id }) => id)
}
