import { sql } from '#db/sql.ts'
import { inConversation } from '#features/conversation/conversation.server.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { callType, type StoredCall, storedCallSchema } from './call.ts'
import { callingType } from './calling.ts'
import { rungBy } from './rung.ts'
import { callWordsType } from './words.ts'

// Who was asked to a call from another inbox sees the call, and nothing else of its thread.
const ASKED = `exists (select from call_member m
  where m.workspace_id = call.workspace_id and m.call_id = call.id and m.member_id = $3)`

export const callTable = table(callType, {
  stored: storedCallSchema,
  fresh: { providerCallId: null, carried: {}, home: null },
  visible: `(${inConversation('call')} or ${ASKED})`,
  // What rings or is talked in is known after a reload, wherever one looks.
  bootstrap: `state <> 'ended'`,
  follow(write, changes) {
    announceRings(write, changes)
    return keepMembers(write, changes)
  },
})

export const callWordsTable = table(callWordsType, {
  visible: `exists (select from call where call.workspace_id = call_words.workspace_id and call.id = call_words.id
    and ${inConversation('call')})`,
})

export const callingTable = table(callingType, { visible: 'id = any($2)', bootstrap: true })

type Changes = { before: StoredCall | undefined; after: StoredCall | undefined }[]

/** Members' devices are told that a call rings, and that it does not any more: see `notification.ring`. */
export type RingTask = { workspaceId: string; callId: string; memberIds: string[] }

const RING_ATTEMPTS = 4

function announceRings(write: Write, changes: Changes): void {
  for (const { before, after } of changes) {
    if (!after || after.legs === before?.legs) continue
    const { begun, over } = rungBy(before, after)
    const tell = (task: string, memberIds: string[]) =>
      memberIds.length > 0 && write.job(task, { callId: after.id, memberIds }, { maxAttempts: RING_ATTEMPTS })
    tell('notification.ring', begun)
    tell('notification.ring-over', over)
  }
}

async function keepMembers(write: Write, changes: Changes): Promise<void> {
  const rows = changes.flatMap(({ before, after }) => {
    if (!after || after.legs === before?.legs) return []
    const { id: call_id, createdAt: created_at } = after
    return membersOf(after).map((member_id) => ({ member_id, call_id, created_at }))
  })
  if (rows.length === 0) return
  await write.rows(
    sql`insert into call_member (workspace_id, member_id, call_id, created_at)
      select ${write.workspaceId}, r.member_id, r.call_id, r.created_at
      from jsonb_to_recordset(${JSON.stringify(rows)}) as r(member_id uuid, call_id uuid, created_at timestamptz)
      on conflict do nothing`,
  )
}

function membersOf({ legs }: StoredCall): string[] {
  const there = legs.filter(({ joinedAt, ring }) => joinedAt !== null || ring.as !== 'call')
  return [...new Set(there.flatMap(({ memberId }) => memberId ?? []))]
}
