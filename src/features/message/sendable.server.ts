import * as z from 'zod'
import { statement } from '#db/sql.ts'
import { OPTED_OUT } from '#features/consent/consent.server.ts'
import { displayPhone } from '#kit/phone.ts'
import { type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Write } from '#sync/write.server.ts'

const reply = z.object({ conversationId: z.uuid() })

/**
 * The same command, refused when nothing may be sent in the conversation of its input: its line was let go, or one of
 * its people wants no texts. What has been moved may be on a line that the inbox's people do not see, and is refused all
 * the same.
 */
export function ifSendable({ name, handle }: ServedCommand): ServedCommand {
  return {
    name,
    async handle(write, input, reach) {
      const { data } = reply.safeParse(input)
      const refused = data && (await refusal(write, reach, data.conversationId))
      return refused ?? handle(write, input, reach)
    },
  }
}

type Barred = { letGo: boolean; number: string; name: string | null; address: string | null }

async function refusal(
  write: Write,
  { inboxIds }: Reach,
  conversationId: string,
): Promise<Result<never> | undefined> {
  const barred = await write.one(
    statement<Barred>(
      `select l.disconnected_at is not null as "letGo", l.address as number, o.name, o.address
      from conversation c join line l on l.workspace_id = c.workspace_id and l.id = c.line_id
      left join lateral ${OPTED_OUT} o on true
      where c.workspace_id = $1 and c.id = $2 and c.inbox_id = any($3)
        and (l.disconnected_at is not null or o.address is not null)`,
      [write.workspaceId, conversationId, [...inboxIds]],
    ),
  )
  if (!barred) return undefined
  const { letGo, name, address, number } = barred
  if (letGo || address === null) return refuse('line-disconnected')
  return refuse('opted-out', { name: name ?? displayPhone(address, number) })
}
