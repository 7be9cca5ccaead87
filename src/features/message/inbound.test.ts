import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageReceived } from '#channel/event.ts'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { createInbound, type Inbound } from './inbound.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let inbound: Inbound

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  inbound = createInbound(world.core)
})
afterAll(() => base.drop())

function text(from: string, body: string, id = uuidv7()): MessageReceived {
  return {
    type: 'message-received',
    providerMessageId: id,
    to: '+14155550101',
    from,
    text: body,
    media: [],
    at: null,
  }
}

test('a first text makes one customer, one open unread conversation and counts it', async () => {
  const batches: unknown[] = []
  const stop = world.core.feed.onCommitted((batch) => batches.push(batch))
  await inbound.accept({ line: world.support.line, event: text(DORA, 'Is my order ready?') })
  stop()
  const rows = await inWorkspace(base.db, world.workspaceId, (tx) =>
    tx.rows(sql`select status, unread, item_seq, display, preview->>'text' as preview from conversation`),
  )
  expect(rows).toEqual([
    { status: 'open', unread: true, item_seq: 1, display: '(415) 555-0177', preview: 'Is my order ready?' },
  ])
  const counters = await inWorkspace(base.db, world.workspaceId, (tx) =>
    tx.rows(sql`select open, unread from inbox_counter where id = ${world.support.id}`),
  )
  expect(counters).toEqual([{ open: 1, unread: 1 }])
  expect(batches).toMatchObject([{ from: 0, to: 4 }])
})

test('fifty parallel first messages of a new customer, each sent twice, are fifty messages in one conversation', async () => {
  const from = '+34612345678'
  const events = Array.from({ length: 50 }, (_, i) => text(from, `Message ${i}`))
  const others = createInbound(world.core)
  await Promise.all(
    events.flatMap((event) =>
      [inbound, others].map((one) => one.accept({ line: world.support.line, event })),
    ),
  )
  const rows = await inWorkspace(base.db, world.workspaceId, (tx) =>
    tx.rows(sql`select c.item_seq, count(m.id)::int as messages, max(m.seq) as last from conversation c join message m on m.conversation_id = c.id
      where c.participants = ${[from]} group by c.id, c.item_seq`),
  )
  expect(rows).toEqual([{ item_seq: 50, messages: 50, last: 50 }])
})
