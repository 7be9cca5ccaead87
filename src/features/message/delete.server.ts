import type { BlobStore } from '#db/blob.ts'
import { sql } from '#db/sql.ts'
import { deleteInput } from '#features/conversation/conversation.api.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { forgetMembers } from '#features/conversation/conversation-member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'

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
    await forgetItems(write, id, lineId)
    await forgetMembers(write, id)
    write.remove(conversationTable, conversation)
    write.event({ type: 'conversation.deleted', inboxId, subjectId: id })
    return ok(null)
  },
}

// A carrier may bring a message again for days: what was deleted stays deleted.
async function forgetItems(write: Write, id: string, lineId: string): Promise<void> {
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
  await write.rows(
    sql`delete from event where workspace_id = ${workspaceId} and conversation_id = ${id} and seq is not null`,
  )
  if (held.length > 0) write.job('media.collect', { sha256s: [...new Set(held.map(({ sha256 }) => sha256))] })
}

export type CollectTask = { workspaceId: string; sha256s: string[] }

/** Removes the files that no message holds any more. */
export async function collectMedia(core: Core, blobs: BlobStore, task: CollectTask): Promise<void> {
  const { workspaceId, sha256s } = task
  const { value: gone } = await write(core, workspaceId, { type: 'system', id: null }, (write) =>
    write.rows(
      sql<{
        sha256: string
      }>`delete from blob b where workspace_id = ${workspaceId} and sha256 = any(${sha256s})
        and not exists (select from message_blob h where h.workspace_id = b.workspace_id and h.sha256 = b.sha256)
        returning sha256`,
    ),
  )
  for (const { sha256 } of gone) await blobs.remove(workspaceId, sha256)
}
