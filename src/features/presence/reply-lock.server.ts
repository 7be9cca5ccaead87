import * as z from 'zod'
import { sql } from '#db/sql.ts'
import { fail, type Problem } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Write } from '#sync/write.server.ts'
import type { Presences } from './presence.server.ts'
import { lockedBy } from './presence.ts'

/** Why this member cannot answer now, if they cannot: the one who has the conversation is writing. */
export type ReplyLock = (write: Write, reach: Reach, conversationId: string) => Promise<Problem | undefined>

export function replyLock({ writersAt }: Pick<Presences, 'writersAt'>): ReplyLock {
  return async (write, { memberId, inboxIds }, conversationId) => {
    const writers = writersAt(write.workspaceId, conversationId)
    // Mostly nobody writes: then there is nothing to look up.
    if (writers.every((writer) => writer === memberId)) return undefined
    const held = await write.one(
      sql<{ assigneeId: string; name: string; replyLock: boolean; assignmentMode: boolean }>`
        select c.assignee_id as "assigneeId", m.name, i.reply_lock as "replyLock", i.assignment_mode as "assignmentMode"
        from conversation c join inbox i on i.workspace_id = c.workspace_id and i.id = c.inbox_id
          join member m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
        where c.workspace_id = ${write.workspaceId} and c.id = ${conversationId} and c.inbox_id = any(${[...inboxIds]})`,
    )
    if (!held || lockedBy(held, held, writers, memberId) === undefined) return undefined
    return { code: 'reply-locked', params: { name: held.name } }
  }
}

const reply = z.object({ conversationId: z.uuid() })

/** The same command, refused while the conversation in its input is locked. */
export function unlessLocked(lock: ReplyLock, { name, handle }: ServedCommand): ServedCommand {
  return {
    name,
    async handle(write, input, reach) {
      const { data } = reply.safeParse(input)
      const problem = data && (await lock(write, reach, data.conversationId))
      return problem ? fail(problem) : handle(write, input, reach)
    },
  }
}
