import * as z from 'zod'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import type { StoredDevice } from './device.ts'
import { deviceTable } from './notification.server.ts'

const MOST_DEVICES = 20
const BASE64URL = /^[\w-]+$/

const subscription = z.object({
  name: z.string().trim().min(1).max(80),
  endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
  // A point of the curve P-256, and a secret of 16 bytes.
  p256dh: z.string().regex(BASE64URL).length(87),
  auth: z.string().regex(BASE64URL).length(22),
})

/** NO-8: this browser is delivered to from now on, in the name of who is signed in. Answers the device's id. */
export const subscribeCommand: ServedCommand = {
  name: 'notification.subscribe',
  async handle(write, raw, { memberId }) {
    const input = subscription.safeParse(raw)
    if (!input.success)
      return refuse('invalid-input', { field: String(input.error.issues[0]?.path[0] ?? '') })
    // A browser has one subscription: whoever signs in there takes it over.
    const [known] = await write.load(deviceTable, await heldAt(write, input.data.endpoint))
    const device: StoredDevice = {
      ...(known ?? { id: uuidv7(), createdAt: write.now, usedAt: null }),
      ...input.data,
      memberId,
      sessionId: write.actor.sessionId ?? null,
    }
    write.save(deviceTable, known, device)
    for (const old of await write.load(deviceTable, await tooMany(write, memberId)))
      write.remove(deviceTable, old)
    return ok({ id: device.id })
  },
}

/** One's own device is delivered to no more. */
export const unsubscribeCommand: ServedCommand = {
  name: 'notification.unsubscribe',
  async handle(write, raw, reach) {
    const input = z.object({ id: z.uuid() }).safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const [device] = await write.load(deviceTable, [input.data.id], reach)
    if (!device) return refuse('not-found')
    write.remove(deviceTable, device)
    return ok(null)
  },
}

/** Of a member's devices only those are delivered to from now on whose sessions these are. */
export async function endSubscriptions(write: Write, memberId: string, sessionIds: string[]): Promise<void> {
  const ended = await write.rows(
    sql<{ id: string }>`select id from notification_device
      where workspace_id = ${write.workspaceId} and member_id = ${memberId}
        and not coalesce(session_id = any(${sessionIds}), false)`,
  )
  const ids = ended.map(({ id }) => id)
  for (const device of await write.load(deviceTable, ids)) write.remove(deviceTable, device)
}

async function heldAt({ workspaceId, rows }: Write, endpoint: string): Promise<string[]> {
  const found = await rows(
    sql<{ id: string }>`select id from notification_device
      where workspace_id = ${workspaceId} and endpoint = ${endpoint}`,
  )
  return found.map(({ id }) => id)
}

async function tooMany({ workspaceId, rows }: Write, memberId: string): Promise<string[]> {
  const found = await rows(
    sql<{ id: string }>`select id from notification_device
      where workspace_id = ${workspaceId} and member_id = ${memberId} order by id desc offset ${MOST_DEVICES - 1}`,
  )
  return found.map(({ id }) => id)
}
