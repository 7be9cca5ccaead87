import type { MessageReceived } from '#channel/event.ts'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { type ConnectedLine, createLineDirectory } from '#features/line/line.server.ts'
import { createMailer } from '#features/mail/mail.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Result } from '#kit/result.ts'
import { providers } from '#providers/index.ts'
import { queriesOf, registryOf } from '#server/registry.ts'
import { runCommand } from '#sync/command.server.ts'
import type { Answer } from '#sync/query.ts'
import type { Reach } from '#sync/synced.ts'
import { DORA, KEY, type World } from './world.ts'

export type Text = { from?: string; line?: ConnectedLine; providerMessageId?: string } & Partial<
  Pick<MessageReceived, 'media' | 'at'>
>

/** A world at work, without sockets: its members' commands and questions, and what customers write. */
export function deskOf(world: World) {
  const { core, workspaceId } = world
  const { db } = core
  const lines = createLineDirectory(db, core.feed, providers, KEY)
  const registry = registryOf(
    providers,
    lines,
    async () => undefined,
    createMailer({}, 'http://127.0.0.1'),
    1,
    KEY,
  )
  const queries = queriesOf(KEY)
  const inbound = createInbound(core)
  const names = { commands: [...registry.commands.keys()], queries: [...queries.keys()] }
  return { names, run, ask, receive, find, rows, reach, facts }

  /** What the command answered, or the code with which it was refused. */
  async function run(
    memberId: string,
    name: string,
    input: object,
    id = uuidv7(),
  ): Promise<Result<unknown, string>> {
    const call = { id, name, input }
    const result = await runCommand(core, registry, workspaceId, { type: 'member', id: memberId }, call)
    return result.ok ? { ok: true, value: result.value.value } : { ok: false, error: result.error.code }
  }

  async function ask(memberId: string, name: string, input: object): Promise<Result<Answer>> {
    const query = queries.get(name)
    if (!query) throw new Error(`There is no query ${name}`)
    return query.answer(db, await reach(memberId), input)
  }

  /** A customer's text. Answers the id of its conversation. */
  async function receive(text: string, about: Text = {}): Promise<string> {
    const {
      from = DORA,
      line = world.support.line,
      providerMessageId = uuidv7(),
      media = [],
      at = null,
    } = about
    const event: MessageReceived = {
      type: 'message-received',
      ...{ providerMessageId, to: line.address, from, text, media, at },
    }
    await inbound.accept({ line, event })
    return find(from, line)
  }

  /** The conversation with this customer on this line; empty when there is none. */
  async function find(from: string, { id }: ConnectedLine): Promise<string> {
    const [row] = await rows(
      sql<{ id: string }>`select id from conversation
        where workspace_id = ${workspaceId} and line_id = ${id} and participants = ${[from]}`,
    )
    return row?.id ?? ''
  }

  function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
    return inWorkspace(db, workspaceId, (tx) => tx.rows(statement))
  }

  async function reach(memberId: string): Promise<Reach> {
    const found = await inWorkspace(db, workspaceId, (tx) => reachOf(tx, memberId))
    if (!found) throw new Error('Nobody')
    return found
  }

  /** Everything that a command could change, to hold it against what it is later. */
  async function facts(): Promise<object> {
    const tables = await Promise.all(
      FACTS.map((table) =>
        ownerRows(db, {
          ...{ name: '', values: [workspaceId] },
          text: `select to_jsonb(t) as row from ${table} t where workspace_id = $1 order by to_jsonb(t)::text`,
        }),
      ),
    )
    return Object.fromEntries(FACTS.map((table, index) => [table, tables[index]]))
  }
}

const FACTS = [
  ...[
    'conversation',
    'conversation_member',
    'conversation_label',
    'conversation_tombstone',
    'deleted_message',
  ],
  ...[
    'message',
    'comment',
    'chat',
    'chat_member',
    'chat_message',
    'draft',
    'event',
    'change',
    'feed',
    'command',
    'contact',
    'consent',
    'contact_address',
    'kept_contact',
    'tag',
    'removal',
    'line',
    'member',
  ],
  ...['member_status', 'queue_place', 'inbox', 'inbox_member', 'inbox_counter', 'member_counter'],
]

export type Desk = ReturnType<typeof deskOf>
