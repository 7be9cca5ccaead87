import type { Fetch } from '#channel/provider.ts'
import { inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { pathOfTeam } from '#features/team/team-paths.ts'
import { publicId } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import type { StoredDevice } from './device.ts'
import { deviceTable, type StoredNotification } from './notification.server.ts'
import { type PushKeys, readPushKeys } from './push-keys.server.ts'
import { type Delivery, type PushedWords, pushTo } from './push-service.server.ts'
import { hushedUntil } from './quiet.ts'
import { readTidings, type Tidings } from './tidings.server.ts'
import { saidIn, whatOf, wordsIn } from './words.ts'

/** What pushing takes. `contact`: where a push service finds who runs this, a `mailto:` or an `https:` address. */
export type PushCarriage = {
  core: Core
  fetch: Fetch
  key: Buffer
  contact: string
  isSessionOpen(id: string): Promise<boolean>
}

export type PushTask = { workspaceId: string; notificationId: string; deviceId: string }

const SYSTEM: Actor = { type: 'system', id: null }
const MOST_ATTEMPTS = 6
const A_DAY_SECONDS = 24 * 60 * 60

/** One job for each of a member's devices. */
export async function pushLater(write: Write, rows: StoredNotification[]): Promise<void> {
  const pushed = rows.filter(({ media }) => media.includes('push'))
  if (pushed.length === 0) return
  const devices = await write.rows(
    sql<{ id: string; memberId: string }>`select id, member_id as "memberId" from notification_device
      where workspace_id = ${write.workspaceId} and member_id = any(${pushed.map(({ memberId }) => memberId)})`,
  )
  for (const { id: notificationId, memberId } of pushed)
    for (const device of devices)
      if (device.memberId === memberId)
        write.job(
          'notification.push',
          { notificationId, deviceId: device.id },
          { maxAttempts: MOST_ATTEMPTS, key: `push ${notificationId} ${device.id}` },
        )
}

/** Pushes to one device what its member has not seen in the meantime and may still see. */
export async function pushNow(
  carriage: PushCarriage,
  { workspaceId, notificationId, deviceId }: PushTask,
): Promise<void> {
  const { core, key } = carriage
  const ready = await inWorkspace(core.db, workspaceId, (tx) => prepare(tx, key, notificationId, deviceId))
  if (ready) await deliver(carriage, workspaceId, ready.keys, [ready])
}

/** What one device is to be told. */
export type Push = { device: StoredDevice; words: PushedWords; delivery: Delivery }

/** Pushes each of these once, and notes what became of it. Throws when a push service wants to be asked again. */
export async function deliver(
  carriage: PushCarriage,
  workspaceId: string,
  keys: PushKeys,
  pushes: readonly Push[],
): Promise<void> {
  const { core, fetch, contact } = carriage
  const outcomes = await Promise.all(
    pushes.map(async ({ device, words, delivery }) => {
      const open = await mayPush(carriage, device)
      const pushed = open ? await pushTo(fetch, device, keys, contact, words, delivery) : undefined
      const outcome = pushed ? (pushed.ok ? 'delivered' : pushed.error.code) : 'gone'
      if (outcome !== 'later') await noteDelivery(core, workspaceId, device.id, outcome)
      return outcome
    }),
  )
  // Pushed twice it is one: the browser's worker knows it by its id.
  if (outcomes.includes('later')) throw new Error('The push service will be asked again')
}

/** Sessions also end by themselves, and nobody is told. */
export async function mayPush(
  { isSessionOpen }: PushCarriage,
  { sessionId }: StoredDevice,
): Promise<boolean> {
  return sessionId === null || (await isSessionOpen(sessionId))
}

/** A device that has unsubscribed is forgotten. */
export async function noteDelivery(
  core: Core,
  workspaceId: string,
  deviceId: string,
  outcome: 'delivered' | 'gone' | 'refused' | 'later',
): Promise<void> {
  await write(core, workspaceId, SYSTEM, async (write) => {
    const [device] = await write.load(deviceTable, [deviceId])
    if (device && outcome === 'gone') write.remove(deviceTable, device)
    if (device && outcome === 'delivered') write.save(deviceTable, device, { ...device, usedAt: write.now })
  })
}

type Ready = Push & { keys: PushKeys }

async function prepare(
  tx: Transaction,
  key: Buffer,
  notificationId: string,
  deviceId: string,
): Promise<Ready | undefined> {
  const [[device], keys] = await Promise.all([loadRows(tx, deviceTable, [deviceId]), readPushKeys(tx, key)])
  if (!device || !keys) return undefined
  const tidings = await readTidings(tx, device.memberId, [notificationId], 'push')
  // It may have been tried again and again until the quiet hours began.
  if (!tidings || hushedUntil(tidings.setting, instant()) !== null) return undefined
  return { device, keys, words: wordsOf(tidings), delivery: deliveryOf(tidings) }
}

function wordsOf({ news: [one], setting, hidesTexts, unread, nameOf }: Tidings): PushedWords {
  const words = wordsIn(setting.language)
  const what = whatOf(words, one, one.actorId === null ? undefined : nameOf(one.actorId))
  const said = saidIn(words, one)
  const shown = hidesTexts
    ? { title: words.hidden.title, body: words.hidden.text }
    : { title: one.title, body: said === '' || one.kind === 'assigned' ? what : `${what}: ${said}` }
  const { id, times, kind, conversationId, chatId, subjectId } = one
  const path = chatId === null ? pathOf(conversationId) : pathOfTeam({ chatId })
  // The call that has rung there is the one that was missed.
  const instead = kind === 'missed' || kind === 'voicemail' ? subjectId : null
  return { id, times, ...shown, path, tag: conversationId ?? chatId ?? id, unread, instead }
}

/** Where a browser shows it. */
export function pathOf(conversationId: string | null): string {
  return conversationId === null ? '/activity' : `/inbox/all/${publicId('CN', conversationId)}`
}

function deliveryOf({ news: [{ kind, id, conversationId, chatId }] }: Tidings): Delivery {
  const urgent = kind !== 'others' && kind !== 'chat'
  const topic = publicId('CN', conversationId ?? chatId ?? id)
  return { ttlSeconds: A_DAY_SECONDS, urgency: urgent ? 'high' : 'normal', topic }
}
