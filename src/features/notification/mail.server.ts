import { inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Mailer } from '#features/mail/mail.server.ts'
import type { Mail } from '#features/mail/mail.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import type { Core, Write } from '#sync/write.server.ts'
import { type DigestPlace, digestOf } from './digest.ts'
import { muteUrl } from './mute-link.server.ts'
import { readTidings } from './tidings.server.ts'

/** What sending notifications by mail needs. */
export type MailCarriage = { core: Core; mailer: Mailer; publicUrl: string; secret: string }

export type MailTask = { workspaceId: string; mailId: string }

type Wanted = { memberId: string; conversationId: string | null; emailAt: Instant | null }
type Due = { memberId: string; conversationId: string; emailAt: Instant }

const MOST_ATTEMPTS = 12

/**
 * One mail for each member and conversation, gathering until it goes. Answers which one that is. What is more urgent
 * takes along what has gathered.
 */
export async function mailLater(
  write: Write,
  wanted: Wanted[],
): Promise<(memberId: string, conversationId: string) => string | null> {
  const due = soonest(wanted)
  if (due.length === 0) return () => null
  const mails = await gather(write, due)
  for (const { id, dueAt } of mails) {
    const options = { key: `mail ${id}`, runAt: dueAt, maxAttempts: MOST_ATTEMPTS }
    write.job('notification.mail', { mailId: id }, options)
  }
  const ids = new Map(mails.map(({ id, memberId, conversationId }) => [keyOf(memberId, conversationId), id]))
  return (memberId, conversationId) => ids.get(keyOf(memberId, conversationId)) ?? null
}

function soonest(wanted: Wanted[]): Due[] {
  const due = new Map<string, Due>()
  for (const { memberId, conversationId, emailAt } of wanted) {
    if (conversationId === null) continue
    const key = keyOf(memberId, conversationId)
    const known = due.get(key)
    if (emailAt !== null && (!known || emailAt < known.emailAt))
      due.set(key, { memberId, conversationId, emailAt })
  }
  return [...due.values()]
}

type Gathering = { id: string; memberId: string; conversationId: string; dueAt: Instant }

function gather(write: Write, due: Due[]): Promise<Gathering[]> {
  const rows = due.map((one) => ({ ...one, id: uuidv7() }))
  return write.rows(
    sql<Gathering>`insert into notification_mail as m (workspace_id, id, member_id, conversation_id, due_at)
      select ${write.workspaceId}, r.id, r."memberId", r."conversationId", r."emailAt"
      from jsonb_to_recordset(${JSON.stringify(rows)})
        as r(id uuid, "memberId" uuid, "conversationId" uuid, "emailAt" timestamptz)
      order by r."memberId", r."conversationId"
      on conflict (workspace_id, member_id, conversation_id) where claimed_at is null
        do update set due_at = least(m.due_at, excluded.due_at)
      returning m.id, m.member_id as "memberId", m.conversation_id as "conversationId", m.due_at as "dueAt"`,
  )
}

function keyOf(memberId: string, conversationId: string): string {
  return `${memberId} ${conversationId}`
}

/** Sends one mail, put together as it is now for who may see it: none, when they have seen it all or may not any more. */
export async function mailNow(carriage: MailCarriage, { workspaceId, mailId }: MailTask): Promise<void> {
  const { db } = carriage.core
  const mail = await inWorkspace(db, workspaceId, (tx) => claim(tx, carriage, mailId))
  if (!mail) return
  const sent = await carriage.mailer.send(mail)
  // It is tried again under the same Message-ID, by which letter boxes know a letter that they have already.
  if (!sent.ok && sent.error.code === 'mail-later') throw new Error('The mail server will be asked again')
  await inWorkspace(db, workspaceId, (tx) => settle(tx, mailId, sent.ok ? null : sent.error.code))
}

// From now on what happens goes with the next one.
async function claim(tx: Transaction, carriage: MailCarriage, mailId: string): Promise<Mail | undefined> {
  const claimed = await tx.one(
    sql<{ memberId: string; conversationId: string }>`
      update notification_mail set claimed_at = coalesce(claimed_at, now())
      where workspace_id = ${tx.workspaceId} and id = ${mailId} and sent_at is null
      returning member_id as "memberId", conversation_id as "conversationId"`,
  )
  if (!claimed) return undefined
  const attached = await tx.rows(
    sql<{
      id: string
    }>`select id from notification where workspace_id = ${tx.workspaceId} and mail_id = ${mailId}`,
  )
  const tidings = await readTidings(
    tx,
    claimed.memberId,
    attached.map(({ id }) => id),
    'email',
  )
  const [newest] = tidings?.news.slice(-1) ?? []
  if (!tidings || !newest) return undefined
  return composed(carriage, mailId, { ...tidings, ...claimed, workspaceId: tx.workspaceId })
}

type Composing = NonNullable<Awaited<ReturnType<typeof readTidings>>> & {
  workspaceId: string
  memberId: string
  conversationId: string
}

function composed(
  { publicUrl, secret }: Pick<MailCarriage, 'publicUrl' | 'secret'>,
  mailId: string,
  { news, member, inbox, hidesTexts, setting, nameOf, ...subject }: Composing,
): Mail {
  const { memberId, conversationId } = subject
  const host = new URL(publicUrl).hostname
  const thread = publicId('CN', conversationId)
  const links: DigestPlace['links'] = {
    open: `${publicUrl}/inbox/all/${thread}`,
    settings: `${publicUrl}/settings/notifications`,
    mute: muteUrl(publicUrl, secret, subject),
  }
  return {
    ...digestOf(news, { inbox, hidesTexts, links, nameOf }, setting.language),
    to: { name: member.name, address: member.email },
    messageId: `<${mailId}@${host}>`,
    // A letter that was never sent: whatever follows it makes one thread, whichever comes first.
    follows: [`<${thread}.${publicId('US', memberId)}@${host}>`],
    headers: {
      'List-ID': `<${thread.toLowerCase()}.${host}>`,
      'List-Unsubscribe': `<${links.mute}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

async function settle(tx: Transaction, mailId: string, problem: string | null): Promise<void> {
  await tx.rows(
    sql`update notification_mail set sent_at = now(), problem = ${problem}
      where workspace_id = ${tx.workspaceId} and id = ${mailId}`,
  )
}
