import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { reachOf } from '#features/member/member.server.ts'
import { loadRows } from '#sync/table.server.ts'
import {
  notificationSettingTable,
  notificationTable,
  type StoredNotification,
} from './notification.server.ts'
import type { Medium } from './notification.ts'
import { type NotificationSetting, ordinary } from './settings.ts'
import { type Muted, wantedMedia } from './telling.ts'

/** What is to leave the product on some medium, with what its words are made of. */
export type Tidings = {
  news: [StoredNotification, ...StoredNotification[]]
  member: { name: string; email: string }
  setting: NotificationSetting
  inbox: string
  hidesTexts: boolean
  /** What is unread in their inboxes: the number on the app's icon. */
  unread: number
  nameOf(memberId: string): string | undefined
}

/**
 * Of these, what a member has not read yet, still sees, and still wants to be told of on this medium, oldest first.
 * Undefined when nothing is left to say, or nobody to say it to.
 */
export async function readTidings(
  tx: Transaction,
  memberId: string,
  ids: string[],
  medium: Medium,
): Promise<Tidings | undefined> {
  const reach = await reachOf(tx, memberId)
  if (!reach) return undefined
  const [rows, [chosen], people, workspace, badge] = await Promise.all([
    loadRows(tx, notificationTable, ids, reach),
    loadRows(tx, notificationSettingTable, [memberId]),
    tx.rows(sql<{ id: string; name: string; email: string }>`select id, name, email from member
      where workspace_id = ${tx.workspaceId}`),
    tx.one(sql<{ hidesTexts: boolean }>`select hides_texts as "hidesTexts" from notification_workspace
      where workspace_id = ${tx.workspaceId}`),
    tx.one(unreadOf(tx.workspaceId, memberId)),
  ])
  const setting = chosen ?? ordinary(memberId)
  const unread = rows.filter(({ readAt }) => readAt === null).sort((a, b) => (a.id < b.id ? -1 : 1))
  const places = await placesOf(tx, memberId, unread)
  const news = unread.filter(({ kind, conversationId }) => {
    const { inboxId = null, muted = null } = places.get(conversationId ?? '') ?? {}
    return kind !== 'test' && wantedMedia(setting, kind, inboxId, muted).includes(medium)
  })
  const [first, ...rest] = news
  const member = people.find(({ id }) => id === memberId)
  if (!first || !member) return undefined
  return {
    news: [first, ...rest],
    member,
    setting,
    inbox: places.get(first.conversationId ?? '')?.inbox ?? '',
    hidesTexts: workspace?.hidesTexts ?? false,
    unread: badge?.unread ?? 0,
    nameOf: (id) => people.find((person) => person.id === id)?.name,
  }
}

/** The number on a member's icon. */
export function unreadOf(workspaceId: string, memberId: string) {
  return sql<{ unread: number }>`select coalesce(sum(coalesce(k.unread, 0)
      + case when i.unread_mode = 'team' then coalesce(c.unread, 0) else 0 end), 0)::int as unread
    from inbox_member e join inbox i on i.workspace_id = e.workspace_id and i.id = e.inbox_id
    left join inbox_counter c on c.workspace_id = e.workspace_id and c.id = e.inbox_id
    left join member_counter k on k.workspace_id = e.workspace_id and k.id = e.id
    where e.workspace_id = ${workspaceId} and e.member_id = ${memberId}`
}

type Place = { inboxId: string; inbox: string; muted: Muted | null }

/** By conversation: where it is now, and how far this member has muted it. */
async function placesOf(
  tx: Transaction,
  memberId: string,
  rows: { conversationId: string | null }[],
): Promise<Map<string, Place>> {
  const ids = rows.flatMap(({ conversationId }) => conversationId ?? [])
  const found = await tx.rows(
    sql<
      Place & { id: string }
    >`select c.id, c.inbox_id as "inboxId", i.name as inbox, nullif(u.scope, 'none') as muted
      from conversation c join inbox i on i.workspace_id = c.workspace_id and i.id = c.inbox_id
      left join notification_mute u on u.workspace_id = c.workspace_id and u.conversation_id = c.id
        and u.member_id = ${memberId}
      where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids})`,
  )
  return new Map(found.map(({ id, ...place }) => [id, place]))
}
