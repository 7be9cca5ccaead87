import { inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { callTable, type RingTask } from '#features/call/call.server.ts'
import { type Call, legOf } from '#features/call/call.ts'
import type { Leg } from '#features/call/leg.ts'
import { reachOf } from '#features/member/member.server.ts'
import { publicId } from '#kit/id.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import { loadRows } from '#sync/table.server.ts'
import type { StoredDevice } from './device.ts'
import { deviceTable, notificationSettingTable } from './notification.server.ts'
import { deliver, type Push, type PushCarriage, pathOf } from './push.server.ts'
import { type PushKeys, readPushKeys } from './push-keys.server.ts'
import type { Delivery, PushedWords } from './push-service.server.ts'
import { hushedUntil } from './quiet.ts'
import { type RingPlace, ringWords } from './ring-words.ts'
import { type NotificationSetting, ordinary } from './settings.ts'
import { type Muted, wantedMedia } from './telling.ts'
import { unreadOf } from './tidings.server.ts'

/** Nobody wants to read later that something does not ring any more. */
const OVER_TTL_SECONDS = 60

/** A call rings in pockets, too: on every subscribed device of these members, for as long as it rings. */
export async function pushRing(carriage: PushCarriage, task: RingTask): Promise<void> {
  const rung = await push(carriage, task, ({ state }) => state === 'ringing')
  // Somebody may have answered while it was on its way.
  if (rung.length > 0) await pushRingOver(carriage, { ...task, memberIds: rung })
}

/** What rang there says how it went, and is silent. A browser may not take a push and show nothing. */
export async function pushRingOver(carriage: PushCarriage, task: RingTask): Promise<void> {
  await push(carriage, task, ({ state, rangAt }) => state !== 'ringing' && rangAt !== null)
}

/** Pushes to those of the members whose legs are such. Answers who they are. */
async function push(
  carriage: PushCarriage,
  { workspaceId, callId, memberIds }: RingTask,
  isSuch: (leg: Leg) => boolean,
): Promise<string[]> {
  const { core, key } = carriage
  const ready = await inWorkspace(core.db, workspaceId, (tx) => prepare(tx, key, callId, memberIds, isSuch))
  if (!ready) return []
  await deliver(carriage, workspaceId, ready.keys, ready.pushes)
  return [...new Set(ready.pushes.map(({ device }) => device.memberId))]
}

async function prepare(
  tx: Transaction,
  key: Buffer,
  callId: string,
  memberIds: string[],
  isSuch: (leg: Leg) => boolean,
): Promise<{ keys: PushKeys; pushes: Push[] } | undefined> {
  const devices = await devicesOf(tx, memberIds)
  if (devices.length === 0) return undefined
  const [[call], keys] = await Promise.all([loadRows(tx, callTable, [callId]), readPushKeys(tx, key)])
  const place = call && (await placeOf(tx, call))
  if (!call || !place || !keys) return undefined
  const pushes: Push[] = []
  for (const memberId of new Set(devices.map((device) => device.memberId))) {
    const leg = legOf(call, memberId) ?? call.legs.findLast((one) => one.memberId === memberId)
    const listener = leg && isSuch(leg) ? await listenerOf(tx, memberId, leg, call) : undefined
    if (!leg || !listener) continue
    const words = wordsOf(call, leg, place, listener)
    const delivery = deliveryOf(call, leg)
    pushes.push(
      ...devices
        .filter((device) => device.memberId === memberId)
        .map((device) => ({ device, words, delivery })),
    )
  }
  return { keys, pushes }
}

async function devicesOf(tx: Transaction, memberIds: string[]): Promise<StoredDevice[]> {
  const rows = await tx.rows(
    sql<{ id: string }>`select id from notification_device
      where workspace_id = ${tx.workspaceId} and member_id = any(${memberIds})`,
  )
  return loadRows(
    tx,
    deviceTable,
    rows.map(({ id }) => id),
  )
}

type Listener = { setting: NotificationSetting; sees: boolean; unread: number }

/** How a member is told of it; undefined when they are not, as it was when it began to ring. */
async function listenerOf(
  tx: Transaction,
  memberId: string,
  leg: Leg,
  { inboxId, conversationId }: Call,
): Promise<Listener | undefined> {
  const reach = await reachOf(tx, memberId)
  const sees = reach?.inboxIds.has(inboxId) ?? false
  // Whoever is asked by name need not see the thread.
  if (!reach || (!sees && leg.ring.as === 'call')) return undefined
  const [[chosen], mute, badge] = await Promise.all([
    loadRows(tx, notificationSettingTable, [memberId]),
    tx.one(sql<{ scope: Muted }>`select scope from notification_mute where workspace_id = ${tx.workspaceId}
      and conversation_id = ${conversationId} and member_id = ${memberId} and scope <> 'none'`),
    tx.one(unreadOf(tx.workspaceId, memberId)),
  ])
  const setting = chosen ?? ordinary(memberId)
  // Muting a conversation is about what goes on in it, not about being asked for by name.
  const muted = leg.ring.as === 'call' ? (mute?.scope ?? null) : null
  const wants = wantedMedia(setting, 'call', inboxId, muted).includes('push')
  if (!wants || hushedUntil(setting, leg.rangAt ?? instant()) !== null) return undefined
  return { setting, sees, unread: badge?.unread ?? 0 }
}

async function placeOf(tx: Transaction, { conversationId }: Call): Promise<RingPlace | undefined> {
  const [place, people] = await Promise.all([
    tx.one(
      sql<Omit<RingPlace, 'names'>>`select coalesce(k.name, c.display) as caller, i.name as inbox,
          coalesce(n.hides_texts, false) as "hidesTexts"
        from conversation c join inbox i on i.workspace_id = c.workspace_id and i.id = c.inbox_id
        join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
        left join notification_workspace n on n.workspace_id = c.workspace_id
        where c.workspace_id = ${tx.workspaceId} and c.id = ${conversationId}`,
    ),
    tx.rows(
      sql<{ id: string; name: string }>`select id, name from member where workspace_id = ${tx.workspaceId}`,
    ),
  ])
  return place && { ...place, names: new Map(people.map(({ id, name }) => [id, name])) }
}

function wordsOf(call: Call, leg: Leg, place: RingPlace, { setting, sees, unread }: Listener): PushedWords {
  const rings = leg.state === 'ringing'
  // The page shows it under the same name and time, and so only once; the same call may come back to ring again.
  const since = milliseconds(leg.rangAt ?? call.createdAt)
  return {
    ...{ id: call.id, tag: call.id, call: rings ? 'rings' : 'over', times: rings ? since : since + 1 },
    ...ringWords(call, leg, place, setting.language),
    ...{ path: sees ? pathOf(call.conversationId) : '/calls', unread },
  }
}

function deliveryOf({ id }: Call, { state, dueAt }: Leg): Delivery {
  const ttlSeconds = state === 'ringing' ? secondsUntil(dueAt) : OVER_TTL_SECONDS
  return { ttlSeconds, urgency: 'high', topic: publicId('AC', id) }
}

function secondsUntil(due: Instant | null): number {
  return due === null ? OVER_TTL_SECONDS : Math.max(1, Math.ceil((milliseconds(due) - Date.now()) / 1_000))
}
