import type { Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import {
  CONTACT,
  CONVERSATION,
  type JoinedRow,
  MINE,
  SAME_CONTACT,
  split,
} from '#features/conversation/list.server.ts'
import { ok, refuse } from '#kit/result.ts'
import { answered } from '#sync/query.server.ts'
import type { Answer } from '#sync/query.ts'
import { fieldsOf, type Reach } from '#sync/synced.ts'
import { loadRows, selected, toWire } from '#sync/table.server.ts'
import { type CallList, callListQuery, callWordsQuery } from './call.api.ts'
import { callTable, callWordsTable } from './call.server.ts'
import { type Call, callType } from './call.ts'

/** CA-1: a page of calls across all inboxes within reach, each with its conversation and its contact. */
export const callListAnswer = answered(callListQuery, async (tx, input, reach) => {
  const found = await tx.rows(pageOf(reach, input))
  const calls = found.slice(0, input.limit)
  const rows = await withThreads(tx, reach, calls)
  return ok({ rows, more: found.length > input.limit })
})

/** CA-4: a call with what was said in it. */
export const callWordsAnswer = answered(callWordsQuery, async (tx, { callId }, reach) => {
  const [calls, words] = await Promise.all([
    loadRows(tx, callTable, [callId], reach),
    loadRows(tx, callWordsTable, [callId], reach),
  ])
  const [call] = calls
  if (!call) return refuse('not-found')
  return ok({
    rows: { [callType.name]: [toWire(callTable, call)], [callWordsTable.type.name]: words },
    more: false,
  })
})

async function withThreads(tx: Transaction, reach: Reach, calls: Call[]): Promise<Answer['rows']> {
  const ids = [...new Set(calls.map(({ conversationId }) => conversationId))]
  const threads = await tx.rows(
    statement<JoinedRow>(
      `select ${CONVERSATION}, ${CONTACT}, ${MINE} from conversation c join contact k on ${SAME_CONTACT}
       left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
       where c.workspace_id = $1 and c.id = any($2) and c.inbox_id = any($4)`,
      [tx.workspaceId, ids, reach.memberId, [...reach.inboxIds]],
    ),
  )
  return { [callType.name]: calls, ...split(threads) }
}

/**
 * One walk of one index for each inbox, or for one member, and the newest of them all: however many calls there are,
 * a page reads about as many as it shows.
 */
function pageOf(reach: Reach, { filter, last, limit }: CallList): Statement<Call> {
  const inboxIds = [...reach.inboxIds].filter((id) => filter.inboxId === undefined || id === filter.inboxId)
  const values: unknown[] = [reach.workspaceId, inboxIds, reach.memberId, limit + 1, [...reach.inboxIds]]
  const value = (of: unknown) => `$${values.push(of)}`
  const [at, id] = filter.memberId === undefined ? ['c.created_at', 'c.id'] : ['w.created_at', 'w.call_id']
  const where = conditions(filter, value)
  if (last) where.push(`(${at}, ${id}) < (${value(last.createdAt)}::timestamptz, ${value(last.id)}::uuid)`)
  const walk = `${where.join(' and ')} order by ${at} desc, ${id} desc limit $4`
  // Where it rang is not where its thread may have been moved since.
  const thread = `join conversation v on v.workspace_id = $1 and v.id = c.conversation_id and v.inbox_id = any($5)
    and (c.seq > v.hidden_seq or v.history_owner_id = $3)`
  const columns = selected(fieldsOf(callType), 'c')
  const text =
    filter.memberId === undefined
      ? `select ${columns} from unnest($2::uuid[]) as i(id) cross join lateral (
           select c.* from call c ${thread} where c.workspace_id = $1 and c.inbox_id = i.id and ${walk}) c
         order by c.created_at desc, c.id desc limit $4`
      : `select ${columns} from call_member w
           join call c on c.workspace_id = $1 and c.id = w.call_id and c.inbox_id = any($2) ${thread}
         where w.workspace_id = $1 and w.member_id = ${value(filter.memberId)} and ${walk}`
  // Planned for these very values: which filters there are decides the way.
  return { text, name: '', values }
}

function conditions(filter: CallList['filter'], value: (of: unknown) => string): string[] {
  const { direction, missed, voicemail, recorded, from, until, text } = filter
  const where = ['true']
  if (direction) where.push(`c.direction = ${value(direction)}`)
  if (missed) where.push(`c.direction = 'in' and c.answered_at is null and c.state = 'ended'`)
  if (voicemail) where.push(`c.voicemail is not null`)
  if (recorded) where.push(`c.recorded is not null`)
  if (from) where.push(`c.created_at >= ${value(from)}::timestamptz`)
  if (until) where.push(`c.created_at < ${value(until)}::timestamptz`)
  if (text?.trim()) where.push(named(value(`%${text.trim().replace(/[\\%_]/g, '\\$&')}%`), text, value))
  return where
}

// By who it was with, or by digits of their number however they are written.
function named(pattern: string, text: string, value: (of: unknown) => string): string {
  const digits = text.replace(/\D/g, '')
  const number = digits.length > 2 ? ` or c.number like ${value(`%${digits}%`)}` : ''
  return `(exists (select from contact k where k.workspace_id = $1 and k.id = v.contact_id
    and (k.name ilike ${pattern} or k.company ilike ${pattern}))${number})`
}
