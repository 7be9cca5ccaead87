import { sql } from '#db/sql.ts'
import { keepThread, openPlaces } from '#features/conversation/place.server.ts'
import { type Providers, reachableLines } from '#features/line/line.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { isPremium, parsePhone } from '#kit/phone.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import { loadRows } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { place } from './begin.ts'
import { askInput, audiencesOf, placeInput } from './call.api.ts'
import { callTable } from './call.server.ts'
import { type Call, customerOf, legOf, type StoredCall } from './call.ts'
import { beginIn, eventsOf } from './consequence.ts'
import { availableMembers, callingOf } from './incoming.server.ts'
import { stepIn, stepOn } from './step.server.ts'
import { type Asked, ask, hold } from './steps.ts'

/** CA-6, CA-7: calls a number from one of our lines. `home`: the process that will carry it. */
export function placeCommand(providers: Providers, home: number): ServedCommand {
  return {
    name: 'call.place',
    async handle(write, raw, reach) {
      const input = placeInput.safeParse(raw)
      if (!input.success)
        return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
      const { callId, lineId, to, deviceId } = input.data
      const memberId = write.actor.id
      const [line] = await reachableLines(write, reach, [lineId])
      if (!line || memberId === null) return refuse('not-found')
      if (line.disconnectedAt !== null) return refuse('line-disconnected')
      if (!providers.get(line.provider)?.voice) return refuse('line-without-calls')
      const number = await callable(write, to)
      if (!number.ok) return number
      if (await isTalking(write, memberId)) return refuse('in-another-call')
      const at = { line, participants: [number.value] as [string] }
      const thread = (await openPlaces(write, [at]))(at)
      const { id: conversationId, inboxId, itemSeq } = thread.now
      // It may have been moved to an inbox that this line's people do not see.
      if (!reach.inboxIds.has(inboxId)) return refuse('not-found')
      const { recording: recordingPolicy } = await callingOf(write, inboxId)
      const about = { id: callId, conversationId, lineId, inboxId, seq: itemSeq + 1, recordingPolicy }
      const placer = { memberId, deviceId, legId: uuidv7() }
      const call: StoredCall = {
        ...place({ ...about, number: number.value }, uuidv7(), placer, write.now),
        ...{ providerCallId: null, carried: {}, home },
      }
      keepThread(write, thread, beginIn(thread.now, call, write.now))
      write.save(callTable, undefined, call, audiencesOf(call, thread.now))
      for (const draft of eventsOf(undefined, call, write.now)) write.event(draft)
      return ok({ conversationId })
    },
  }
}

/** Asks somebody to a call: another member, everybody of an inbox, or a number. */
export const askCommand: ServedCommand = {
  name: 'call.ask',
  async handle(write, raw, reach) {
    const input = askInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { callId, as, whom } = input.data
    const memberId = write.actor.id
    const [seen] = await loadRows(write, callTable, [callId], reach)
    if (!seen || memberId === null) return refuse('not-found')
    const asked = await whomOf(write, whom, reach)
    if (!asked.ok) return asked
    let result: Result<Call> = refuse('not-found')
    await stepIn(write, callId, (call) => {
      result = ask(call, memberId, as, asked.value, write.now)
      return result.ok ? result.value : call
    })
    return result.ok ? ok(null) : result
  },
}

const ASK_MS = 25_000

type Whom = { memberId: string } | { inboxId: string } | { number: string }

async function whomOf(
  write: Write,
  whom: Whom,
  { memberId: askerId, inboxIds }: Reach,
): Promise<Result<Asked>> {
  const asked = (legs: Asked['legs']): Result<Asked> => ok({ ringId: uuidv7(), legs, ringMs: ASK_MS })
  if ('number' in whom) {
    const number = await callable(write, whom.number)
    return number.ok ? asked([{ legId: uuidv7(), memberId: null, number: number.value }]) : number
  }
  if ('memberId' in whom) {
    const member = await write.one(
      sql<{ name: string; available: boolean }>`select name, available from member
        where workspace_id = ${write.workspaceId} and id = ${whom.memberId} and removed_at is null`,
    )
    if (!member) return refuse('not-found')
    if (!member.available) return refuse('not-available', { name: member.name })
    return asked([{ legId: uuidv7(), memberId: whom.memberId, number: null }])
  }
  if (!inboxIds.has(whom.inboxId)) return refuse('not-found')
  const members = (await availableMembers(write, whom.inboxId)).filter((id) => id !== askerId)
  if (members.length === 0) return refuse('nobody-available')
  return asked(members.map((memberId) => ({ legId: uuidv7(), memberId, number: null })))
}

/** A number that can be called, and does not lead back to us or cost more than a call. */
async function callable(write: Write, to: string): Promise<Result<string>> {
  const number = parsePhone(to)
  if (number === undefined) return refuse('invalid-number')
  if (isPremium(number)) return refuse('premium-number')
  const own = await write.one(
    sql<{
      id: string
    }>`select id from line where workspace_id = ${write.workspaceId} and address = ${number}`,
  )
  return own ? refuse('own-line') : ok(number)
}

/** The calls in which the member talks, beside this one. */
export async function otherTalks(write: Write, callId: string): Promise<Call[]> {
  const memberId = write.actor.id ?? ''
  return (await liveCallsOf(write, memberId)).filter((call) => call.id !== callId && talksIn(call, memberId))
}

/** Who takes another call has those who wait hear music. */
export async function holdAll(write: Write, calls: readonly Call[]): Promise<void> {
  for (const call of calls)
    await stepOn(write, call, (other) => {
      const held = hold(other, write.actor.id ?? '', true, write.now)
      return held.ok ? held.value : other
    })
}

async function isTalking(write: Write, memberId: string): Promise<boolean> {
  return (await liveCallsOf(write, memberId)).some((call) => talksIn(call, memberId))
}

function talksIn(call: Call, memberId: string): boolean {
  return legOf(call, memberId)?.state === 'connected' && customerOf(call)?.held === false
}

async function liveCallsOf(write: Write, memberId: string): Promise<Call[]> {
  const rows = await write.rows(
    sql<{ id: string }>`select c.id from call_member m
      join call c on c.workspace_id = m.workspace_id and c.id = m.call_id and c.state <> 'ended'
      where m.workspace_id = ${write.workspaceId} and m.member_id = ${memberId}`,
  )
  return loadRows(
    write,
    callTable,
    rows.map(({ id }) => id),
  )
}
