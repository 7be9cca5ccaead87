import type { WebhookRequest } from '#channel/provider.ts'
import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import type { ConnectedLine, LineDirectory } from '#features/line/line.server.ts'
import { blobOf, blobPath } from '#features/message/blob-url.server.ts'
import type { Inbound } from '#features/message/inbound.server.ts'
import { type Media, type Message, messageType } from '#features/message/message.ts'
import { readWebhook } from '#features/message/webhook.server.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { parseSender } from '#kit/phone.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type Instant, instant } from '#kit/time.ts'
import type { Batch } from '#sync/feed.server.ts'
import type { HandsetLine, HandsetMessage, HandsetText } from './handset.api.ts'

const SANDBOX = 'sandbox'

/** A customer's phone that looks at one of our lines. */
export type Watch = { workspaceId: string; lineId: string; number: string }

export async function handsetLines(tx: Transaction): Promise<HandsetLine[]> {
  const lines = await tx.rows(
    sql<HandsetLine>`select l.id, l.display, l.address, i.name as inbox from line l
      join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${tx.workspaceId} and l.provider = ${SANDBOX} and l.disconnected_at is null order by i.position, l.created_at, l.id`,
  )
  return lines.map((line) => ({ ...line, id: publicId('PN', line.id) }))
}

/** A line that a handset may text: no other carrier's customers are played. */
export async function handsetLine(
  lines: LineDirectory,
  workspaceId: string,
  lineId: string,
): Promise<ConnectedLine | undefined> {
  const line = await lines.find(workspaceId, lineId)
  return line?.provider.name === SANDBOX ? line : undefined
}

const MOST_SHOWN = 100

/** The newest texts of a thread, oldest first, as the customer has them. `secret` signs the files' URLs. */
export async function handsetThread(
  tx: Transaction,
  { lineId, number }: Watch,
  secret: string,
): Promise<HandsetMessage[]> {
  const rows = await tx.rows(
    sql<ShownRow>`select m.id, m.direction, m.text, m.media, m.status, m.created_at as at from message m
      join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where c.workspace_id = ${tx.workspaceId} and c.line_id = ${lineId} and c.participants_key = ${number}
        and m.status in ('received', 'sent', 'delivered')
      order by m.seq desc limit ${MOST_SHOWN}`,
  )
  return rows.reverse().map(({ id, direction, text, media, status, at }) => ({
    ...{ id, text, at, state: status },
    from: direction === 'in' ? 'customer' : 'team',
    media: media.map((file) => shownFile(tx.workspaceId, file, secret)),
  }))
}

/**
 * A text from a customer's phone, by the way that all texts come: a signed webhook. Committed when it resolves, and
 * answers the name under which the provider knows it. Problems: `empty-message`, `invalid-number`.
 */
export async function textFromHandset(
  { lines, inbound, compose }: Handsets,
  line: ConnectedLine,
  { id = uuidv7(), number, text, media }: HandsetText,
): Promise<Result<string>> {
  if (text.trim() === '' && media.length === 0) return refuse('empty-message')
  if (parseSender(number) !== number) return refuse('invalid-number')
  const files = media.map(({ type, base64 }) => ({ type, url: `data:${type};base64,${base64}` }))
  const webhook = compose(line, { id, from: number, to: line.address, text, media: files, at: instant() })
  const read = await readWebhook(lines, line, { method: 'POST', urls: [], ...webhook })
  lines.heard(line)
  if (!read.ok) throw new Error(`The sandbox does not believe its own handset: ${read.error}`)
  await Promise.all(read.value.map((arrival) => inbound.accept(arrival)))
  return ok(id)
}

export type Handsets = {
  lines: LineDirectory
  inbound: Inbound
  /** What the sandbox would send us for a text. */
  compose(line: ConnectedLine, text: SandboxText): Pick<WebhookRequest, 'headers' | 'body'>
}

type SandboxText = {
  id: string
  from: string
  to: string
  text: string
  media: { url: string; type: string }[]
  at: Instant
}

/** Tells of each committed batch whether the phone has something new to show. */
export function watcher(
  { workspaceId, lineId, number }: Watch,
  conversationId: string | undefined,
): (batch: Batch) => boolean {
  let own = conversationId
  return (batch) => {
    if (batch.workspaceId !== workspaceId) return false
    for (const row of rowsOf(batch, conversationType.name)) {
      // Rows under a type's name are rows of that type.
      const { id, lineId: at, participants } = row as Conversation
      if (at === lineId && participants.length === 1 && participants[0] === number) own = id
    }
    return rowsOf(batch, messageType.name).some((row) => (row as Message).conversationId === own)
  }
}

export async function handsetConversation(
  tx: Transaction,
  { lineId, number }: Watch,
): Promise<string | undefined> {
  const row = await tx.one(
    sql<{ id: string }>`select id from conversation
      where workspace_id = ${tx.workspaceId} and line_id = ${lineId} and participants_key = ${number}`,
  )
  return row?.id
}

type ShownRow = Pick<Message, 'id' | 'text' | 'direction' | 'media'> & {
  status: HandsetMessage['state']
  at: Instant
}

function shownFile(workspaceId: string, file: Media, secret: string): HandsetMessage['media'][number] {
  const { type, width, height } = file
  const blob = blobOf(workspaceId, file)
  return { type, width, height, url: blob ? blobPath(secret, blob) : null }
}

function rowsOf({ changes }: Batch, name: string): object[] {
  return changes.filter(({ type }) => type === name).flatMap(({ rows }) => rows)
}
