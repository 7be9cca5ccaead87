import { sql } from '#db/sql.ts'
import {
  allInboxesQuery,
  createInboxInput,
  type InboxOverview,
  orderInboxesInput,
  setInboxMemberInput,
} from '#features/inbox/inbox.api.ts'
import { addInbox, inboxMemberTable, inboxTable, nextPosition } from '#features/inbox/inbox.server.ts'
import { type Inbox, type InboxMember, inboxMemberId } from '#features/inbox/inbox.ts'
import { areMembers } from '#features/inbox/share.server.ts'
import { type Act, may } from '#features/member/may.ts'
import { reachTable, roleOf } from '#features/member/member.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { answered } from '#sync/query.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Write } from '#sync/write.server.ts'
import { leaveInbox } from './leave.server.ts'

/** AD-2: a new inbox for the team. */
export const createInboxCommand: ServedCommand = {
  name: 'inbox.create',
  async handle(write, raw, { memberId }): Promise<Result<{ inboxId: string }>> {
    const input = createInboxInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    if (!may(await roleOf(write, memberId), null, 'inbox.create')) return refuse('not-allowed')
    const memberIds = [...new Set([memberId, ...input.data.memberIds])]
    if (!(await areMembers(write, memberIds))) return refuse('not-found')
    const place = { position: await nextPosition(write), memberIds, managerId: memberId }
    return ok({ inboxId: await addInbox(write, { ...input.data, ...place }) })
  },
}

export const orderInboxesCommand: ServedCommand = {
  name: 'inbox.order',
  async handle(write, raw, { memberId }) {
    const input = orderInboxesInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'ids' })
    if (!may(await roleOf(write, memberId), null, 'inbox.order')) return refuse('not-allowed')
    const inboxes = await write.load(inboxTable, input.data.ids)
    if (inboxes.some(({ ownerId }) => ownerId !== null) || inboxes.length !== input.data.ids.length)
      return refuse('not-found')
    for (const before of inboxes)
      write.save(inboxTable, before, { ...before, position: input.data.ids.indexOf(before.id) })
    write.event({ type: 'inbox.ordered', data: { ids: input.data.ids }, audited: true })
    return ok(null)
  },
}

/** INB-5: lets somebody in, puts them out, or makes them manager or agent, on all of their screens at once. */
export const setInboxMemberCommand: ServedCommand = {
  name: 'inbox.set-member',
  async handle(write, raw, reach) {
    const input = setInboxMemberInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { inboxId, memberId, role } = input.data
    const inbox = await inboxFor(write, reach, inboxId, 'inbox.members')
    if (!inbox.ok) return inbox
    if (!(await areMembers(write, [memberId]))) return refuse('not-found')
    const places = await placesIn(write, inboxId)
    const before = places.find((place) => place.memberId === memberId)
    if ((before?.role ?? null) === role) return ok(null)
    if (role === null && places.length === 1) return refuse('last-in-inbox')
    await change(write, { before, role, inbox: inbox.value, memberId })
    return ok(null)
  },
}

/** Every shared inbox of the workspace, for whoever may set them up, whether they are in it or not. */
export const allInboxesAnswer = answered(allInboxesQuery, async (tx, _, { memberId }) => {
  if (!may(await roleOf(tx, memberId), null, 'inbox.create')) return refuse('not-allowed')
  const value = await tx.rows(
    sql<InboxOverview>`select i.id, i.name, i.emoji, i.position, false as "isPrivate",
        (select coalesce(jsonb_agg(jsonb_build_object('memberId', m.member_id, 'role', m.role) order by m.id), '[]')
          from inbox_member m where m.workspace_id = i.workspace_id and m.inbox_id = i.id) as members,
        array(select concat_ws(' · ', l.name, l.display) from line l
          where l.workspace_id = i.workspace_id and l.inbox_id = i.id and l.disconnected_at is null
          order by l.created_at, l.id) as lines
      from inbox i where i.workspace_id = ${tx.workspaceId} and i.owner_id is null order by i.position, i.id`,
  )
  return ok({ rows: {}, more: false, value })
})

type Change = {
  before: InboxMember | undefined
  role: 'manager' | 'agent' | null
  inbox: Inbox
  memberId: string
}

async function change(write: Write, { before, role, inbox, memberId }: Change): Promise<void> {
  const id = inboxMemberId(inbox.id, memberId)
  if (role !== null) write.save(inboxMemberTable, before, { id, inboxId: inbox.id, memberId, role })
  else if (before) await leaveInbox(write, before, null)
  // Who stays sees what they saw.
  if (!before || role === null) write.changed(reachTable, [{ id: memberId }])
  const type = role === null ? 'inbox.member-removed' : before ? 'inbox.member-changed' : 'inbox.member-added'
  const data = { memberId, ...(role ? { role } : {}) }
  write.event({ type, inboxId: inbox.id, subjectId: inbox.id, data, audited: true })
}

// A private inbox is found by its owner alone; a shared one by those who are in it, and by those whom it is for to set up.
async function inboxFor(write: Write, reach: Reach, inboxId: string, act: Act): Promise<Result<Inbox>> {
  const [inbox] = await write.load(inboxTable, [inboxId])
  const role = await roleOf(write, reach.memberId)
  const place = inbox && (await placesIn(write, inboxId)).find((one) => one.memberId === reach.memberId)
  const everywhere = may(role, null, act)
  if (!inbox || (!place && !everywhere)) return refuse('not-found')
  if (inbox.ownerId !== null) return refuse(place ? 'private-inbox' : 'not-found')
  return may(role, place?.role ?? null, act) ? ok(inbox) : refuse('not-allowed')
}

// Held, so that two who put out the last two do not both find another one there.
function placesIn(write: Write, inboxId: string): Promise<InboxMember[]> {
  return write.rows(
    sql<InboxMember>`select id, inbox_id as "inboxId", member_id as "memberId", role from inbox_member
      where workspace_id = ${write.workspaceId} and inbox_id = ${inboxId} order by id for update`,
  )
}
