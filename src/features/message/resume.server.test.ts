import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { createInbound } from './inbound.server.ts'
import { resumeMessages } from './resume.server.ts'

const HOUR_MS = 3_600_000

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

async function texts(): Promise<unknown[]> {
  return ownerRows(
    base.db,
    sql`select text, status, attempt, attempted_at as at from message where direction = 'out' order by text`,
  )
}

test('a text that waited is asked about before it is sent; after days a person decides', async () => {
  const event = { type: 'message-received', providerMessageId: 'a', to: '+14155550101', from: DORA } as const
  const line = world.support.line
  await createInbound(world.core).accept({ line, event: { ...event, text: 'Hello?', media: [], at: null } })
  for (const [text, status, attempt] of [
    ['queued', 'queued', 0],
    ['sending', 'sending', 2],
    ['sent', 'sent', 1],
  ] as const)
    await ownerRows(
      base.db,
      sql`insert into message (workspace_id, id, conversation_id, line_id, seq, direction, text, status, via, attempt,
          attempted_at, created_at, updated_at)
        select workspace_id, ${uuidv7()}, id, line_id, ${1 + text.length}, 'out', ${text}, ${status}, 'app', ${attempt},
          case when ${attempt} > 0 then now() - interval '5 hours' end, now(), now() from conversation`,
    )
  const before = await texts()
  const run = (statement: Parameters<Parameters<typeof resumeMessages>[0]>[0]) =>
    ownerRows(base.db, statement)

  const lately = instant(Date.now() - 4 * HOUR_MS)
  await resumeMessages(run, lately)
  expect(await texts()).toEqual([
    { text: 'queued', status: 'sending', attempt: 1, at: lately },
    before[1],
    before[2],
  ])

  await ownerRows(
    base.db,
    sql`update message set attempted_at = attempted_at - interval '3 days' where text <> 'sent'`,
  )
  await resumeMessages(run, lately)
  expect(await texts()).toMatchObject([{ status: 'unknown' }, { status: 'unknown' }, before[2]])
})
