import * as z from 'zod'
import { sql } from '#db/sql.ts'
import { refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'

const reply = z.object({ conversationId: z.uuid() })

/**
 * The same command, refused when the line of the conversation in its input was let go. What has been moved may be on a
 * line that the inbox's people do not see, and is refused all the same.
 */
export function unlessLetGo({ name, handle }: ServedCommand): ServedCommand {
  return {
    name,
    async handle(write, input, reach) {
      const { data } = reply.safeParse(input)
      const letGo =
        data &&
        (await write.one(
          sql<{ id: string }>`select l.id from conversation c
            join line l on l.workspace_id = c.workspace_id and l.id = c.line_id
            where c.workspace_id = ${write.workspaceId} and c.id = ${data.conversationId}
              and c.inbox_id = any(${[...reach.inboxIds]}) and l.disconnected_at is not null`,
        ))
      return letGo ? refuse('line-disconnected') : handle(write, input, reach)
    },
  }
}
