import { type Database, ownerRows, type Transaction } from '#db/db.ts'
import { sql, statement } from '#db/sql.ts'
import { audit } from '#features/audit/audit.server.ts'
import type { InboxRole } from '#features/member/may.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import type { SignedBlob } from '#features/message/blob-url.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { deleteAudioInput } from './call.api.ts'
import { callTable } from './call.server.ts'
import type { Call } from './call.ts'
import { type AudioKind, isAudioKind } from './carried.server.ts'
import { SYSTEM, stepIn } from './step.server.ts'

/** A call's file, for whoever sees the call's thread. */
export function findAudio(
  tx: Transaction,
  reach: Reach,
  callId: string,
  kind: string,
): Promise<SignedBlob | undefined> {
  const text = `select c.workspace_id as "workspaceId", b.sha256, b.type, b.bytes from call c
    join call_audio a on a.workspace_id = c.workspace_id and a.call_id = c.id and a.kind = $5
    join blob b on b.workspace_id = a.workspace_id and b.sha256 = a.sha256
    join conversation v on v.workspace_id = c.workspace_id and v.id = c.conversation_id
    where c.workspace_id = $1 and c.id = $2 and v.inbox_id = any($3)
      and (c.seq > v.hidden_seq or v.history_owner_id = $4)`
  const values = [tx.workspaceId, callId, [...reach.inboxIds], reach.memberId, kind]
  return isAudioKind(kind) ? tx.one(statement<SignedBlob>(text, values)) : Promise.resolve(undefined)
}

/** For good, by who looks after the inbox. */
export const deleteAudioCommand: ServedCommand = {
  name: 'call.delete-audio',
  async handle(write, raw, reach) {
    const input = deleteAudioInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { callId, kind } = input.data
    const [call] = await loadRows(write, callTable, [callId], reach)
    if (!call || !(await findAudio(write, reach, callId, kind))) return refuse('not-found')
    const place = await inboxRoleOf(write, call.inboxId, reach.memberId)
    if (!may(await roleOf(write, reach.memberId), place, 'inbox.configure')) return refuse('not-allowed')
    await removeAudio(write, callId, kind)
    return ok(null)
  },
}

/** What inboxes keep only for a while, and what that time has come for. */
export async function removeExpiredAudio(core: Core): Promise<void> {
  for (const { workspaceId, callId, kind } of await expired(core.db))
    await write(core, workspaceId, SYSTEM, (write) => removeAudio(write, callId, kind))
}

/** What an inbox says of how long it keeps things holds for what it has, too. */
export function keepAsLong(
  write: Write,
  { inboxId, keepDays }: { inboxId: string; keepDays?: number | null | undefined },
): void {
  if (keepDays === undefined) return
  write.also(
    sql`update call_audio a set keep_until = a.created_at + make_interval(days => ${keepDays}) from call c
      where a.workspace_id = ${write.workspaceId} and c.workspace_id = a.workspace_id and c.id = a.call_id
        and c.inbox_id = ${inboxId}`,
  )
}

async function removeAudio(write: Write, callId: string, kind: AudioKind): Promise<void> {
  await stepIn(write, callId, (call, now) => withoutAudio(call, kind, now))
  const gone = await write.rows(
    sql<{ sha256: string }>`delete from call_audio
      where workspace_id = ${write.workspaceId} and call_id = ${callId} and kind = ${kind} returning sha256`,
  )
  if (gone.length === 0) return
  write.job('media.collect', { sha256s: gone.map(({ sha256 }) => sha256) })
  audit(write, { action: `call.${kind}-deleted`, subjectId: callId })
}

function withoutAudio(call: Call, kind: AudioKind, now: Instant): Call {
  const { recorded, voicemail } = call
  if (kind === 'recording' && recorded)
    return { ...call, recorded: { ...recorded, state: 'deleted', peaks: [] }, updatedAt: now }
  if (kind === 'voicemail' && voicemail)
    return { ...call, voicemail: { ...voicemail, state: 'deleted', peaks: [] }, updatedAt: now }
  return call
}

const MOST_AT_ONCE = 500

function expired(db: Database): Promise<{ workspaceId: string; callId: string; kind: AudioKind }[]> {
  return ownerRows(
    db,
    sql<{ workspaceId: string; callId: string; kind: AudioKind }>`
      select workspace_id as "workspaceId", call_id as "callId", kind from call_audio
      where keep_until < now() limit ${MOST_AT_ONCE}`,
  )
}

/** What somebody is in an inbox. */
export async function inboxRoleOf(tx: Transaction, inboxId: string, memberId: string): Promise<InboxRole> {
  const row = await tx.one(
    sql<{ role: 'manager' | 'agent' }>`select role from inbox_member
      where workspace_id = ${tx.workspaceId} and inbox_id = ${inboxId} and member_id = ${memberId}`,
  )
  return row?.role ?? null
}
