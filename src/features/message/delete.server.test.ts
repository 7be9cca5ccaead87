import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BlobStore, diskBlobs } from '#db/blob.ts'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { conversationMemberId } from '#features/conversation/conversation-member.ts'
import { createLineDirectory } from '#features/line/line.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { createEgress } from '#server/egress.ts'
import { TABLES } from '#server/registry.ts'
import { catchUp } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, KEY, type World } from '#test/world.ts'
import type { Carriage } from './carriage.server.ts'
import { collectMedia } from './delete.server.ts'
import { fetchMediaNow } from './media.server.ts'

const EVE = '+14155550178'
const PICTURE = {
  type: 'image/png',
  url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
}

let base: Awaited<ReturnType<typeof testDatabase>>
let folder: string
let blobs: BlobStore
let world: World
let desk: Desk
let carriage: Carriage

beforeAll(async () => {
  base = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'centralita-delete-'))
  blobs = diskBlobs(folder)
})
// Ben has connected Support's number.
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
  const lines = createLineDirectory(base.db, world.core.feed, providers, KEY)
  carriage = { core: world.core, lines, egress: createEgress(), publicUrl: 'http://127.0.0.1' }
  await desk.rows(sql`update line set installed_by = ${world.ben} where id = ${world.support.line.id}`)
})
afterAll(async () => {
  await base.drop()
  rmSync(folder, { recursive: true })
})

test('ST-12: only whoever connected the number deletes, and only when they have said that they mean it', async () => {
  const id = await desk.receive('Keep me')
  const before = await desk.facts()
  for (const by of [world.ada, world.cleo])
    expect(await remove(by, id)).toMatchObject({ error: by === world.ada ? 'not-installer' : 'not-found' })
  expect(await desk.run(world.ben, 'conversation.delete', { id })).toMatchObject({ error: 'invalid-input' })
  expect(await desk.facts()).toEqual(before)
})

test('ST-12, K-5: everything in it is gone for good, here and on every screen', async () => {
  const { ada, ben, workspaceId } = world
  const tagId = uuidv7()
  await desk.run(ada, 'tag.save', { id: tagId, name: 'VIP', color: 'gray' })
  const id = await desk.receive('My word is sesame')
  await desk.run(ben, 'message.send', { messageId: uuidv7(), conversationId: id, text: 'Noted, sesame' })
  await desk.run(ada, 'conversation.tag', { ids: [id], tagId, on: true })
  await desk.run(ada, 'conversation.assign', { ids: [id], memberId: ben })
  await desk.run(ben, 'conversation.pin-mine', { ids: [id], pin: 1 })
  const since = await seq()
  const held = await itemsOf(id)
  expect(held).toHaveLength(3)
  expect(await remove(ben, id)).toEqual({ ok: true, value: null })
  expect(await itemsOf(id)).toEqual([])
  expect(await left(id)).toEqual([])
  expect(await counted()).toEqual([
    { open: 0, unread: 0, unassigned: 0 },
    { mine: 0, unread: 0 },
  ])
  expect(
    await desk.ask(ada, 'conversation.thread', { conversationId: id, before: null, limit: 9 }),
  ).toMatchObject({ error: { code: 'not-found' } })
  const missed = await catchUp(base.db, TABLES, await desk.reach(ada), since)
  expect(missed?.gone.conversation).toEqual([id])
  expect([...(missed?.gone.message ?? []), ...(missed?.gone.event ?? [])].sort()).toEqual(held.toSorted())
  expect(JSON.stringify(await desk.facts())).not.toContain('sesame')
  const [tombstone] = await desk.rows(
    sql<{ by: string }>`select deleted_by as by from conversation_tombstone
      where workspace_id = ${workspaceId} and conversation_id = ${id}`,
  )
  expect(tombstone).toEqual({ by: ben })
})

test('K-6: what was deleted is not brought back by its carrier, and a new text begins afresh', async () => {
  const { ada, ben, workspaceId } = world
  const id = await desk.receive('Old', { providerMessageId: 'SM1' })
  await desk.run(ben, 'conversation.spam', { ids: [id] })
  await remove(ben, id)
  expect(await desk.receive('Old', { providerMessageId: 'SM1' })).toBe('')
  const fresh = await desk.receive('New', { providerMessageId: 'SM2' })
  expect(fresh).not.toBe(id)
  expect(await desk.receive('Old', { providerMessageId: 'SM1' })).toBe(fresh)
  const [row] = await desk.rows(
    sql<object>`select status, unread, item_seq, assignee_id, hidden_seq from conversation
      where workspace_id = ${workspaceId} and id = ${fresh}`,
  )
  expect(row).toEqual({ status: 'open', unread: true, item_seq: 1, assignee_id: null, hidden_seq: 0 })
  const thread = await desk.ask(ada, 'conversation.thread', { conversationId: fresh, before: null, limit: 9 })
  expect(thread).toMatchObject({ value: { rows: { message: [{ text: 'New', seq: 1 }], event: [] } } })
})

test('ST-12: a file goes with the last message that holds it', async () => {
  const { ben, core, workspaceId } = world
  const first = await desk.receive('Look', { media: [PICTURE] })
  const second = await desk.receive('Look', { media: [PICTURE], from: EVE })
  for (const id of [first, second]) await fetchAll(id)
  const [sha256 = ''] = await files()
  expect(await blobs.read(workspaceId, sha256)).toBeDefined()
  await remove(ben, first)
  await collect()
  expect(await files()).toEqual([sha256])
  expect(await onDisk(sha256)).toBe(true)
  await remove(ben, second)
  await collect()
  expect(await files()).toEqual([])
  expect(await onDisk(sha256)).toBe(false)

  async function collect(): Promise<void> {
    for (const sha256s of await tasks()) await collectMedia(core, blobs, { workspaceId, sha256s })
  }
})

test('ST-12: a file that arrives when its message is gone already is not kept', async () => {
  const { ben, core, workspaceId } = world
  const id = await desk.receive('Look', { media: [PICTURE] })
  const slow: BlobStore = {
    ...blobs,
    async put(...bytes) {
      const sha256 = await blobs.put(...bytes)
      await remove(ben, id)
      return sha256
    },
  }
  await fetchAll(id, slow)
  const [sha256s = []] = await tasks()
  expect(await onDisk(sha256s[0] ?? '')).toBe(true)
  await collectMedia(core, blobs, { workspaceId, sha256s })
  expect(await onDisk(sha256s[0] ?? '')).toBe(false)
})

function remove(by: string, id: string) {
  return desk.run(by, 'conversation.delete', { id, confirmed: true })
}

async function fetchAll(conversationId: string, into = blobs): Promise<void> {
  const { workspaceId } = world
  const messages = await desk.rows(
    sql<{
      id: string
    }>`select id from message where workspace_id = ${workspaceId} and conversation_id = ${conversationId}`,
  )
  for (const { id } of messages) await fetchMediaNow(carriage, into, { workspaceId, messageId: id })
}

/** The ids of all that stands in the thread. */
async function itemsOf(id: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{
      id: string
    }>`select id from message where workspace_id = ${world.workspaceId} and conversation_id = ${id}
      union all select id from event
      where workspace_id = ${world.workspaceId} and conversation_id = ${id} and seq is not null`,
  )
  return rows.map((row) => row.id)
}

/** What else knows of it. */
function left(id: string): Promise<object[]> {
  return desk.rows(
    sql<object>`select id::text from conversation where id = ${id}
      union all select id::text from conversation_member where conversation_id = ${id}
        or id = ${conversationMemberId(id, world.ben)}
      union all select label from conversation_label where conversation_id = ${id}`,
  )
}

async function counted(): Promise<object[]> {
  const { workspaceId, support, ben } = world
  const inbox = await desk.rows(
    sql<object>`select open, unread, unassigned from inbox_counter
      where workspace_id = ${workspaceId} and id = ${support.id}`,
  )
  const mine = await desk.rows(
    sql<object>`select mine, unread from member_counter where workspace_id = ${workspaceId} and member_id = ${ben}`,
  )
  return [...inbox, ...mine]
}

async function files(): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ sha256: string }>`select sha256 from blob where workspace_id = ${world.workspaceId}`,
  )
  return rows.map(({ sha256 }) => sha256)
}

async function onDisk(sha256: string): Promise<boolean> {
  const file = await blobs.read(world.workspaceId, sha256)
  file?.destroy()
  return file !== undefined
}

/** What the jobs that collect files have been told. */
async function tasks(): Promise<string[][]> {
  const jobs = await ownerRows(
    base.db,
    sql<{ sha256s: string[] }>`select j.payload -> 'sha256s' as sha256s from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'media.collect' and j.payload ->> 'workspaceId' = ${world.workspaceId}`,
  )
  return jobs.map(({ sha256s }) => sha256s)
}

async function seq(): Promise<number> {
  const [feed] = await desk.rows(
    sql<{ seq: number }>`select seq from feed where workspace_id = ${world.workspaceId}`,
  )
  return feed?.seq ?? 0
}
