import { sql } from '#db/sql.ts'
import { revokeKeysOf } from '#features/api-key/api-key.server.ts'
import { forgetDraftsOf } from '#features/draft/draft.server.ts'
import { addInbox, inboxMemberTable, inboxTable, nextPosition } from '#features/inbox/inbox.server.ts'
import { type InboxMember, inboxMemberId } from '#features/inbox/inbox.ts'
import { handOverLines } from '#features/inbox/share.server.ts'
import { lineTable } from '#features/line/line.server.ts'
import { may } from '#features/member/may.ts'
import { removeMemberInput } from '#features/member/member.api.ts'
import { memberTable, reachTable } from '#features/member/member.server.ts'
import type { Member } from '#features/member/member.ts'
import { endSubscriptions } from '#features/notification/subscribe.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import { leaveInbox } from './leave.server.ts'

/** AD-3: somebody is no longer a member. Their name stays beside what they have done; everything else goes on without them. */
export const removeMemberCommand: ServedCommand = {
  name: 'member.remove',
  async handle(write, raw, reach) {
    const input = removeMemberInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { memberId, heirId } = input.data
    const found = await write.load(memberTable, [memberId, reach.memberId, heirId ?? memberId], reach)
    const here = new Map(found.filter(({ removedAt }) => removedAt === null).map((row) => [row.id, row]))
    const me = here.get(reach.memberId)
    const member = here.get(memberId)
    const heir = heirId === null ? undefined : here.get(heirId)
    if (!me || !member || (heirId !== null && !heir)) return refuse('not-found')
    if (!may(me.role, null, 'member.remove')) return refuse('not-allowed')
    if (member.role === 'owner') return refuse('owner-stays')
    if (memberId === me.id || heirId === memberId) return refuse('not-yourself')
    if (heir && !heir.available) return refuse('not-available', { name: heir.name })
    await remove(write, member, heir ?? null, me)
    return ok(null)
  },
}

async function remove(write: Write, member: Member, heir: Member | null, me: Member): Promise<void> {
  const { workspaceId, now } = write
  const left = { ...member, removedAt: now, available: false }
  const places = await placesOf(write, member)
  await passOnInboxes(write, member, heir ?? me)
  for (const place of places) await leaveInbox(write, place, heir?.id ?? null)
  await keepInhabited(write, places, heir ?? me)
  await revokeKeysOf(write, member.id)
  await endSubscriptions(write, member.id, [])
  forgetDraftsOf(write, member.id)
  write.save(memberTable, member, left)
  write.changed(reachTable, [{ id: member.id }])
  write.also(
    sql`update line set installed_by = ${me.id}, updated_at = ${now}
      where workspace_id = ${workspaceId} and installed_by = ${member.id}`,
  )
  write.also(sql`select dismiss(${member.id})`)
  const data = { name: member.name, ...(heir ? { heir: heir.name } : {}) }
  write.event({ type: 'member.removed', subjectId: member.id, data, audited: true })
}

function placesOf(write: Write, { id }: Member): Promise<InboxMember[]> {
  return write.rows(
    sql<InboxMember>`select id, inbox_id as "inboxId", member_id as "memberId", role from inbox_member
      where workspace_id = ${write.workspaceId} and member_id = ${id} order by inbox_id`,
  )
}

// Customers go on writing to a private number: from now on to the heir alone. What was said until then stays unseen.
async function passOnInboxes(write: Write, member: Member, heir: Member): Promise<void> {
  const own = await write.rows(
    sql<{ id: string; emoji: string }>`select id, emoji from inbox
      where workspace_id = ${write.workspaceId} and owner_id = ${member.id}
        and exists (select from line l where l.workspace_id = inbox.workspace_id and l.inbox_id = inbox.id)`,
  )
  for (const { id, emoji } of own) {
    const about = { name: member.name, emoji, position: await nextPosition(write) }
    const settings = { ownerId: heir.id, assignmentMode: false }
    const heirs = { memberIds: [heir.id], managerId: heir.id, settings }
    const inboxId = await addInbox(write, { ...about, ...heirs })
    write.changed(lineTable, await handOverLines(write, id, inboxId), [id, inboxId])
  }
}

// A shared inbox in which nobody is left would keep its texts from everybody.
async function keepInhabited(write: Write, places: InboxMember[], { id }: Member): Promise<void> {
  const empty = await write.rows(
    sql<{ id: string }>`select id from inbox i where workspace_id = ${write.workspaceId} and owner_id is null
      and id = any(${places.map(({ inboxId }) => inboxId)}) and not exists (
        select from inbox_member m where m.workspace_id = i.workspace_id and m.inbox_id = i.id)`,
  )
  for (const { id: inboxId } of empty) {
    const place = { id: inboxMemberId(inboxId, id), inboxId, memberId: id, role: 'manager' } as const
    write.save(inboxMemberTable, undefined, place)
  }
  if (empty.length === 0) return
  write.changed(reachTable, [{ id }])
  const inboxes = await write.load(
    inboxTable,
    empty.map((inbox) => inbox.id),
  )
  write.changed(inboxTable, inboxes)
}
