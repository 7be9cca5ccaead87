import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { createWorld, type World } from '#test/world.ts'
import type { Api } from '../api.ts'
import { type Desk, deskOf } from '../desk.ts'
import { DEVICE_KEY, type Own } from './attacks.ts'

/** Somebody who must not learn anything: who they say they are, what they have, and whose ids they hold. */
export type Outsider = {
  name: string
  desk: Desk
  own: Own
  memberId: string
  cookie: string
  key: string
  ids: string[]
}

/**
 * A workspace full of things, and four who are outside: a member of another workspace, one of another inbox, somebody
 * who was removed, and nobody.
 */
export async function gather(api: Api, conversations: number): Promise<Outsider[]> {
  const { world } = api
  const desk = deskOf(world)
  const other = await createWorld(api.db)
  const victim = await fill(world, desk, world.ada, 'support', conversations)
  await moved(world, desk)
  await letGo(world, desk)
  await personal(world, desk, victim)
  const rivals = await fill(other, deskOf(other), other.ada, 'support', 2)
  const cleos = await fill(world, desk, world.cleo, 'sales', 2)
  const removed = await passer(api, desk)
  const all = await everyId(api, world.workspaceId)
  const inside = await idsOfInbox(api, world, victim)
  return [
    {
      name: 'another workspace',
      desk: deskOf(other),
      own: rivals,
      ...(await doors(api, other.ada, other)),
      ids: all,
    },
    { name: 'another inbox', desk, own: cleos, ...(await doors(api, world.cleo, world)), ids: inside },
    { name: 'removed', desk, own: victim, ...removed, ids: all },
    { name: 'nobody', desk, own: rivals, memberId: uuidv7(), cookie: '', key: '', ids: all },
  ]
}

async function doors(api: Api, memberId: string, { core, workspaceId }: World) {
  const { key } = await createApiKey(core, workspaceId, { name: 'Outside', memberId })
  return { memberId, cookie: await api.cookieOf(memberId), key }
}

// Ben was in Support until a moment ago, and kept his cookie and his key.
async function passer(api: Api, desk: Desk) {
  const { ben, ada } = api.world
  const left = await doors(api, ben, api.world)
  const gone = await desk.run(ada, 'member.remove', { memberId: ben, heirId: null, confirmed: true })
  if (!gone.ok) throw new Error(`Ben was not removed: ${gone.error}`)
  return left
}

// As of a conversation that was moved here: its call rang in the other inbox, whose people hear no more of it.
async function moved(world: World, desk: Desk): Promise<void> {
  const { support, sales, workspaceId } = world
  const conversationId = await desk.receive('A secret from before', { from: '+14155556000' })
  const own = { workspaceId, conversationId, inboxId: sales.id, lineId: support.line.id }
  await call(world, { ...own, callId: uuidv7() })
}

// A conversation on a number that is no longer used: nobody outside is told even that.
async function letGo({ core, workspaceId, support }: World, desk: Desk): Promise<void> {
  const conversationId = await desk.receive('A secret from long ago', { from: '+14155556001' })
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(
      sql`with before as (
          insert into line (workspace_id, id, inbox_id, provider, account_id, address, display, created_at, updated_at,
            swept_at, disconnected_at)
          select workspace_id, ${uuidv7()}, inbox_id, provider, account_id, '+14155550999', '', now(), now(), now(), now()
          from line where workspace_id = ${workspaceId} and id = ${support.line.id} returning id
        ) update conversation c set line_id = before.id from before
          where c.workspace_id = ${workspaceId} and c.id = ${conversationId}`,
    ),
  )
}

/** What is Ada's own, what is administrators', and what Cleo left behind where she was put out. */
async function personal(
  { core, workspaceId, ben, cleo }: World,
  desk: Desk,
  { memberId, conversationId, inboxId }: Own,
): Promise<void> {
  const device = { p256dh: DEVICE_KEY, auth: 'AAAAAAAAAAAAAAAAAAAAAA' }
  const acts: Record<string, object> = {
    'conversation.pin-mine': { ids: [conversationId], pin: 1 },
    'conversation.assign': { ids: [conversationId], memberId: ben },
    'inbox.set-in-queue': { inboxId, inQueue: false },
    'draft.write': {
      ...{ kind: 'message', placeId: conversationId, text: 'A secret of mine', begunAfter: null },
      ...{ base: null, version: uuidv7(), device: uuidv7() },
    },
    'member.set-status': { emoji: '🌴', text: 'Away', until: null },
    'preference.set': { memberId, singleKeys: false },
    'notification.set': { memberId, volume: 0 },
    'notification.mute': { conversationId, scope: 'all' },
    'notification.subscribe': { name: 'A phone', endpoint: 'https://push.example/hers', ...device },
    'invitation.create': { id: uuidv7(), email: null, role: 'member', inboxIds: [inboxId], language: 'en' },
    'sign-in.require-second-factor': { workspaceId, secondFactor: 'offered' },
  }
  for (const [name, input] of Object.entries(acts)) await must(desk.run(memberId, name, input), name)
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(
      sql`with told as (
          insert into notification (workspace_id, id, member_id, event_id, kind, inbox_id, conversation_id, title, text, files, media, at)
          values (${workspaceId}, ${uuidv7()}, ${memberId}, ${uuidv7()}, 'mine', ${inboxId}, ${conversationId}, '', '', 0, '{app}', now())
        ), left_behind as (
          insert into conversation_member (workspace_id, id, conversation_id, member_id, inbox_id, pin)
          values (${workspaceId}, ${uuidv7()}, ${conversationId}, ${cleo}, ${inboxId}, 1)
        ), counted as (
          insert into member_counter (workspace_id, id, inbox_id, member_id)
          values (${workspaceId}, ${uuidv7()}, ${inboxId}, ${cleo})
        ), directory as (
          insert into single_sign_on (workspace_id, id, label, issuer, client_id, sealed_secret, joins, changed_at, changed_by)
          values (${workspaceId}, ${workspaceId}, 'Ours', 'https://ours.example', 'ours', '', false, now(), ${memberId})
        ) insert into pending_link (workspace_id, id, member_id, kind, sealed_url, created_at, expires_at)
          values (${workspaceId}, ${uuidv7()}, ${memberId}, 'reset', '', now(), now() + interval '1 day')`,
    ),
  )
}

/** Something of each kind. */
async function fill(
  world: World,
  desk: Desk,
  memberId: string,
  where: 'support' | 'sales',
  conversations: number,
): Promise<Own> {
  const { workspaceId } = world
  const { id: inboxId, line } = world[where]
  const own = { workspaceId, memberId, inboxId, lineId: line.id }
  const ids = { messageId: uuidv7(), commentId: uuidv7(), chatId: uuidv7(), callId: uuidv7() }
  let conversationId = ''
  for (let i = 0; i < conversations; i++) {
    const from = `+1415555${String((where === 'support' ? 3_000 : 5_000) + i)}`
    conversationId = await desk.receive('A secret between us', { from, line })
    const said = { text: 'A secret among us', mentions: [] }
    const commentId = i === 0 ? ids.commentId : uuidv7()
    await must(desk.run(memberId, 'comment.create', { commentId, conversationId, ...said }))
    const messageId = i === 0 ? ids.messageId : uuidv7()
    await must(
      desk.run(memberId, 'message.send', { messageId, conversationId, text: 'Ours', thenDone: false }),
    )
  }
  const tagId = uuidv7()
  await must(desk.run(memberId, 'tag.save', { id: tagId, name: `Tag ${where}`, color: 'red' }))
  await must(desk.run(memberId, 'conversation.tag', { ids: [conversationId], tagId, on: true }))
  await must(
    desk.run(memberId, 'segment.save', {
      ...{ id: uuidv7(), name: 'Ours', filter: { inboxId, shelf: 'open' }, forTeam: true, position: 1 },
    }),
  )
  const company = where === 'support' ? world.ada : world.cleo
  const colleague = company === memberId ? (where === 'support' ? world.ben : world.ada) : memberId
  await must(
    desk.run(memberId, 'chat.create', {
      ...{ chatId: ids.chatId, messageId: uuidv7(), name: 'Us', memberIds: [colleague] },
    }),
  )
  await must(desk.run(world.ada, 'inbox.configure-calling', { inboxId, ringSeconds: 20 }))
  await quarantine(world, line.id)
  await call(world, { ...own, conversationId, callId: ids.callId })
  return { ...own, ...ids, conversationId }
}

async function must(running: Promise<{ ok: boolean; error?: unknown }>, what = ''): Promise<void> {
  const result = await running
  if (!result.ok) throw new Error(`The stage could not be set: ${what} ${String(result.error)}`)
}

async function quarantine({ workspaceId, core }: World, lineId: string): Promise<void> {
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(
      sql`insert into quarantine (workspace_id, id, line_id, reason, urls, headers, body, body_sha256, received_at)
        values (${workspaceId}, ${uuidv7()}, ${lineId}, 'bad-signature', '{}', '{}', '', ${lineId}, now())`,
    ),
  )
}

// One that is over, and what was said in it, in writing and as it was heard.
async function call(
  { workspaceId, core }: World,
  { callId, conversationId, lineId, inboxId }: Pick<Own, 'callId' | 'conversationId' | 'lineId' | 'inboxId'>,
): Promise<void> {
  const hash = callId.replaceAll('-', '').repeat(2)
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(
      sql`with ringing as (
          insert into call (workspace_id, id, conversation_id, line_id, inbox_id, seq, direction, number, state, legs,
            recording_policy, recording, transcript, summary, carried, created_at, updated_at, ended_at)
          values (${workspaceId}, ${callId}, ${conversationId}, ${lineId}, ${inboxId}, 1000, 'in', '+14155550177',
            'ended', '[]', 'off', 'off', 'off', 'off', '{}', now(), now(), now())
        ), written as (
          insert into call_words (workspace_id, id, created_at) values (${workspaceId}, ${callId}, now())
        ), kept as (
          insert into blob (workspace_id, sha256, type, bytes, created_at)
          values (${workspaceId}, ${hash}, 'audio/wav', 44, now())
        ) insert into call_audio (workspace_id, call_id, kind, sha256, created_at)
          select ${workspaceId}, ${callId}, kind, ${hash}, now() from unnest(array['recording', 'voicemail']) as kind`,
    ),
  )
}

const COLUMNS = `select c.relname as table, quote_ident(a.attname) as column, a.atttypid = 'uuid[]'::regtype as many
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)
    and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')`

/** Whatever the database holds of a workspace that looks like an id. */
async function everyId({ db }: Api, workspaceId: string): Promise<string[]> {
  const columns = await ownerRows<{ table: string; column: string; many: boolean }>(db, plain(COLUMNS))
  const parts = columns.map(({ table, column, many }) => {
    const value = many ? `unnest(${column})` : column
    return `select ${value}::text as id, '${table}' as kind from "${table}" where workspace_id = '${workspaceId}'`
  })
  return oneOfEachFirst(await ownerRows<Named>(db, plain(parts.join(' union all '))))
}

const OF_ADMINISTRATORS = ['invitation', 'pending_link', 'api_key']

// By where things stand, not by what anybody may see: that is what is being tried.
async function idsOfInbox(
  { db }: Api,
  { workspaceId }: World,
  { inboxId, lineId, chatId, callId, memberId }: Own,
): Promise<string[]> {
  const columns = await ownerRows<{ table: string; column: string }>(db, plain(COLUMNS))
  const has = (table: string, column: string) =>
    columns.some((one) => one.table === table && one.column === column)
  const tables = [...new Set(columns.map(({ table }) => table))].filter((table) => has(table, 'id'))
  const inside = `(select id from conversation where inbox_id = '${inboxId}')`
  const parts = tables.flatMap((table) => {
    const of = `select id::text as id, '${table}' as kind from "${table}" where workspace_id = '${workspaceId}'`
    if (has(table, 'conversation_id') && !table.startsWith('chat'))
      return [`${of} and conversation_id in ${inside}`]
    if (has(table, 'inbox_id')) return [`${of} and inbox_id = '${inboxId}'`]
    if (has(table, 'line_id')) return [`${of} and line_id = '${lineId}'`]
    if (has(table, 'chat_id')) return [`${of} and chat_id = '${chatId}'`]
    if (has(table, 'session_id')) return [`${of} and member_id = '${memberId}'`]
    return OF_ADMINISTRATORS.includes(table) ? [of] : []
  })
  const contacts = `select contact_id::text, 'contact' from conversation where inbox_id = '${inboxId}'`
  const rows = await ownerRows<Named>(db, plain([...parts, contacts].join(' union all ')))
  return [...new Set([inboxId, lineId, chatId, callId, ...oneOfEachFirst(rows)])]
}

type Named = { id: string | null; kind: string }

/** Each id once; the first of them are of as many kinds as there are. */
function oneOfEachFirst(rows: Named[]): string[] {
  const kinds = Map.groupBy(rows, ({ kind }) => kind)
  const firsts = [...kinds.values()].flatMap((all) => all.find(({ id }) => id !== null) ?? [])
  return [...new Set([...firsts, ...rows].flatMap(({ id }) => id ?? []))]
}

function plain(text: string) {
  return { text, name: '', values: [] }
}
