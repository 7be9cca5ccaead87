import { type Statement, sql, statement } from '#db/sql.ts'
import { COUNTERS, countForMembers, type MemberCounterChange } from '#features/inbox/inbox.server.ts'
import { fieldsOf } from '#sync/synced.ts'
import { holdStatement, selected, table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import type { Conversation } from './conversation.ts'
import {
  type ConversationMember,
  conversationMemberId,
  conversationMemberType,
  type Step,
  stepsOf,
} from './conversation-member.ts'
import { TAKEN_BACK_WITHIN_MS } from './placed.ts'

export const conversationMemberTable = table(conversationMemberType, {
  visible: 'member_id = $3 and inbox_id = any($2)',
  bootstrap: 'pin is not null',
  holds: { table: COUNTERS, idOf: ({ inboxId }) => inboxId },
  follow: (write, changes) => countUnread(write, changes),
})

type Changes = { before: Conversation | undefined; after: Conversation | undefined }[]

/** K-1, AS: what follows for single members from what became of conversations. */
export async function followMembers(write: Write, changes: Changes): Promise<void> {
  const steps = changes.flatMap(({ before, after }) => (after ? stepsOf(write.actor.id, before, after) : []))
  const of = (kind: Step['kind']) => steps.filter((step) => step.kind === kind)
  const told: Statement<Flipped>[] = []
  if (of('heard').length > 0) told.push(heard(write, of('heard')))
  if (of('reminded').length > 0) told.push(reminded(write, of('reminded')))
  if (of('taken').length > 0) told.push(taken(write, of('taken')))
  if (of('handed').length > 0) told.push(handed(write, of('handed')))
  if (of('answered').length > 0) told.push(answered(write, of('answered')))
  if (of('left').length > 0) told.push(left(write, of('left')))
  if (of('returned').length > 0) told.push(returned(write, of('returned')))
  if (of('moved').length > 0) told.push(moved(write, of('moved')))
  const answers = (await Promise.all(told.map((one) => write.rows(one)))).flat()
  const flipped = answers.map(({ wasUnread, wasIn, ...row }) => ({ row, wasUnread, wasIn }))
  if (flipped.length === 0) return
  write.changed(
    conversationMemberTable,
    flipped.map(({ row }) => row),
  )
  await countUnread(
    write,
    flipped.map(({ row, wasUnread, wasIn }) => ({
      before: { ...row, unread: wasUnread, inboxId: wasIn },
      after: row,
    })),
  )
}

/** Whoever had it unread has not any more: it is about to be deleted. */
export async function forgetMembers(write: Write, { id, inboxId }: Conversation): Promise<void> {
  await write.rows(holdStatement(COUNTERS, write.workspaceId, [inboxId]))
  const rows = await write.rows(
    statement<ConversationMember>(
      `delete from conversation_member where workspace_id = $1 and conversation_id = $2
       returning ${selected(fieldsOf(conversationMemberType))}`,
      [write.workspaceId, id],
    ),
  )
  await countUnread(
    write,
    rows.map((before) => ({ before, after: undefined })),
  )
}

type Flipped = ConversationMember & { wasUnread: boolean; wasIn: string }

const ROW = selected(fieldsOf(conversationMemberType), 'm')
// `$3`: now.
const JUST_PUT_AWAY = `coalesce(m.put_away_at > $3::timestamptz - make_interval(secs => ${TAKEN_BACK_WITHIN_MS / 1_000}), false)`

function heard(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `insert into conversation_member as m (workspace_id, id, conversation_id, member_id, inbox_id, unread)
     select $1, pair_id(r.id, e.member_id), r.id, e.member_id, i.id, true
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid)
     join inbox i on i.workspace_id = $1 and i.id = r."inboxId" and i.unread_mode <> 'team'
     join inbox_member e on e.workspace_id = $1 and e.inbox_id = i.id
     order by 2
     on conflict (workspace_id, id) do update set unread = true where not m.unread
     returning ${ROW}, false as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps)],
  )
}

function handed(write: Write, steps: Step[]): Statement<Flipped> {
  const rows = steps.map((step) => ({ ...step, pair: conversationMemberId(step.id, step.memberId ?? '') }))
  return statement(
    `insert into conversation_member as m (workspace_id, id, conversation_id, member_id, inbox_id, unread)
     select $1, r.pair, r.id, r."memberId", r."inboxId", true
     from jsonb_to_recordset($2) as r(pair uuid, id uuid, "memberId" uuid, "inboxId" uuid, unread boolean)
     join inbox i on i.workspace_id = $1 and i.id = r."inboxId" and not (i.unread_mode = 'team' and r.unread)
     order by 2
     on conflict (workspace_id, id) do update set unread = true where not m.unread
     returning ${ROW}, false as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(rows)],
  )
}

function reminded(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set unread = false
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid)
     join inbox i on i.workspace_id = $1 and i.id = r."inboxId" and i.unread_mode = 'team'
     where m.workspace_id = $1 and m.conversation_id = r.id and m.unread
     returning ${ROW}, true as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps)],
  )
}

// What waited for them alone was that it was theirs.
function taken(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set unread = false
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid, "memberId" uuid)
     join inbox i on i.workspace_id = $1 and i.id = r."inboxId" and i.unread_mode = 'team'
     where m.workspace_id = $1 and m.conversation_id = r.id and m.member_id = r."memberId" and m.unread
     returning ${ROW}, true as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps)],
  )
}

function answered(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set unread = false
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid, "memberId" uuid)
     join inbox i on i.workspace_id = $1 and i.id = r."inboxId"
     where m.workspace_id = $1 and m.conversation_id = r.id and m.unread
       and (i.unread_mode <> 'personal' or m.member_id = r."memberId")
     returning ${ROW}, true as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps)],
  )
}

function left(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set unread = false, put_away_at = $3
     from jsonb_to_recordset($2) as r(id uuid)
     where m.workspace_id = $1 and m.conversation_id = r.id and m.unread
     returning ${ROW}, true as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps), write.now],
  )
}

// Ruling 10: what one member takes back was done to all of them.
function returned(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set unread = true, put_away_at = null
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid)
     join inbox_member e on e.workspace_id = $1 and e.inbox_id = r."inboxId"
     where m.workspace_id = $1 and m.conversation_id = r.id and m.member_id = e.member_id and not m.unread
       and ${JUST_PUT_AWAY}
     returning ${ROW}, false as "wasUnread", m.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps), write.now],
  )
}

// Whoever is not in the other inbox no longer sees it: what they had of it waits there until it comes back.
function moved(write: Write, steps: Step[]): Statement<Flipped> {
  return statement(
    `update conversation_member m set inbox_id = r."inboxId",
       unread = is_in and (m.unread or (r.open and ${JUST_PUT_AWAY})),
       put_away_at = case when m.unread and not is_in then $3::timestamptz when not r.open then m.put_away_at end
     from jsonb_to_recordset($2) as r(id uuid, "inboxId" uuid, open boolean), conversation_member old, lateral (
       select exists (select from inbox_member e
         where e.workspace_id = $1 and e.inbox_id = r."inboxId" and e.member_id = old.member_id) as is_in) known
     where m.workspace_id = $1 and m.conversation_id = r.id and old.workspace_id = $1 and old.id = m.id
     returning ${ROW}, old.unread as "wasUnread", old.inbox_id as "wasIn"`,
    [write.workspaceId, JSON.stringify(steps), write.now],
  )
}

async function countUnread(
  write: Write,
  changes: { before: ConversationMember | undefined; after: ConversationMember | undefined }[],
): Promise<void> {
  const counted: MemberCounterChange[] = changes.flatMap(({ before, after }) => [
    ...(before?.unread ? [{ ...placeOf(before), mine: 0, unread: -1 }] : []),
    ...(after?.unread ? [{ ...placeOf(after), mine: 0, unread: 1 }] : []),
  ])
  await countForMembers(write, counted)
}

function placeOf({ inboxId, memberId }: ConversationMember): { inboxId: string; memberId: string } {
  return { inboxId, memberId }
}

/** In an inbox whose unread was the team's and becomes personal: each member's own is made of what they have seen. */
export async function beginPersonal(write: Write, inboxId: string): Promise<void> {
  const { workspaceId } = write
  // Everybody holds conversations before they count: whoever is at one is waited for.
  await write.rows(
    sql`select from conversation where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and shelf = 'open'
      order by id for update`,
  )
  // A text that is on its way in either is there already, or finds the inbox as it will be.
  await write.rows(holdStatement(COUNTERS, workspaceId, [inboxId]))
  // What becomes of a conversation and what members have of it changes only under the conversation's own lock.
  const rows = await write.rows(
    sql<ConversationMember>`with held as materialized (
        select * from conversation where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and shelf = 'open'
        order by id for update
      )
      insert into conversation_member as m (workspace_id, id, conversation_id, member_id, inbox_id, unread)
      select ${workspaceId}, pair_id(c.id, e.member_id), c.id, e.member_id, c.inbox_id, true
      from held c
      join inbox b on b.workspace_id = c.workspace_id and b.id = c.inbox_id and b.unread_mode = 'team'
      join inbox_member e on e.workspace_id = c.workspace_id and e.inbox_id = c.inbox_id
      left join conversation_member s
        on s.workspace_id = c.workspace_id and s.conversation_id = c.id and s.member_id = e.member_id
      where (c.unread or (s.read_seq > 0 and c.inbound_seq > s.read_seq)) order by 2
      on conflict (workspace_id, id) do update set unread = true where not m.unread
      returning m.id, m.conversation_id as "conversationId", m.member_id as "memberId", m.inbox_id as "inboxId",
        m.read_seq as "readSeq", m.unread, m.pin, m.placed`,
  )
  write.changed(conversationMemberTable, rows)
  await countUnread(
    write,
    rows.map((after) => ({ before: undefined, after })),
  )
}
