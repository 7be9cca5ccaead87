import { sql } from '#db/sql.ts'
import { shareHistoryInput } from '#features/inbox/inbox.api.ts'
import { inboxTable } from '#features/inbox/inbox.server.ts'
import { reachTable } from '#features/member/member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { conversationTable } from './conversation.server.ts'
import { shareHistory } from './conversation.ts'

/** INB-11: what the acting member said on the numbers of this inbox while they were private. */
export const shareHistoryCommand: ServedCommand = {
  name: 'inbox.share-history',
  async handle(write, raw, reach) {
    const input = shareHistoryInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'inboxId' })
    const { inboxId } = input.data
    const [inbox] = await write.load(inboxTable, [inboxId], reach)
    if (!inbox) return refuse('not-found')
    const task = { inboxId, ownerId: reach.memberId }
    if ((await keptBack(write, task, 1)).length === 0) return refuse('nothing-to-share')
    write.event({ type: 'inbox.history-shared', inboxId, subjectId: inboxId, audited: true })
    write.job('inbox.share-history', task)
    return ok(null)
  },
}

type Kept = { inboxId: string; ownerId: string }
export type ShareHistoryTask = Kept & { workspaceId: string }

const AT_ONCE = 500

/** Shares it, some at a time. */
export async function shareHistoryNow(core: Core, { workspaceId, ...kept }: ShareHistoryTask): Promise<void> {
  const owner = { type: 'member', id: kept.ownerId } as const
  for (let more = true; more; ) {
    const { value } = await write(core, workspaceId, owner, async (write) => {
      const ids = (await keptBack(write, kept, AT_ONCE)).map(({ id }) => id)
      const held = await write.load(conversationTable, ids)
      const voicemails = await voicemailsIn(write, ids)
      for (const before of held) {
        const shared = shareHistory(before, kept.inboxId, voicemails.get(before.id) ?? 0, write.now)
        write.save(conversationTable, before, { ...before, ...shared })
      }
      // What a browser holds of a thread has no beginning any more: it asks again.
      if (ids.length < AT_ONCE) await beginAnew(write, kept.inboxId)
      return ids.length === AT_ONCE
    })
    more = value
  }
}

// Still in the private inbox, or in the shared one with its beginning hidden.
function keptBack(
  { workspaceId, rows }: Write,
  { inboxId, ownerId }: Kept,
  limit: number,
): Promise<{ id: string }[]> {
  return rows(
    sql<{ id: string }>`select c.id from line l
      join conversation c on c.workspace_id = l.workspace_id and c.line_id = l.id
      join inbox b on b.workspace_id = c.workspace_id and b.id = c.inbox_id
      where l.workspace_id = ${workspaceId} and l.inbox_id = ${inboxId}
        and ((b.owner_id = ${ownerId} and b.id <> ${inboxId}) or (c.history_owner_id = ${ownerId} and b.id = ${inboxId}))
      limit ${limit}`,
  )
}

async function voicemailsIn({ workspaceId, rows }: Write, ids: string[]): Promise<Map<string, number>> {
  const counted = await rows(
    sql<{ id: string; count: number }>`select conversation_id as id, count(*)::int as count from call
      where workspace_id = ${workspaceId} and conversation_id = any(${ids}) and voicemail ->> 'state' = 'kept'
      group by conversation_id`,
  )
  return new Map(counted.map(({ id, count }) => [id, count]))
}

async function beginAnew(write: Write, inboxId: string): Promise<void> {
  const members = await write.rows(
    sql<{ id: string }>`select member_id as id from inbox_member
      where workspace_id = ${write.workspaceId} and inbox_id = ${inboxId}`,
  )
  write.changed(reachTable, members)
}
