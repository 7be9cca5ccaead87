import type { Failure } from '#channel/failure.ts'
import type { OutboundMessage, SendResult } from '#channel/provider.ts'
import { crashPoint } from '#db/crash-point.ts'
import { sql } from '#db/sql.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { isLoopbackHost } from '#kit/host.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { type Write, write } from '#sync/write.server.ts'
import {
  type Carriage,
  contextOf,
  type MessageTask,
  pollLater,
  sendLater,
  webhookUrl,
} from './carriage.server.ts'
import {
  askAgainAt,
  attemptedAt,
  beginAttempt,
  giveUp,
  loseTrack,
  nextAttemptAt,
  progress,
  putBack,
  referenceOf,
  SETTLE_AFTER_MS,
} from './delivery.ts'
import { loadSending, type Sending, saveDelivery } from './message.server.ts'
import type { StoredMessage } from './message.ts'

const SYSTEM: Actor = { type: 'system', id: null }
/** The provider's clock is not quite ours: how much earlier it may date what we sent. */
const CLOCK_SKEW_MS = 60_000
const GIVE_UP_ASKING_MS = 6 * 3_600_000
const WAIT_FOR_EARLIER_MS = 3_000

/**
 * One step of sending. `queued` is tried; `sending` means that an earlier try never heard its answer, and is settled
 * with the provider first. Killed at any point and run again, it neither loses nor doubles.
 */
export async function sendNow(carriage: Carriage, { workspaceId, messageId }: MessageTask): Promise<void> {
  const begun = await begin(carriage, workspaceId, messageId)
  if (!begun) return
  const line = await carriage.lines.find(workspaceId, begun.message.lineId)
  if (!line) return finish(carriage, begun, { outcome: 'refused', failure: { code: 'not-connected' } }, false)
  const { sending } = line.provider.capabilities
  if (begun.interrupted && sending === 'ask-before-resend') return settle(carriage, begun, line)
  // It may have left before its customer wanted no more; from now on it must not.
  if (begun.interrupted && begun.barred)
    return whileSending(carriage, begun, (write, message) => loseTrack(message, write.now))
  const outbound = outboundOf(carriage, begun, line)
  crashPoint('send.begun')
  const result = await line.provider.send(contextOf(carriage, line), outbound)
  crashPoint('send.answered')
  await finish(carriage, begun, result, outbound.statusUrl === null)
  crashPoint('send.recorded')
}

type Begun = Sending & { workspaceId: string; interrupted: boolean }

// Writes down that the provider is about to be asked, before it is asked.
async function begin({ core }: Carriage, workspaceId: string, messageId: string): Promise<Begun | undefined> {
  const { value } = await write(core, workspaceId, SYSTEM, async (write) => {
    const sending = await loadSending(write, messageId)
    if (sending?.message.status === 'sending') return { ...sending, workspaceId, interrupted: true }
    if (sending?.message.status !== 'queued') return undefined
    const { message, place } = sending
    if (sending.barred) {
      await saveDelivery(write, message, giveUp(message, { code: 'opted-out' }, write.now), place)
      return undefined
    }
    if (await earlierIsWaiting(write, message)) {
      sendLater(write, message.id, instant(milliseconds(write.now) + WAIT_FOR_EARLIER_MS))
      return undefined
    }
    const begun = beginAttempt(message, write.now)
    await saveDelivery(write, message, begun, place)
    return { ...sending, message: begun, workspaceId, interrupted: false }
  })
  return value
}

async function earlierIsWaiting(write: Write, { conversationId, seq }: StoredMessage): Promise<boolean> {
  const earlier = await write.one(
    sql<{ id: string }>`select id from message where workspace_id = ${write.workspaceId}
      and conversation_id = ${conversationId} and seq < ${seq} and direction = 'out'
      and status in ('queued', 'sending') limit 1`,
  )
  return earlier !== undefined
}

function outboundOf(
  { publicUrl }: Carriage,
  { workspaceId, message, to }: Begun,
  line: ConnectedLine,
): OutboundMessage {
  const reference = referenceOf(message)
  const url = webhookUrl(publicUrl, line.provider.name, workspaceId, line.id)
  const statusUrl = isHeard(line, publicUrl) ? `${url}?reference=${reference}` : null
  return { reference, from: line.address, to, text: message.text, media: [], statusUrl }
}

// A carrier on the internet cannot reach a loopback address, and refuses to be told one; a gateway beside us can.
function isHeard({ provider, settings }: ConnectedLine, publicUrl: string): boolean {
  if (provider.capabilities.statuses === 'polled') return false
  return !isLoopbackHost(new URL(publicUrl).hostname) || provider.trustedOrigins(settings).length > 0
}

function finish(carriage: Carriage, begun: Begun, result: SendResult, polled: boolean): Promise<void> {
  return whileSending(carriage, begun, (write, message) => {
    switch (result.outcome) {
      case 'accepted':
        return accepted(write, message, result.providerMessageId, polled)
      case 'refused':
        return giveUp(message, result.failure, write.now)
      case 'not-sent':
        return tryAgain(write, message, result.failure, result.retryAfterMs)
      case 'uncertain':
        sendLater(write, message.id, instant(milliseconds(write.now) + SETTLE_AFTER_MS))
        return message
    }
  })
}

// The answer to an earlier try was lost. The provider's own list says whether it went out.
async function settle(carriage: Carriage, begun: Begun, line: ConnectedLine): Promise<void> {
  const { message, to } = begun
  const since = instant(attemptedAt(message) - CLOCK_SKEW_MS)
  const query = { from: line.address, to, text: message.text, since }
  const sent = await line.provider.findSent(contextOf(carriage, line), query)
  crashPoint('settle.asked')
  await whileSending(carriage, begun, async (write, message) => {
    const age = milliseconds(write.now) - attemptedAt(message)
    const ours = sent.ok ? await firstUnclaimed(write, line.id, sent.value) : undefined
    if (ours) return accepted(write, message, ours, !isHeard(line, carriage.publicUrl))
    if (sent.ok && age > SETTLE_AFTER_MS) return tryAgain(write, message, { code: 'provider-unavailable' })
    if (!sent.ok && age > GIVE_UP_ASKING_MS) return loseTrack(message, write.now)
    sendLater(write, message.id, askAgainAt(message, write.now))
    return message
  })
}

// Two equal texts to one customer: what another message of ours already owns is not this one.
async function firstUnclaimed(
  write: Write,
  lineId: string,
  sent: { providerMessageId: string }[],
): Promise<string | undefined> {
  const ids = sent.map(({ providerMessageId }) => providerMessageId)
  const claimed = await write.rows(
    sql<{ id: string }>`select provider_message_id as id from message
      where workspace_id = ${write.workspaceId} and line_id = ${lineId} and provider_message_id = any(${ids})`,
  )
  const taken = new Set(claimed.map(({ id }) => id))
  return ids.find((id) => !taken.has(id))
}

// A report may have come in the meantime: only the attempt that is still `sending` is changed.
async function whileSending(
  { core }: Carriage,
  { workspaceId, message: { id, attempt } }: Begun,
  change: (write: Write, message: StoredMessage) => StoredMessage | Promise<StoredMessage>,
): Promise<void> {
  await write(core, workspaceId, SYSTEM, async (write) => {
    const sending = await loadSending(write, id)
    if (sending?.message.status !== 'sending' || sending.message.attempt !== attempt) return
    await saveDelivery(write, sending.message, await change(write, sending.message), sending.place)
  })
}

function accepted(
  write: Write,
  message: StoredMessage,
  providerMessageId: string,
  polled: boolean,
): StoredMessage {
  if (polled) pollLater(write, message.id, 0)
  return progress(message, { status: 'accepted', failure: null, providerMessageId }, write.now)
}

function tryAgain(
  write: Write,
  message: StoredMessage,
  failure: Failure,
  retryAfterMs?: number,
): StoredMessage {
  const after = putBack(message, failure, write.now)
  if (after.status === 'queued') sendLater(write, message.id, nextAttemptAt(message, write.now, retryAfterMs))
  return after
}
