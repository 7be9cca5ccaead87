import { sql, statement } from '#db/sql.ts'
import { OPTED_OUT } from '#features/consent/consent.server.ts'
import { inConversation } from '#features/conversation/conversation.server.ts'
import { audienceOf, type Conversation } from '#features/conversation/conversation.ts'
import type { Actor } from '#sync/event.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { sendLater } from './carriage.server.ts'
import { messageType, NEVER_TRIED, type StoredMessage, storedMessageSchema } from './message.ts'

export const messageTable = table(messageType, {
  stored: storedMessageSchema,
  fresh: NEVER_TRIED,
  visible: inConversation('message'),
  follow: keepHolders,
})

/** Which messages hold a file, so that it can go with the last of them. */
async function keepHolders(
  write: Write,
  changes: { before: StoredMessage | undefined; after: StoredMessage | undefined }[],
): Promise<void> {
  const holders = changes.flatMap(({ before, after }) => {
    if (!after || after.media === before?.media) return []
    return after.media.flatMap(({ sha256 }) => (sha256 === null ? [] : { sha256, message_id: after.id }))
  })
  if (holders.length === 0) return
  await write.rows(
    sql`insert into message_blob (workspace_id, sha256, message_id)
      select ${write.workspaceId}, r.sha256, r.message_id
      from jsonb_to_recordset(${JSON.stringify(holders)}) as r(sha256 text, message_id uuid) on conflict do nothing`,
  )
}

/** Where a message stands, and from which number on its thread is seen there. */
export type Standing = Pick<Conversation, 'inboxId' | 'hiddenSeq' | 'historyOwnerId'>

/** A message, locked, with whom it goes to, whether one of them wants no texts by now, and where it stands. */
export type Sending = { message: StoredMessage; place: Standing; to: string[]; barred: boolean }

export async function loadSending(write: Write, messageId: string): Promise<Sending | undefined> {
  const [place, [message]] = await Promise.all([
    write.one(
      statement<Standing & Pick<Sending, 'to' | 'barred'>>(
        `select c.inbox_id as "inboxId", c.hidden_seq as "hiddenSeq", c.history_owner_id as "historyOwnerId",
          c.participants as "to", exists ${OPTED_OUT} as barred from message m
        join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
        where m.workspace_id = $1 and m.id = $2`,
        [write.workspaceId, messageId],
      ),
    ),
    write.load(messageTable, [messageId]),
  ])
  return place && message && { message, place, to: place.to, barred: place.barred }
}

const SYSTEM: Actor = { type: 'system', id: null }

/** Keeps how far a message has come, and the event that tells of it. */
export async function saveDelivery(
  write: Write,
  before: StoredMessage,
  after: StoredMessage,
  place: Standing,
): Promise<void> {
  if (after === before) return
  saveMessage(write, before, after, place)
  if (after.status === before.status) return
  const { conversationId, id: subjectId, failureCode } = after
  const { inboxId } = place
  const data = failureCode ? { failureCode } : {}
  write.event({ type: `message.${after.status}`, inboxId, conversationId, subjectId, by: SYSTEM, data })
  // Not when it was us who did not ask the carrier.
  if (failureCode === 'opted-out' && before.status !== 'queued')
    write.job('consent.refused', { conversationId, messageId: subjectId })
  if (isOnItsWay(before) && !isOnItsWay(after)) await sendNext(write, after)
}

/** Tells only those who see it. */
export function saveMessage(
  write: Write,
  before: StoredMessage,
  after: StoredMessage,
  place: Standing,
): void {
  write.save(messageTable, before, after, [audienceOf(place, after.seq)])
}

// Until it is known what becomes of a message, later ones to the same people wait.
function isOnItsWay({ status }: StoredMessage): boolean {
  return status === 'queued' || status === 'sending'
}

// One that was tried already has a time of its own.
async function sendNext(write: Write, { id, conversationId }: StoredMessage): Promise<void> {
  const next = await write.one(
    sql<{ id: string }>`select id from message
      where workspace_id = ${write.workspaceId} and conversation_id = ${conversationId}
        and direction = 'out' and status = 'queued' and attempt = 0 and id <> ${id} order by seq limit 1`,
  )
  if (next) sendLater(write, next.id)
}
