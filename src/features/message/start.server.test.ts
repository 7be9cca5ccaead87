import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { reachOf } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { type Registry, runCommand } from '#sync/command.server.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { startCommand } from './start.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

const command = startCommand(providers, async () => undefined)
const registry: Registry = { tables: [], commands: new Map([[command.name, command]]), reachOf }

function start(input: object, memberId = world.ben, id = uuidv7()) {
  const call = { id, name: 'conversation.start', input: { messageId: uuidv7(), ...input } }
  return runCommand(world.core, registry, world.workspaceId, { type: 'member', id: memberId }, call)
}

function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
  return inWorkspace(base.db, world.workspaceId, (tx) => tx.rows(statement))
}

test('Ben writes to a new number, however he types it, and lands in the conversation that has begun', async () => {
  const lineId = world.support.line.id
  const first = await start({ lineId, to: '(415) 555-0177', text: 'Your order is ready' })
  const [conversation] = await rows(
    sql<{ id: string }>`select id from conversation where participants = ${[DORA]} and status = 'open'`,
  )
  expect(first).toMatchObject({ ok: true, value: { value: { conversationId: conversation?.id } } })
  const again = await start({ lineId, to: DORA, text: 'Bye', thenDone: true })
  expect(again).toMatchObject({ ok: true, value: { value: { conversationId: conversation?.id } } })
  expect(await rows(sql`select status, item_seq from conversation`)).toEqual([
    { status: 'done', item_seq: 2 },
  ])
  expect(await rows(sql`select text, via, author_id from message order by seq`)).toMatchObject([
    { text: 'Your order is ready', via: 'app', author_id: world.ben },
    { text: 'Bye' },
  ])
  expect(await rows(sql`select count(*)::int as n from contact`)).toEqual([{ n: 1 }])
})

test('the command sent twice is one text, with one answer', async () => {
  const id = uuidv7()
  const input = { messageId: uuidv7(), lineId: world.support.line.id, to: '+14155550178', text: 'Once' }
  const [first, second] = await Promise.all([start(input, world.ben, id), start(input, world.ben, id)])
  expect(first).toMatchObject({ ok: true })
  expect(second.ok && second.value.value).toEqual(first.ok && first.value.value)
  expect(await rows(sql`select count(*)::int as n from message where text = 'Once'`)).toEqual([{ n: 1 }])
})

test('from a line of another inbox, to no number, or with nothing to say, nothing begins', async () => {
  const input = { lineId: world.support.line.id, to: '+14155550179', text: 'Hi' }
  const wrong = [
    ['not-found', { ...input, lineId: world.sales.line.id }],
    ['not-found', { ...input, lineId: uuidv7() }],
    ['invalid-number', { ...input, to: 'Dora' }],
    ['empty-message', { ...input, text: '  ' }],
    ['invalid-input', { ...input, text: 'a\u0000' }],
    ['invalid-input', { ...input, text: 'x'.repeat(1_601) }],
  ] as const
  for (const [code, refused] of wrong)
    expect(await start(refused)).toMatchObject({ ok: false, error: { code } })
  expect(await rows(sql`select id from conversation where participants = ${['+14155550179']}`)).toEqual([])
})
