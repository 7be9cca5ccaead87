import { readWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { tagNamed } from '#features/tag/tag.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { runCommand } from '#sync/command.server.ts'
import { type Call, type Endpoint, endpoint } from '#v1/endpoint.server.ts'
import {
  assignCommand,
  doneCommand,
  moveCommand,
  openCommand,
  pinCommand,
  pinMineCommand,
  readCommand,
  snoozeCommand,
  spamCommand,
  tagCommand,
  unreadCommand,
} from './conversation.api.ts'
import { shelfOf } from './conversation.ts'
import {
  type ConversationRow,
  conversationAssign,
  conversationDelete,
  conversationMove,
  conversationPath,
  conversationPin,
  conversationSnooze,
  conversationTag,
  toWireConversation,
} from './conversation.v1.ts'
import { oneWithin } from './row.v1.server.ts'

const resource = 'conversations'
const act = { method: 'POST', resource, scope: 'conversations:write', from: 'path-and-body' } as const

/** `GET /v1/conversations/{id}` */
export const getConversation = endpoint(
  {
    ...{ method: 'GET', url: '/conversations/:id', resource, scope: 'conversations:read' },
    ...{ from: 'path', input: conversationPath },
  },
  async (call) => {
    const row = await found(call)
    return row ? ok({ data: toWireConversation(row) }) : refuse('not-found')
  },
)

export const markAsRead = mark('read', readCommand)
export const markAsDone = mark('done', doneCommand)
export const markAsOpen = mark('open', openCommand)
export const markAsUnread = mark('unread', unreadCommand)
export const markAsSpam = mark('spam', spamCommand)

/** `POST /v1/conversations/{id}/mark-as-…`: answers the conversation itself, without an envelope. */
function mark(state: string, { name }: { name: string }): Endpoint {
  const url = `/conversations/:id/mark-as-${state}`
  return endpoint({ ...act, from: 'path', url, input: conversationPath }, (call) =>
    carriedOut(call, name, {}),
  )
}

/** `POST /v1/conversations/{id}/assign` */
export const assignConversation = endpoint(
  { ...act, url: '/conversations/:id/assign', input: conversationAssign },
  (call) => carriedOut(call, assignCommand.name, { memberId: call.input.userId }),
)

/** `POST /v1/conversations/{id}/unassign` */
export const unassignConversation = endpoint(
  { ...act, from: 'path', url: '/conversations/:id/unassign', input: conversationPath },
  (call) => carriedOut(call, assignCommand.name, { memberId: null }),
)

/** `POST /v1/conversations/{id}/move` */
export const moveConversation = endpoint(
  { ...act, url: '/conversations/:id/move', input: conversationMove },
  async (call) => {
    const { caller, input } = call
    if (!caller.reach.inboxIds.has(input.inboxId)) return refuse('unknown-inbox')
    return carriedOut(call, moveCommand.name, { inboxId: input.inboxId })
  },
)

/** `POST /v1/conversations/{id}/snooze` */
export const snoozeConversation = endpoint(
  { ...act, url: '/conversations/:id/snooze', input: conversationSnooze },
  (call) => carriedOut(call, snoozeCommand.name, { until: call.input.until }),
)

/** `POST /v1/conversations/{id}/unsnooze`: what does not sleep stays as it is. */
export const unsnoozeConversation = endpoint(
  { ...act, from: 'path', url: '/conversations/:id/unsnooze', input: conversationPath },
  async (call) => {
    const row = await found(call)
    if (row && shelfOf(row) !== 'snoozed') return ok(toWireConversation(row))
    return carriedOut(call, openCommand.name, {})
  },
)

export const pinConversation = pinning('pin', true)
export const unpinConversation = pinning('unpin', false)

/** `POST /v1/conversations/{id}/pin`, `…/unpin` */
function pinning(verb: string, on: boolean): Endpoint {
  const url = `/conversations/:id/${verb}`
  return endpoint({ ...act, url, input: conversationPin }, async (call) => {
    if (call.input.for === 'team') return carriedOut(call, pinCommand.name, { on })
    return carriedOut(call, pinMineCommand.name, { pin: on ? await ownPlace(call) : null })
  })
}

// Above all that the member has pinned, unless it is among these.
async function ownPlace({ core, caller: { reach }, input: { id } }: Call<{ id: string }>): Promise<number> {
  const pins = await readWorkspace(core.db, reach.workspaceId, (tx) =>
    tx.rows(
      sql<{ id: string; pin: number }>`select conversation_id as id, pin from conversation_member
        where workspace_id = ${tx.workspaceId} and member_id = ${reach.memberId} and pin is not null`,
    ),
  )
  const known = pins.find((one) => one.id === id)
  return known?.pin ?? Math.min(0, ...pins.map(({ pin }) => pin)) - 1
}

/** `DELETE /v1/conversations/{id}`: for good, and so only of whom the request names too. */
export const deleteConversation = endpoint(
  {
    ...{ method: 'DELETE', url: '/conversations/:id', resource, scope: 'conversations:delete' },
    ...{ status: 204, from: 'path-and-query', input: conversationDelete },
  },
  async (call) => {
    const { core, registry, caller, input } = call
    const row = await found(call)
    if (!row) return refuse('not-found')
    if (!isWith(row, input.participants)) return refuse('other-participants')
    const { actor, reach } = caller
    const command = { id: uuidv7(), name: 'conversation.delete', input: { id: row.id, confirmed: true } }
    const done = await runCommand(core, registry, reach.workspaceId, actor, command)
    return done.ok ? ok(null) : fail(done.error)
  },
)

function isWith({ participants }: ConversationRow, named: readonly string[]): boolean {
  return [...new Set(named)].sort().join() === participants.toSorted().join()
}

export const addTag = tagging('add', true)
export const removeTag = tagging('remove', false)

/** `POST /v1/conversations/{id}/add-tag`, `…/remove-tag` */
function tagging(verb: string, on: boolean): Endpoint {
  const url = `/conversations/:id/${verb}-tag`
  return endpoint({ ...act, url, input: conversationTag }, async (call) => {
    const { core, caller, input } = call
    const tagId = await readWorkspace(core.db, caller.reach.workspaceId, (tx) => tagNamed(tx, input.tag))
    return tagId === undefined ? refuse('unknown-tag') : carriedOut(call, tagCommand.name, { tagId, on })
  })
}

async function carriedOut(call: Call<{ id: string }>, name: string, input: object): Promise<Result<object>> {
  const { core, registry, caller } = call
  const command = { id: uuidv7(), name, input: { ...input, ids: [call.input.id] } }
  const done = await runCommand(core, registry, caller.reach.workspaceId, caller.actor, command)
  if (!done.ok) return fail(done.error)
  const row = await found(call)
  return row ? ok(toWireConversation(row)) : refuse('not-found')
}

function found({ core, caller: { reach }, input: { id } }: Call<{ id: string }>) {
  return readWorkspace(core.db, reach.workspaceId, (tx) => tx.one(oneWithin(reach, id)))
}
