import { sql } from '#db/sql.ts'
import { type Core, write } from '#sync/write.server.ts'
import type { MutedMail } from './mute-link.server.ts'
import { muteId } from './notification.api.ts'
import { muteTable } from './notification.server.ts'
import type { Mute } from './notification.ts'

/** What a mail's own link asks for, whoever presses it. False when there is nothing left to mute. */
export async function muteByLink(
  core: Core,
  { workspaceId, memberId, conversationId }: MutedMail,
  scope: Extract<Mute['scope'], 'email' | 'none'>,
): Promise<boolean> {
  const actor = { type: 'member', id: memberId } as const
  const { value } = await write(core, workspaceId, actor, async (write) => {
    const there = await write.one(
      sql<{ id: string }>`select c.id from conversation c join member m on m.workspace_id = c.workspace_id
        where c.workspace_id = ${workspaceId} and c.id = ${conversationId} and m.id = ${memberId}`,
    )
    if (!there) return false
    const id = muteId(conversationId, memberId)
    const [before] = await write.load(muteTable, [id])
    // It is silent already; a link about mails says nothing of the rest.
    if (before?.scope === 'all') return true
    write.save(muteTable, before, { id, memberId, conversationId, scope, at: write.now })
    return true
  })
  return value
}
