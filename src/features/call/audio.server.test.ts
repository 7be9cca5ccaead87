import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BlobStore, diskBlobs } from '#db/blob.ts'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { shareHistoryNow } from '#features/conversation/share-history.server.ts'
import { collectMedia } from '#features/message/delete.server.ts'
import { loadRows } from '#sync/table.server.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { leaveCall } from '#test/rig/recorded-call.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { removeExpiredAudio } from './audio.server.ts'
import { callTable } from './call.server.ts'
import type { AudioKind } from './carried.server.ts'

const EVE = '+14155550178'

let base: Awaited<ReturnType<typeof testDatabase>>
let folder: string
let blobs: BlobStore
let world: World
let desk: Desk

beforeAll(async () => {
  base = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'centralita-audio-'))
  blobs = diskBlobs(join(folder, 'media'))
})
// Ben has connected Support's number.
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
  await desk.rows(sql`update line set installed_by = ${world.ben} where id = ${world.support.line.id}`)
})
afterAll(async () => {
  await base.drop()
  rmSync(folder, { recursive: true })
})

test('ST-12: with a conversation its calls go, and every file of theirs; other conversations keep theirs', async () => {
  await called('recording')
  await called('voicemail')
  const other = await called('voicemail', { from: EVE })
  expect(await files()).toHaveLength(3)
  const id = await desk.find(DORA, world.support.line)
  expect(await desk.run(world.ben, 'conversation.delete', { id, confirmed: true })).toMatchObject({
    ok: true,
  })
  await collected()
  expect(await kept()).toEqual([{ callId: other, kind: 'voicemail' }])
  expect(await files()).toHaveLength(1)
  expect(await desk.rows(sql`select from call where conversation_id = ${id}`)).toEqual([])
})

test('CH: a conversation has a voicemail for as long as one is there', async () => {
  const [first, second] = [await called('voicemail'), await called('voicemail')]
  expect(await voicemails()).toEqual({ voicemails: 2, labelled: true })
  for (const callId of [first, second]) await deleteAudio(world.ada, callId, 'voicemail')
  expect(await voicemails()).toEqual({ voicemails: 0, labelled: false })
})

test('INB-11: a voicemail from before the number was shared tells nobody that it is there, until its history is shared', async () => {
  const { core, workspaceId, ada, ben, support } = world
  await desk.rows(sql`update inbox set owner_id = ${ada} where id = ${support.id}`)
  const [first] = [await called('voicemail'), await called('voicemail')]
  const about = { inboxId: support.id, name: 'Shop', emoji: '🛒', memberIds: [ben] }
  const shared = await desk.run(ada, 'inbox.share', about)
  // The command's own answer.
  const { inboxId } = (shared.ok ? shared.value : {}) as { inboxId: string }
  const line = { ...support.line, inboxId }
  await desk.receive('To all of you', { line })
  expect(await voicemails()).toEqual({ voicemails: 0, labelled: false })
  await called('voicemail', { line })
  expect(await voicemails()).toEqual({ voicemails: 1, labelled: true })
  expect(await deleteAudio(ada, first, 'voicemail')).toMatchObject({ ok: true })
  expect(await voicemails()).toEqual({ voicemails: 1, labelled: true })
  await shareHistoryNow(core, { workspaceId, inboxId, ownerId: ada })
  expect(await voicemails()).toEqual({ voicemails: 2, labelled: true })
})

test('a recording is deleted for good by who looks after the inbox, and it is written down who did', async () => {
  const callId = await called('recording')
  expect(await deleteAudio(world.ben, callId)).toEqual({ ok: false, error: 'not-allowed' })
  expect(await deleteAudio(world.cleo, callId)).toEqual({ ok: false, error: 'not-found' })
  expect(await deleteAudio(world.ada, callId)).toMatchObject({ ok: true })
  expect((await load(callId))?.recorded).toMatchObject({ state: 'deleted', peaks: [] })
  await collected()
  expect(await files()).toEqual([])
  const [line] = await desk.rows(
    sql<{ actorId: string; subjectId: string }>`select actor_id as "actorId", subject_id as "subjectId"
      from audit where action = 'call.recording-deleted'`,
  )
  expect(line).toEqual({ actorId: world.ada, subjectId: callId })
})

test('AD-5: each inbox keeps what is recorded for as long as it says, also what it had before it said so', async () => {
  const before = await called('recording')
  await keepFor(world.support.id, 30)
  const after = await called('voicemail')
  const elsewhere = await called('recording', { line: world.sales.line })
  expect(await daysKept()).toEqual({ [before]: 30, [after]: 30, [elsewhere]: null })

  const past = (callId: string) =>
    desk.rows(sql`update call_audio set created_at = created_at - interval '31 days',
      keep_until = keep_until - interval '31 days' where call_id = ${callId}`)
  await past(before)
  await past(elsewhere)
  await removeExpiredAudio(world.core)
  await collected()
  expect((await load(before))?.recorded).toMatchObject({ state: 'deleted' })
  expect((await kept()).map(({ callId }) => callId).sort()).toEqual([after, elsewhere].sort())
  expect(await files()).toHaveLength(2)
  await keepFor(world.support.id, null)
  expect(await daysKept()).toEqual({ [after]: null, [elsewhere]: null })
})

function called(kind: AudioKind, { line = world.support.line, from = DORA } = {}): Promise<string> {
  return leaveCall(world, blobs, join(folder, 'calls'), { line, kind, from })
}

function deleteAudio(memberId: string, callId: string, kind: AudioKind = 'recording') {
  return desk.run(memberId, 'call.delete-audio', { callId, kind })
}

async function keepFor(inboxId: string, keepDays: number | null): Promise<void> {
  expect(await desk.run(world.ada, 'inbox.configure-calling', { inboxId, keepDays })).toMatchObject({
    ok: true,
  })
}

async function load(callId: string) {
  const [call] = await inWorkspace(base.db, world.workspaceId, (tx) => loadRows(tx, callTable, [callId]))
  return call
}

function kept() {
  return desk.rows(
    sql<{ callId: string; kind: string }>`select call_id as "callId", kind from call_audio order by call_id`,
  )
}

async function daysKept(): Promise<Record<string, number | null>> {
  const rows = await desk.rows(
    sql<{ callId: string; days: number | null }>`select call_id as "callId",
      extract(day from keep_until - created_at)::int as days from call_audio`,
  )
  return Object.fromEntries(rows.map(({ callId, days }) => [callId, days]))
}

async function voicemails() {
  const [row] = await desk.rows(
    sql<{ voicemails: number; labelled: boolean }>`select c.voicemails, exists (
        select from conversation_label l where l.workspace_id = c.workspace_id and l.conversation_id = c.id
          and l.label = 'voicemail') as labelled from conversation c`,
  )
  return row
}

/** Does the collecting that was asked for. */
async function collected(): Promise<void> {
  const jobs = await ownerRows(
    base.db,
    sql<{ id: string; payload: { workspaceId: string; sha256s: string[] } }>`
      select j.id::text as id, j.payload from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'media.collect'`,
  )
  for (const { payload } of jobs) await collectMedia(world.core, blobs, payload)
}

/** The files of this workspace that are on the disk. */
async function files(): Promise<string[]> {
  const known = await desk.rows(sql<{ sha256: string }>`select sha256 from blob`)
  const there = await Promise.all(known.map(({ sha256 }) => blobs.read(world.workspaceId, sha256)))
  for (const stream of there) stream?.destroy()
  expect(there.every((stream) => stream !== undefined)).toBe(true)
  return known.map(({ sha256 }) => sha256)
}
