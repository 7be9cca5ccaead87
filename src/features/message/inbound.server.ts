import type { ChannelEvent, MessageReceived, MessageStatusChanged } from '#channel/event.ts'
import { crashPoint } from '#db/crash-point.ts'
import { sql } from '#db/sql.ts'
import { heedWishes } from '#features/consent/consent.server.ts'
import { keepThread, openPlaces, type Place, type Thread } from '#features/conversation/place.server.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { inBatches } from '#kit/batches.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { progress, readReference } from './delivery.ts'
import { messageTable, type Standing, saveDelivery } from './message.server.ts'
import type { StoredMessage } from './message.ts'
import { receiveText } from './received.ts'

/** Something that happened on one of our lines. */
export type Arrival = { line: ConnectedLine; event: ChannelEvent }

export type Inbound = {
  /** Resolves when the event is committed (or was known already); only then may the provider be told so. */
  accept(arrival: Arrival): Promise<void>
}

const LARGEST_BATCH = 250

/**
 * The way in. What arrives while a workspace's transaction is under way waits, and goes together in the next one:
 * many webhooks share one commit, and a customer's messages keep their order.
 */
export function createInbound(core: Core): Inbound {
  const add = inBatches<Arrival>(LARGEST_BATCH, commit)
  return { accept: (arrival) => add(arrival.line.workspaceId, arrival) }

  async function commit(workspaceId: string, arrivals: Arrival[]): Promise<void> {
    crashPoint('inbound.arrived')
    await write(core, workspaceId, { type: 'customer', id: null }, async (write) => {
      await takeIn(write, arrivals)
      crashPoint('inbound.decided')
    })
    crashPoint('inbound.committed')
  }
}

/** What has arrived, in the transaction of whoever calls. What is known already changes nothing. */
export async function takeIn(write: Write, arrivals: Arrival[]): Promise<void> {
  await receiveMessages(write, arrivals)
  await applyStatuses(write, arrivals)
}

type Text = { line: ConnectedLine; event: MessageReceived }

async function receiveMessages(write: Write, arrivals: Arrival[]): Promise<void> {
  const texts = arrivals.flatMap(({ line, event }) =>
    event.type === 'message-received' ? [{ line, event }] : [],
  )
  if (texts.length === 0) return
  const [known, open] = await Promise.all([findKnown(write, texts), openPlaces(write, texts.map(placeOf))])
  const fresh = texts.filter(({ line, event }) => {
    const identity = `${line.id} ${event.providerMessageId}`
    if (known.has(identity)) return false
    known.add(identity)
    return true
  })
  const heard = fresh.map((text) => {
    const thread = open(placeOf(text))
    return { thread, message: addMessage(write, thread, text) }
  })
  await heedWishes(write, heard)
}

function placeOf({ line, event }: Text): Place {
  return { line, participants: [event.from] }
}

function addMessage(write: Write, thread: Thread, { line, event: text }: Text): StoredMessage {
  const { message, ...received } = receiveText(thread.now, text, { id: uuidv7(), lineId: line.id }, write.now)
  keepThread(write, thread, received.conversation)
  write.save(messageTable, undefined, message, [thread.now.inboxId])
  write.event(received.event)
  if (text.media.length > 0) keepRemote(write, message.id, text)
  return message
}

// The files stay at the provider until a job fetches them: the message must not wait for its pictures.
function keepRemote(write: Write, messageId: string, { media }: MessageReceived): void {
  const files = media.map(({ url, type }, position) => ({ position, url, type }))
  write.also(
    sql`insert into remote_media (workspace_id, message_id, position, url, type)
      select ${write.workspaceId}, ${messageId}, r.position, r.url, r.type
      from jsonb_to_recordset(${JSON.stringify(files)}) as r(position int, url text, type text)`,
  )
  write.job('message.fetch-media', { messageId })
}

async function findKnown(write: Write, texts: Text[]): Promise<Set<string>> {
  const rows = await write.rows(
    sql<{ lineId: string; providerMessageId: string }>`
      select line_id as "lineId", provider_message_id as "providerMessageId" from message
      where workspace_id = ${write.workspaceId} and line_id = any(${unique(texts.map(({ line }) => line.id))})
        and provider_message_id = any(${texts.map(({ event }) => event.providerMessageId)})
      union all
      select line_id, provider_message_id from deleted_message
      where workspace_id = ${write.workspaceId} and line_id = any(${unique(texts.map(({ line }) => line.id))})
        and provider_message_id = any(${texts.map(({ event }) => event.providerMessageId)})`,
  )
  return new Set(rows.map((row) => `${row.lineId} ${row.providerMessageId}`))
}

type Report = { line: ConnectedLine; event: MessageStatusChanged }

async function applyStatuses(write: Write, arrivals: Arrival[]): Promise<void> {
  const reports = arrivals.flatMap(({ line, event }) =>
    event.type === 'message-status' ? [{ line, event }] : [],
  )
  if (reports.length === 0) return
  const messages = await findReported(write, reports)
  for (const { line, event } of reports) {
    const reference = event.reference === null ? undefined : readReference(event.reference)
    const found = messages.find(({ now }) =>
      reference
        ? now.id === reference.id && now.attempt === reference.attempt && now.lineId === line.id
        : now.providerMessageId === event.providerMessageId && now.lineId === line.id,
    )
    if (!found) continue
    const after = progress(found.now, event, write.now)
    await saveDelivery(write, found.stored, after, found.place)
    found.now = after
  }
}

type Reported = { stored: StoredMessage; now: StoredMessage; place: Standing }

async function findReported(write: Write, reports: Report[]): Promise<Reported[]> {
  const ids = reports
    .flatMap(({ event }) => (event.reference ? [readReference(event.reference)?.id ?? []] : []))
    .flat()
  const found = await write.rows(
    sql<Standing & { id: string }>`select m.id, c.inbox_id as "inboxId", c.hidden_seq as "hiddenSeq",
        c.history_owner_id as "historyOwnerId" from message m
      join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where m.workspace_id = ${write.workspaceId} and (m.id = any(${ids})
        or (m.line_id = any(${unique(reports.map(({ line }) => line.id))})
          and m.provider_message_id = any(${reports.map(({ event }) => event.providerMessageId)})))`,
  )
  const places = new Map(found.map(({ id, ...place }) => [id, place]))
  const stored = await write.load(messageTable, [...places.keys()])
  return stored.flatMap((message) => {
    const place = places.get(message.id)
    return place ? [{ stored: message, now: message, place }] : []
  })
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)]
}
