import { sql } from '#db/sql.ts'
import { lineTable } from '#features/line/line.server.ts'
import type { Line } from '#features/line/line.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import { shareInput } from './inbox.api.ts'
import { addInbox, inboxTable, nextPosition } from './inbox.server.ts'

/** INB-11: by the owner of a private inbox. Answers the id of the new one, whose manager they are. */
export const shareCommand: ServedCommand = {
  name: 'inbox.share',
  async handle(write, raw, reach): Promise<Result<{ inboxId: string }>> {
    const input = shareInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { inboxId, name, emoji } = input.data
    const [inbox] = await write.load(inboxTable, [inboxId], reach)
    if (!inbox) return refuse('not-found')
    if (inbox.ownerId === null || inbox.ownerId !== write.actor.id) return refuse('not-allowed')
    const memberIds = [...new Set([inbox.ownerId, ...input.data.memberIds])]
    if (!(await areMembers(write, memberIds))) return refuse('not-found')
    const place = { name, emoji, position: await nextPosition(write), memberIds, managerId: inbox.ownerId }
    const sharedId = await addInbox(write, place)
    const lines = await handOverLines(write, inboxId, sharedId)
    if (lines.length === 0) return refuse('nothing-to-share')
    write.changed(lineTable, lines, [inboxId, sharedId])
    write.event({ type: 'inbox.shared', inboxId, subjectId: sharedId, data: { memberIds }, audited: true })
    return ok({ inboxId: sharedId })
  },
}

/** Whether all of them are members now. */
export async function areMembers(write: Write, memberIds: string[]): Promise<boolean> {
  const known = await write.rows(
    sql<{ id: string }>`select id from member
      where workspace_id = ${write.workspaceId} and id = any(${memberIds}) and removed_at is null`,
  )
  return known.length === memberIds.length
}

/** The numbers of one inbox are another’s from now on. */
export function handOverLines(
  { workspaceId, now, rows }: Write,
  fromId: string,
  toId: string,
): Promise<Line[]> {
  return rows(
    sql<Line>`update line set inbox_id = ${toId}, updated_at = ${now}
      where workspace_id = ${workspaceId} and inbox_id = ${fromId}
      returning id, inbox_id as "inboxId", address, display, name, installed_by as "installedBy", disconnected_at as "disconnectedAt"`,
  )
}
