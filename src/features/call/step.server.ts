import { conversationTable } from '#features/conversation/conversation.server.ts'
import { audienceOf } from '#features/conversation/conversation.ts'
import type { Instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { audiencesOf } from './call.api.ts'
import { callTable } from './call.server.ts'
import type { Call, StoredCall } from './call.ts'
import { eventsOf, follow } from './consequence.ts'
import { sayMissed } from './missed-text.server.ts'

export type CallName = { workspaceId: string; callId: string }
export type Decide = (call: StoredCall, now: Instant) => Call

export const SYSTEM: Actor = { type: 'system', id: null }
export const CUSTOMER: Actor = { type: 'customer', id: null }

/** One step of a call that no member takes: time has passed, the other side did something, a voice was lost. */
export async function stepCall(core: Core, name: CallName, actor: Actor, decide: Decide): Promise<void> {
  await write(core, name.workspaceId, actor, (write) => stepIn(write, name.callId, decide))
}

/** The same in the transaction of whoever calls. A call that is gone is left alone. */
export async function stepIn(
  write: Write,
  callId: string,
  decide: Decide,
  more: Partial<StoredCall> = {},
): Promise<void> {
  const [known] = await loadRows(write, callTable, [callId])
  if (known) await stepOn(write, known, decide, more)
}

/** The same for a call that is known already. */
export async function stepOn(
  write: Write,
  { id, conversationId }: Pick<Call, 'id' | 'conversationId'>,
  decide: Decide,
  more: Partial<StoredCall> = {},
): Promise<void> {
  // Whoever needs both holds the conversation first.
  const [[conversation], [before]] = await Promise.all([
    write.load(conversationTable, [conversationId]),
    write.load(callTable, [id]),
  ])
  if (!before || !conversation) return
  const after = decide(before, write.now)
  if (after === before && Object.keys(more).length === 0) return
  write.save(callTable, before, { ...before, ...after, ...more }, audiencesOf(after, conversation))
  const followed = follow(conversation, before, after, write.now)
  const standing = followed === conversation ? conversation : { ...conversation, ...followed }
  const next = isMissed(before, after) ? await sayMissed(write, after, standing) : standing
  if (next !== conversation) write.save(conversationTable, conversation, next)
  for (const event of eventsOf(before, after, write.now))
    write.event(event, [audienceOf(conversation, after.seq)])
}

function isMissed(before: Call, { state, direction, answeredAt }: Call): boolean {
  return before.state !== 'ended' && state === 'ended' && direction === 'in' && answeredAt === null
}
