import type { BlobStore } from '#db/blob.ts'
import { sql, statement } from '#db/sql.ts'
import { dropQuestion } from '#features/consent/consent.server.ts'
import { deleteInput } from '#features/conversation/conversation.api.ts'
import { conversationTable, eventTable } from '#features/conversation/conversation.server.ts'
import { audienceOf, type StoredConversation } from '#features/conversation/conversation.ts'
import { forgetMembers } from '#features/conversation/conversation-member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { SyncedRow } from '#sync/synced.ts'
import { selected, type Table } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { messageTable } from './message.server.ts'

/** ST-12, K-5, K-6: a conversation with everything in it, for good; only whoever installed its line may. */
export const deleteCommand: ServedCommand = {
  name: 'conversation.delete',
  async handle(write, raw, reach) {
    const input = deleteInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { id } = input.data
    const [conversation] = await write.load(conversationTable, [id], reach)
    if (!conversation) return refuse('not-found')
    const { inboxId, lineId } = conversation
    const line = await write.one(
      sql<{ installedBy: string | null }>`select installed_by as "installedBy" from line
        where workspace_id = ${write.workspaceId} and id = ${lineId}`,
    )
    if (!line?.installedBy || line.installedBy !== write.actor.id) return refuse('not-installer')
    await dropQuestion(write, conversation)
    await forgetItems(write, conversation)
    await forgetMembers(write, conversation)
    write.remove(conversationTable, conversation)
    write.event({ type: 'conversation.deleted', inboxId, subjectId: id, audited: true })
    return ok(null)
  },
}

// A carrier may bring a message again for days: what was deleted stays deleted.
async function forgetItems(write: Write, conversation: StoredConversation): Promise<void> {
  const { id, lineId } = conversation
  const { workspaceId, now, actor } = write
  await write.rows(
    sql`insert into conversation_tombstone (workspace_id, conversation_id, line_id, deleted_by, deleted_at)
      values (${workspaceId}, ${id}, ${lineId}, ${actor.id}, ${now})`,
  )
  await write.rows(
    sql`insert into deleted_message (workspace_id, line_id, provider_message_id, deleted_at)
      select workspace_id, line_id, provider_message_id, ${now} from message
      where workspace_id = ${workspaceId} and conversation_id = ${id} and provider_message_id is not null
      on conflict do nothing`,
  )
  const held = await write.rows(
    sql<{ sha256: string }>`delete from message_blob b using message m
      where m.workspace_id = ${workspaceId} and m.conversation_id = ${id}
        and b.workspace_id = m.workspace_id and b.message_id = m.id returning b.sha256`,
  )
  await removeAll(write, messageTable, conversation)
  await removeAll(write, eventTable, conversation)
  if (held.length > 0) write.job('media.collect', { sha256s: [...new Set(held.map(({ sha256 }) => sha256))] })
}

// One by one: each browser that holds them is told that they are gone.
async function removeAll<Row extends SyncedRow & { seq: number | null }>(
  write: Write,
  table: Table<Row>,
  conversation: StoredConversation,
): Promise<void> {
  const rows = await write.rows(
    statement<Row>(
      `select ${selected(Object.keys(table.stored.shape))} from "${table.type.name}"
       where workspace_id = $1 and conversation_id = $2 and seq is not null`,
      [write.workspaceId, conversation.id],
    ),
  )
  for (const row of rows) write.remove(table, row, [audienceOf(conversation, row.seq ?? 0)])
}

export type CollectTask = { workspaceId: string; sha256s: string[] }

/** Removes of these files those that nothing holds any more: no message, no call, no greeting, nobody's face. */
export async function collectMedia(core: Core, blobs: BlobStore, task: CollectTask): Promise<void> {
  const { workspaceId, sha256s } = task
  const { value: unheld } = await write(core, workspaceId, { type: 'system', id: null }, (write) =>
    write.rows(
      sql<{ sha256: string }>`with unheld as (
          select f.sha256 from unnest(${sha256s}::text[]) as f(sha256) where not exists (
            select from message_blob h where h.workspace_id = ${workspaceId} and h.sha256 = f.sha256)
          and not exists (select from call_audio a where a.workspace_id = ${workspaceId} and a.sha256 = f.sha256)
          and not exists (
            select from inbox_calling g where g.workspace_id = ${workspaceId} and g.greeting_sha256 = f.sha256)
          and not exists (select from member m where m.workspace_id = ${workspaceId} and m.picture = f.sha256)
          and not exists (select from workspace w where w.workspace_id = ${workspaceId} and w.picture = f.sha256)
        ), gone as (
          delete from blob b using unheld u where b.workspace_id = ${workspaceId} and b.sha256 = u.sha256
        ) select sha256 from unheld`,
    ),
  )
  for (const { sha256 } of unheld) await blobs.remove(workspaceId, sha256)
}
