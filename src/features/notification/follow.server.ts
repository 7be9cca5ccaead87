import { type Database, ownerRows, type Transaction } from '#db/db.ts'
import { sql, statement } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { type Follower, followFeed } from '#sync/follower.server.ts'
import { loadRows, selected } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { mailLater } from './mail.server.ts'
import { readNews, type Told } from './news.server.ts'
import {
  notificationSettingTable,
  notificationTable,
  type StoredNotification,
  storedFields,
} from './notification.server.ts'
import { MERGING } from './notification.ts'
import { pushLater } from './push.server.ts'
import { addPushKeys } from './push-keys.server.ts'
import { type NotificationSetting, ordinary } from './settings.ts'
import { type Listener, type Muted, type Telling, tellings } from './telling.ts'

/** Who has a conversation before their eyes now. */
export type Lookers = { presentAt(workspaceId: string, conversationId: string): readonly string[] }

const SYSTEM: Actor = { type: 'system', id: null }
const MOST_EVENTS = 500
const FEW_EVENTS = 100

/** What telling takes: `key` seals what a new workspace needs to push. */
export type Teller = { core: Core; key: Buffer; lookers: Lookers }

/** Tells members of what happens, a moment after it has. */
export function followForNotifications(teller: Teller, failed: (error: unknown) => void): Follower {
  const { core } = teller
  return followFeed(core.feed, {
    behind: () => workspacesBehind(core.db),
    batch: (workspaceId, busy) => tellBatch(teller, workspaceId, busy ? FEW_EVENTS : MOST_EVENTS),
    failed,
  })
}

async function workspacesBehind(db: Database): Promise<string[]> {
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select f.workspace_id as id from feed f
      left join notification_progress p on p.workspace_id = f.workspace_id where f.seq > coalesce(p.feed_seq, 0)`,
  )
  return rows.map(({ id }) => id)
}

/**
 * Tells of the next events of a workspace. What is told, the jobs that carry it and how far this has come are one
 * transaction: each member is told once of each, whatever is killed. Answers whether there are more.
 */
export async function tellBatch(
  { core, key, lookers }: Teller,
  workspaceId: string,
  most = MOST_EVENTS,
): Promise<boolean> {
  const { value } = await write(core, workspaceId, SYSTEM, async (write) => {
    const progress = await lockProgress(write, key)
    // Another process is at it.
    if (!progress) return false
    const { since, seq } = progress
    const upTo = await endOfBatch(write, since, seq, most)
    if (upTo > since) await tell(write, lookers, since, upTo)
    write.also(sql`update notification_progress set feed_seq = ${upTo} where workspace_id = ${workspaceId}`)
    return upTo < seq
  })
  return value
}

async function lockProgress(write: Write, key: Buffer): Promise<{ since: number; seq: number } | undefined> {
  const { workspaceId } = write
  const begun = await write.one(
    sql<{ id: string }>`insert into notification_progress (workspace_id) values (${workspaceId})
      on conflict do nothing returning workspace_id as id`,
  )
  if (begun) await addPushKeys(write, key)
  const locked = await write.one(
    sql<{ since: number }>`select feed_seq as since from notification_progress
      where workspace_id = ${workspaceId} for update skip locked`,
  )
  // Read under the lock: everything up to this number has been committed.
  const feed = await write.one(sql<{ seq: number }>`select seq from feed where workspace_id = ${workspaceId}`)
  return locked && feed && { ...locked, ...feed }
}

async function endOfBatch(tx: Transaction, since: number, seq: number, most: number): Promise<number> {
  const end = await tx.one(
    sql<{ seq: number }>`select feed_seq as seq from event
      where workspace_id = ${tx.workspaceId} and feed_seq > ${since} order by feed_seq offset ${most} limit 1`,
  )
  return end?.seq ?? Math.max(since, seq)
}

async function tell(write: Write, lookers: Lookers, since: number, upTo: number): Promise<void> {
  await withdraw(write, since, upTo)
  const news = await readNews(write, since, upTo)
  if (news.length === 0) return
  const listenersOf = await readListeners(write, lookers, news)
  const told = newestOf(
    news.flatMap((one) =>
      tellings(one, listenersOf(one), write.now).map((telling) => ({ one, telling, times: 1 })),
    ),
  )
  if (told.length === 0) return
  const mailOf = await mailLater(
    write,
    told.map(({ one, telling }) => ({ ...one, ...telling })),
  )
  const unread = await readUnread(write, told)
  // Lists go by the ids: these are in the order in which it happened.
  const ids = told.map(() => uuidv7()).sort()
  const rows = told.map((next, index) => {
    const { one, telling } = next
    const { memberId, emailAt } = telling
    const { conversationId } = one
    const mailId = emailAt === null || conversationId === null ? null : mailOf(memberId, conversationId)
    const row = notificationOf(ids[index] ?? uuidv7(), mailId, next, write.now)
    const before = merges(telling) ? unread.get(keyOf(row)) : undefined
    // Another row, for lists go by the ids: it stands where its newest does.
    if (before) write.remove(notificationTable, before)
    const after = before ? { ...row, times: before.times + row.times } : row
    write.save(notificationTable, undefined, after)
    return after
  })
  await pushLater(write, rows)
}

// A mail says each of what it gathered.
function merges({ kind, emailAt, read }: Telling): boolean {
  return MERGING.includes(kind) && emailAt === null && !read
}

type ToTell = { one: Told; telling: Telling; times: number }

/** Of what one stands for all only the newest, with how many they were. */
function newestOf(all: ToTell[]): ToTell[] {
  const newest = new Map<string, ToTell>()
  for (const next of all) {
    const { one, telling, times } = next
    const key = merges(telling) ? keyOf({ ...one, ...telling }) : `${one.eventId} ${telling.memberId}`
    const known = newest.get(key)
    newest.delete(key)
    newest.set(key, known ? { ...next, times: known.times + times } : next)
  }
  return [...newest.values()]
}

function keyOf({
  conversationId,
  memberId,
  kind,
}: Pick<StoredNotification, 'conversationId' | 'memberId' | 'kind'>): string {
  return `${conversationId} ${memberId} ${kind}`
}

/** What was told of these conversations already and has not been read, by whom and what it was. */
async function readUnread(write: Write, told: ToTell[]): Promise<Map<string, StoredNotification>> {
  const merging = told.filter(({ telling }) => merges(telling))
  if (merging.length === 0) return new Map()
  const wanted = merging.map(({ one: { conversationId }, telling: { memberId, kind } }) => ({
    ...{ conversationId, memberId, kind },
  }))
  const found = await write.rows(
    statement<StoredNotification>(
      `select ${selected(storedFields, 'n')} from jsonb_to_recordset($2::jsonb)
         as w("conversationId" uuid, "memberId" uuid, kind text)
       join notification n on n.workspace_id = $1 and n.conversation_id = w."conversationId"
         and n.member_id = w."memberId" and n.kind = w.kind
       where n.read_at is null and n.mail_id is null order by n.id for update of n`,
      [write.workspaceId, JSON.stringify(wanted)],
    ),
  )
  return new Map(found.map((row) => [keyOf(row), row]))
}

function notificationOf(
  id: string,
  mailId: string | null,
  { one, telling, times }: ToTell,
  now: Instant,
): StoredNotification {
  const { eventId, conversationId, chatId, inboxId, subjectId, seq, byId, title, text, files, at } = one
  const { memberId, kind, media, tone, read } = telling
  const place = { inboxId, conversationId, chatId, subjectId, seq }
  return {
    ...{ id, memberId, kind, ...place, actorId: byId, title, text, files, times },
    ...{ media, tone, at, readAt: read ? now : null, eventId, mailId },
  }
}

/** What was deleted, or moved out of somebody's reach, is not left behind with those who were told of it. */
async function withdraw(write: Write, since: number, upTo: number): Promise<void> {
  const gone = await write.rows(
    sql<{ id: string }>`select n.id from event e
      join conversation c on c.workspace_id = e.workspace_id and c.id = e.conversation_id
      join notification n on n.workspace_id = c.workspace_id and n.conversation_id = c.id
      where e.workspace_id = ${write.workspaceId} and e.feed_seq > ${since} and e.feed_seq <= ${upTo}
        and (e.type = 'comment.deleted' and n.subject_id = e.subject_id
          or e.type = 'conversation.move' and not exists (select from inbox_member i
            where i.workspace_id = c.workspace_id and i.inbox_id = c.inbox_id and i.member_id = n.member_id))`,
  )
  const unsaid = await write.rows(
    sql<{ id: string }>`select n.id from event e
      join notification n on n.workspace_id = e.workspace_id and n.chat_id = (e.data ->> 'chatId')::uuid
        and n.subject_id = e.subject_id
      where e.workspace_id = ${write.workspaceId} and e.feed_seq > ${since} and e.feed_seq <= ${upTo}
        and e.type = 'chat.deleted'`,
  )
  const rows = await write.load(notificationTable, [...new Set([...gone, ...unsaid].map(({ id }) => id))])
  for (const row of rows) write.remove(notificationTable, row)
}

/** By news, everybody who sees it now. */
async function readListeners(
  tx: Transaction,
  { presentAt }: Lookers,
  news: Told[],
): Promise<(one: Told) => Listener[]> {
  const chatters = news.flatMap(({ memberIds }) => memberIds)
  const entries = await membersOf(tx, unique(news.map(({ inboxId }) => inboxId)), unique(chatters))
  const memberIds = unique(entries.map(({ memberId }) => memberId))
  const [settings, mutes] = await Promise.all([
    loadRows<NotificationSetting>(tx, notificationSettingTable, memberIds),
    mutesOf(tx, unique(news.map(({ conversationId }) => conversationId))),
  ])
  const settingOf = new Map(settings.map((setting) => [setting.id, setting]))
  const muteOf = new Map(
    mutes.map(({ conversationId, memberId, scope }) => [`${conversationId} ${memberId}`, scope]),
  )
  return (one) => {
    const { conversationId } = one
    const present = conversationId === null ? [] : presentAt(tx.workspaceId, conversationId)
    return entries
      .filter((entry) => entry.inboxId === one.inboxId && sees(entry.memberId, one))
      .map(({ memberId, inQueue }) => ({
        ...{ memberId, inQueue },
        setting: settingOf.get(memberId) ?? ordinary(memberId),
        looking: present.includes(memberId),
        muted: muteOf.get(`${conversationId} ${memberId}`) ?? null,
      }))
  }
}

function sees(memberId: string, { chatId, memberIds, seq, hiddenSeq, historyOwnerId }: Told): boolean {
  if (chatId !== null) return memberIds.includes(memberId)
  return seq === null || seq > hiddenSeq || memberId === historyOwnerId
}

type Entry = { inboxId: string | null; memberId: string; inQueue: boolean }

/** Who is in which inbox, and without one these members, as far as they are still there. */
function membersOf(tx: Transaction, inboxIds: string[], memberIds: string[]): Promise<Entry[]> {
  return tx.rows(
    sql<{ inboxId: string | null; memberId: string; inQueue: boolean }>`
      select i.inbox_id as "inboxId", i.member_id as "memberId", coalesce(q.in_queue, true) as "inQueue"
      from inbox_member i join member m on m.workspace_id = i.workspace_id and m.id = i.member_id
      left join queue_place q on q.workspace_id = i.workspace_id and q.id = i.id
      where i.workspace_id = ${tx.workspaceId} and i.inbox_id = any(${inboxIds}) and m.removed_at is null
      union all
      select null, m.id, true from member m
      where m.workspace_id = ${tx.workspaceId} and m.id = any(${memberIds}) and m.removed_at is null`,
  )
}

function mutesOf(
  tx: Transaction,
  conversationIds: string[],
): Promise<{ conversationId: string; memberId: string; scope: Muted }[]> {
  return tx.rows(
    sql<{ conversationId: string; memberId: string; scope: Muted }>`
      select conversation_id as "conversationId", member_id as "memberId", scope from notification_mute
      where workspace_id = ${tx.workspaceId} and conversation_id = any(${conversationIds}) and scope <> 'none'`,
  )
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
