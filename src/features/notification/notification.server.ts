import * as z from 'zod/mini'
import { statement } from '#db/sql.ts'
import { ok } from '#kit/result.ts'
import { answered } from '#sync/query.server.ts'
import { fieldsOf } from '#sync/synced.ts'
import { selected, table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { deviceType, notificationWorkspaceType, storedDeviceSchema, storedWorkspaceSchema } from './device.ts'
import { notificationsQuery } from './notification.api.ts'
import { muteType, type Notification, notificationType } from './notification.ts'
import { notificationSettingType } from './settings.ts'

const storedNotificationSchema = z.extend(notificationType.row, {
  eventId: z.string(),
  mailId: z.nullable(z.string()),
})

export const storedFields = Object.keys(storedNotificationSchema.shape)

export type StoredNotification = Notification & { eventId: string; mailId: string | null }

const NEWEST = 50
const UNREAD = 100

// What it tells of is asked anew each time: who lost access has lost what they were told, too.
const VISIBLE = `member_id = $3 and (chat_id is null or exists (select from chat_member p
    where p.workspace_id = notification.workspace_id and p.chat_id = notification.chat_id and p.member_id = $3))
  and (conversation_id is null or exists (select from conversation c
    where c.workspace_id = notification.workspace_id and c.id = notification.conversation_id and c.inbox_id = any($2)
      and (notification.seq is null or notification.seq > c.hidden_seq or c.history_owner_id = $3)))`

export const notificationTable = table<Notification, StoredNotification>(notificationType, {
  // zod's extension of a row that is typed as any object's has lost its fields.
  stored: storedNotificationSchema as never,
  visible: VISIBLE,
  bootstrap: `id = any(array(select n.id from notification n where n.workspace_id = $1 and n.member_id = $3
        and 'app' = any(n.media) order by n.id desc limit ${NEWEST})
      || array(select n.id from notification n where n.workspace_id = $1 and n.member_id = $3
        and 'app' = any(n.media) and n.read_at is null order by n.id desc limit ${UNREAD}))`,
})

export const notificationSettingTable = table(notificationSettingType, {
  visible: 'id = $3',
  bootstrap: true,
})

export const muteTable = table(muteType, { visible: 'member_id = $3', bootstrap: true })

export const deviceTable = table(deviceType, {
  stored: storedDeviceSchema,
  visible: 'member_id = $3',
  bootstrap: true,
})

export const notificationWorkspaceTable = table(notificationWorkspaceType, {
  stored: storedWorkspaceSchema,
  visible: 'true',
  bootstrap: true,
})

export const notificationsAnswer = answered(notificationsQuery, async (tx, { before, limit }, reach) => {
  const rows = await tx.rows(
    statement<Notification>(
      `select ${selected(fieldsOf(notificationType))} from notification
       where workspace_id = $1 and ${VISIBLE} and 'app' = any(media) and ($4::uuid is null or id < $4)
       order by id desc limit $5`,
      [tx.workspaceId, [...reach.inboxIds], reach.memberId, before, limit + 1],
    ),
  )
  return ok({ rows: { [notificationType.name]: rows.slice(0, limit) }, more: rows.length > limit })
})

/** Also what the screen does not hold. */
export async function readRest(
  write: Write,
  { upTo, conversationId }: { upTo: string; conversationId: string | null },
): Promise<void> {
  const rows = await write.rows(
    statement<StoredNotification>(
      `update notification set read_at = $3 where workspace_id = $1 and member_id = $2 and read_at is null
         and id <= $4 and ($5::uuid is null or conversation_id = $5 or chat_id = $5)
       returning ${selected(storedFields)}`,
      [write.workspaceId, write.actor.id, write.now, upTo, conversationId],
    ),
  )
  write.changed(notificationTable, rows)
}
