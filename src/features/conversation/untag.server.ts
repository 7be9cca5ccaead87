import { sql } from '#db/sql.ts'
import { tagTable } from '#features/tag/tag.server.ts'
import { tagLabel } from '#features/tag/tag.ts'
import type { Actor } from '#sync/event.ts'
import { forgetRemoval } from '#sync/removal.server.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, write } from '#sync/write.server.ts'
import { conversationTable } from './conversation.server.ts'

export type UntagTask = { workspaceId: string; tagId: string }

const SYSTEM: Actor = { type: 'system', id: null }
const AT_ONCE = 500

/** Takes a tag that was not brought back from every conversation that has it, some at a time. */
export async function untagAll(core: Core, { workspaceId, tagId }: UntagTask): Promise<void> {
  for (let more = true; more; ) {
    const { value } = await write(core, workspaceId, SYSTEM, async (write) => {
      await write.rows(forgetRemoval(workspaceId, tagId))
      const [back] = await loadRows(write, tagTable, [tagId])
      if (back) return false
      const found = await write.rows(
        sql<{ id: string }>`select conversation_id as id from conversation_label
          where workspace_id = ${workspaceId} and label = ${tagLabel(tagId)} limit ${AT_ONCE}`,
      )
      const tagged = await write.load(
        conversationTable,
        found.map(({ id }) => id),
      )
      for (const before of tagged) {
        const tagIds = before.tagIds.filter((id) => id !== tagId)
        write.save(conversationTable, before, { ...before, tagIds, updatedAt: write.now })
      }
      return found.length === AT_ONCE
    })
    more = value
  }
}
