import type { CallOffered } from '#channel/voice.ts'
import { sql } from '#db/sql.ts'
import { keepThread, openPlaces } from '#features/conversation/place.server.ts'
import { isOpen } from '#features/inbox/hours.ts'
import { inboxTable } from '#features/inbox/inbox.server.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { offer, type RingPlan } from './begin.ts'
import { audiencesOf } from './call.api.ts'
import { callingTable, callTable } from './call.server.ts'
import type { StoredCall } from './call.ts'
import { type Calling, usualCalling } from './calling.ts'
import { beginIn, eventsOf } from './consequence.ts'

/** So many calls of one number at once are no customer's. */
const MOST_AT_ONCE = 3

export type Incoming = {
  line: ConnectedLine
  event: CallOffered
  callId: string
  legId: string
  home: number
}

/** A call that is offered, as the newest item of its thread. `known`: it was offered before. */
export async function takeCall(
  write: Write,
  { line, event, callId, legId, home }: Incoming,
): Promise<'taken' | 'known' | 'too-many'> {
  const { providerCallId, from } = event
  // One of a caller's after the other: all that come at once would find that they are alone.
  await write.rows(
    sql`select pg_advisory_xact_lock(hashtextextended(${`call ${write.workspaceId} ${from}`}, 0))`,
  )
  const seen = await write.rows(
    sql<{
      known: boolean
    }>`select provider_call_id = ${providerCallId} and line_id = ${line.id} as known from call
      where workspace_id = ${write.workspaceId}
        and ((line_id = ${line.id} and provider_call_id = ${providerCallId})
          or (number = ${from} and number <> 'anonymous' and state <> 'ended'))
      limit ${MOST_AT_ONCE + 1}`,
  )
  if (seen.some(({ known }) => known)) return 'known'
  if (seen.length >= MOST_AT_ONCE) return 'too-many'
  const place = { line, participants: [from] as [string] }
  const thread = (await openPlaces(write, [place]))(place)
  const { id: conversationId, inboxId, itemSeq, status } = thread.now
  const calling = await callingOf(write, inboxId)
  const [inbox] = await loadRows(write, inboxTable, [inboxId])
  const rings = status !== 'spam' && isOpen(inbox?.hours ?? null, write.now)
  const about = { id: callId, conversationId, lineId: line.id, inboxId, seq: itemSeq + 1, number: from }
  const call: StoredCall = {
    ...offer(
      { ...about, recordingPolicy: calling.recording },
      legId,
      await ringPlan(write, calling, rings),
      write.now,
    ),
    ...{ providerCallId, home, carried: { [legId]: providerCallId } },
  }
  keepThread(write, thread, beginIn(thread.now, call, write.now))
  write.save(callTable, undefined, call, audiencesOf(call, thread.now))
  for (const draft of eventsOf(undefined, call, write.now)) write.event(draft)
  return 'taken'
}

export async function callingOf(write: Write, inboxId: string): Promise<Calling> {
  const [calling] = await loadRows(write, callingTable, [inboxId])
  return calling ?? usualCalling(inboxId)
}

async function ringPlan(write: Write, calling: Calling, rings: boolean): Promise<RingPlan> {
  const ids = rings ? await availableMembers(write, calling.id) : []
  const place = (id: string) => {
    const at = calling.ringOrder.indexOf(id)
    return at < 0 ? calling.ringOrder.length : at
  }
  const ordered = ids.toSorted((a, b) => place(a) - place(b))
  return {
    members: ordered.map((memberId) => ({ memberId, legId: uuidv7() })),
    together: calling.ringTogether,
    ringMs: calling.ringSeconds * 1_000,
  }
}

/** AS-3, AS-6: whoever is not available, or out of the inbox's queue, is left in peace. */
export async function availableMembers(write: Write, inboxId: string): Promise<string[]> {
  const rows = await write.rows(
    sql<{ id: string }>`select m.id from inbox_member i
      join member m on m.workspace_id = i.workspace_id and m.id = i.member_id
      left join queue_place q on q.workspace_id = i.workspace_id and q.id = i.id
      where i.workspace_id = ${write.workspaceId} and i.inbox_id = ${inboxId} and m.available and m.removed_at is null
        and not exists (select from queue_place q where q.workspace_id = i.workspace_id and q.inbox_id = i.inbox_id
          and q.member_id = m.id and not q.in_queue)
        and coalesce(q.in_queue, true)
      order by m.created_at, m.id`,
  )
  return rows.map(({ id }) => id)
}
