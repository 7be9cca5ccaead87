import { afterAll, beforeAll, expect, test } from 'vitest'
import { messageTable } from '#features/message/message.server.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, type World } from '#test/world.ts'
import { createHub, type Listener } from './hub.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
})
afterAll(() => base.drop())

test('a room that could not be opened once is opened the next time', async () => {
  let away = true
  const connect = () => (away ? Promise.reject(new Error('away')) : base.db.app.connect())
  const db = { ...base.db, app: Object.create(base.db.app, { connect: { value: connect } }) }
  const hub = createHub(db, world.core.feed, [messageTable])
  const { listener, heard } = listening()
  await expect(hub.join(listener)).rejects.toThrow('away')
  hub.leave(listener)
  away = false
  await hub.join(listener)
  await happen()
  expect(heard).toHaveLength(1)
})

test('who comes while the last one leaves hears what happens then', async () => {
  const hub = createHub(base.db, world.core.feed, [messageTable])
  const first = listening()
  const second = listening()
  const joining = hub.join(first.listener)
  hub.leave(first.listener)
  await Promise.all([joining, hub.join(second.listener)])
  await happen()
  expect([first.heard, second.heard].map(({ length }) => length)).toEqual([0, 1])
})

function listening(): { listener: Listener; heard: string[] } {
  const heard: string[] = []
  const reach = { workspaceId: world.workspaceId, memberId: world.ada, inboxIds: new Set([world.support.id]) }
  return { heard, listener: { reach, send: (frame) => heard.push(frame), moved: () => {} } }
}

async function happen(): Promise<void> {
  const { core, workspaceId, support } = world
  await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    write.event({ type: 'test.happened', inboxId: support.id, seq: 1 })
  })
  // The room tells its listeners in a later turn.
  await new Promise((resolve) => setImmediate(resolve))
}
