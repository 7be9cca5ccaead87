import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import { testDatabase } from '#test/database.ts'
import { deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import { contactTable } from './contact.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

test('CT-8: a contact is seen where a conversation is with them, or was, and nowhere else', async () => {
  const { ada, ben, cleo, workspaceId } = world
  const desk = deskOf(world)
  const id = await desk.receive('Hello')
  const dan = uuidv7()
  await desk.run(ada, 'conversation.link-contact', { id, contactId: dan, name: 'Dan' })
  const eve = uuidv7()
  await desk.run(ada, 'conversation.link-contact', { id, contactId: eve, name: 'Eve' })
  const rows = await desk.rows(
    sql<{ id: string }>`select id from contact where workspace_id = ${workspaceId} order by created_at`,
  )
  expect(rows).toHaveLength(3)
  expect([await seen(ben), await seen(cleo)]).toEqual([[dan, eve], []])

  async function seen(memberId: string): Promise<string[]> {
    const reach = await desk.reach(memberId)
    const ids = rows.map((row) => row.id)
    const found = await inWorkspace(base.db, workspaceId, (tx) => loadRows(tx, contactTable, ids, reach))
    return found.map((contact) => contact.id).sort()
  }
})
