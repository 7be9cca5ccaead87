import { sql } from '#db/sql.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { audienceOf } from '#features/conversation/conversation.ts'
import { alsoForgetting } from '#features/conversation/deleting.server.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { loadRows } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { callTable } from './call.server.ts'

/** ST-12: with a conversation its calls are deleted for good, and what was recorded of them. */
export function withCalls(command: ServedCommand): ServedCommand {
  return alsoForgetting(command, forgetCalls)
}

async function forgetCalls(write: Write, conversationId: string): Promise<void> {
  const [conversation] = await loadRows(write, conversationTable, [conversationId])
  const found = await write.rows(
    sql<{ id: string; sha256s: string[] }>`select c.id,
        coalesce(array_agg(a.sha256) filter (where a.sha256 is not null), '{}') as "sha256s" from call c
      left join call_audio a on a.workspace_id = c.workspace_id and a.call_id = c.id
      where c.workspace_id = ${write.workspaceId} and c.conversation_id = ${conversationId} group by c.id`,
  )
  const calls = await loadRows(
    write,
    callTable,
    found.map(({ id }) => id),
  )
  if (!conversation) return
  for (const call of calls) write.remove(callTable, call, [audienceOf(conversation, call.seq)])
  const sha256s = [...new Set(found.flatMap((one) => one.sha256s))]
  if (sha256s.length > 0) write.job('media.collect', { sha256s })
}
