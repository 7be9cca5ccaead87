import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { diskBlobs } from '#db/blob.ts'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import { write } from '#sync/write.server.ts'
import { type Api, openApi, type Program } from '#test/api.ts'
import { wavHeader } from '#voice/wav.ts'
import { deleteAudioCommand, removeExpiredAudio } from './audio.server.ts'
import { callTable, callWordsTable } from './call.server.ts'
import type { Call } from './call.ts'
import type { WireCall } from './call.v1.ts'
import { callListAnswer } from './call-list.server.ts'
import { fileName } from './carried.server.ts'
import { takeCall } from './incoming.server.ts'
import { CUSTOMER, SYSTEM, stepCall } from './step.server.ts'
import { answer, ended } from './steps.ts'
import { keepAudio } from './tape.server.ts'

type Page = { data: WireCall[]; totalItems: number; nextPageToken: string | null }

let api: Api
let ada: Program
let cleo: Program
let folder: string
let support: string
let customers = 0
let customer: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-calls-'))
  api = await openApi({ env: { DATA_DIR: folder } })
  ada = await api.of(api.world.ada)
  cleo = await api.of(api.world.cleo)
  support = publicId('PN', api.world.support.line.id)
})
beforeEach(() => {
  customer = `+1415555${3000 + customers++}`
})
afterAll(async () => {
  await api.close()
  rmSync(folder, { recursive: true })
})

test('calls of a customer, newest first, page by page, each with how it went', async () => {
  const missed = await called()
  const talked = await called({ answeredBy: api.world.ben })
  const first = await list({ maxResults: 1 })
  expect(first.body).toMatchObject({
    totalItems: 2,
    data: [{ id: publicId('AC', talked), status: 'completed' }],
  })
  expect(first.body.data[0]).toMatchObject({
    ...{ direction: 'incoming', answeredBy: publicId('US', api.world.ben), initiatedBy: null },
    ...{ participants: [customer, '+14155550101'], userId: publicId('US', api.world.ben) },
  })
  const second = await list({ maxResults: 1, pageToken: first.body.nextPageToken ?? '' })
  expect(second.body).toMatchObject({
    data: [{ id: publicId('AC', missed), status: 'missed' }],
    nextPageToken: null,
  })
  const one = await ada.get<{ data: WireCall }>(`/v1/calls/${publicId('AC', missed)}`)
  expect(one.body.data).toMatchObject({ status: 'missed', answeredAt: null, duration: 0 })
})

test('a recording, a message and what was said in them, for who sees the thread', async () => {
  const id = await called({ answeredBy: api.world.ada })
  const path = (what: string) => `/v1/${what}/${publicId('AC', id)}`
  expect((await ada.get(path('call-recordings'))).body).toEqual({ data: [] })
  await recorded(id, 'recording')
  const { body } = await ada.get<{ data: { url: string; duration: number }[] }>(path('call-recordings'))
  expect(body.data).toMatchObject([{ status: 'completed', duration: 2, type: 'audio/wav' }])
  const audio = await api.http.inject({
    url: new URL(body.data[0]?.url ?? '').pathname,
    headers: { range: 'bytes=0-3' },
  })
  expect([audio.statusCode, audio.body]).toEqual([206, 'RIFF'])

  expect((await ada.get(path('call-voicemails'))).body).toMatchObject({ data: { status: 'absent' } })
  expect((await ada.get(path('call-summaries'))).body).toMatchObject({
    data: { status: 'absent', summary: null },
  })
  await said(id)
  expect((await ada.get(path('call-summaries'))).body).toMatchObject({
    data: { summary: ['It is about an order.'] },
  })
  expect((await ada.get(path('call-transcripts'))).body).toMatchObject({
    data: {
      dialogue: [
        { content: 'Is it ready?', identifier: customer, userId: null },
        { content: 'Yes.', identifier: '+14155550101', userId: publicId('US', api.world.ada) },
      ],
    },
  })
  for (const what of ['calls', 'call-recordings', 'call-voicemails', 'call-summaries', 'call-transcripts'])
    expect((await cleo.get(path(what))).status).toBe(404)
  expect((await list({}, cleo)).status).toBe(403)
})

test('CA-1, CA-5: all calls that a member may see, by who was in them, how they went and who they were with', async () => {
  const missed = await called()
  const talked = await called({ answeredBy: api.world.ben })
  await recorded(missed, 'voicemail')
  const digits = customer.slice(-7)
  expect(await listed({ text: digits })).toEqual([talked, missed])
  expect(await listed({ text: digits, memberId: api.world.ben })).toEqual([talked])
  expect(await listed({ text: digits, missed: true })).toEqual([missed])
  expect(await listed({ text: digits, voicemail: true })).toEqual([missed])
  expect(await listed({ text: digits, direction: 'out' })).toEqual([])
  expect(await listed({ text: digits }, api.world.cleo)).toEqual([])
  expect(await listed({ text: digits, inboxId: api.world.sales.id })).toEqual([])
  expect(await listed({ text: digits, inboxId: api.world.sales.id, memberId: api.world.ben })).toEqual([])
  expect(await listed({ text: digits, memberId: api.world.ben }, api.world.cleo)).toEqual([])
})

test('calls of a conversation that was moved away are listed no more for who cannot follow', async () => {
  const { support, sales, workspaceId, ben } = api.world
  const rang = await called()
  const digits = customer.slice(-7)
  expect(await listed({ text: digits }, ben)).toEqual([rang])
  const { conversationId } = await load(rang)
  const move = (to: string) =>
    inWorkspace(api.db, workspaceId, (tx) =>
      tx.rows(sql`update conversation set inbox_id = ${to} where id = ${conversationId}`),
    )
  await move(sales.id)
  expect(await listed({ text: digits }, ben)).toEqual([])
  expect((await list({}, await api.of(ben))).body).toMatchObject({ totalItems: 0, data: [] })
  await move(support.id)
  expect(await listed({ text: digits }, ben)).toEqual([rang])
})

test('a recording is deleted by who looks after the inbox, and when its time has come', async () => {
  const id = await called({ answeredBy: api.world.ben })
  await recorded(id, 'recording')
  const gone = (memberId: string, kind: string) =>
    write(api.world.core, api.world.workspaceId, { type: 'member', id: memberId }, async (write) =>
      deleteAudioCommand.handle(write, { callId: id, kind }, reachOf(memberId)),
    )
  expect((await gone(api.world.ben, 'recording')).value).toMatchObject({ error: { code: 'not-allowed' } })
  expect((await gone(api.world.cleo, 'recording')).value).toMatchObject({ error: { code: 'not-found' } })
  expect((await gone(api.world.ada, 'recording')).value).toMatchObject({ ok: true })
  expect((await load(id)).recorded).toMatchObject({ state: 'deleted', peaks: [] })
  expect(await audited(id)).toEqual(['call.recording-deleted'])

  const kept = await called({ answeredBy: api.world.ben })
  await recorded(kept, 'recording')
  await removeExpiredAudio(api.world.core)
  expect((await load(kept)).recorded).toMatchObject({ state: 'kept' })
  await inWorkspace(api.db, api.world.workspaceId, (tx) =>
    tx.rows(sql`update call_audio set keep_until = now() - interval '1 day' where call_id = ${kept}`),
  )
  await removeExpiredAudio(api.world.core)
  expect((await load(kept)).recorded).toMatchObject({ state: 'deleted' })
})

async function called({ answeredBy }: { answeredBy?: string } = {}): Promise<string> {
  const { world } = api
  const callId = uuidv7()
  const name = { workspaceId: world.workspaceId, callId }
  const ring = { providerCallId: uuidv7(), to: '+14155550101', from: customer }
  const event = { type: 'call-offered', ...ring, offer: null, at: null } as const
  const legId = uuidv7()
  await write(world.core, world.workspaceId, CUSTOMER, (write) =>
    takeCall(write, { line: world.support.line, event, callId, legId, home: 1 }),
  )
  if (answeredBy)
    await stepCall(world.core, name, { type: 'member', id: answeredBy }, (call, now) => {
      const taken = answer(call, answeredBy, 'a tab', now)
      return taken.ok ? taken.value : call
    })
  await stepCall(world.core, name, CUSTOMER, (call, now) => ended(call, legId, 'hung-up', now))
  return callId
}

async function recorded(callId: string, kind: 'recording' | 'voicemail'): Promise<void> {
  const { world } = api
  const file = join(folder, fileName({ workspaceId: world.workspaceId, callId }, kind))
  const samples = Int16Array.from({ length: 16_000 }, (_, at) => 9_000 * Math.sin(at / 4))
  writeFileSync(file, Buffer.concat([wavHeader(1, samples.byteLength), Buffer.from(samples.buffer)]))
  await keepAudio({ core: world.core, blobs: diskBlobs(join(folder, 'media')) }, file)
}

async function said(id: string): Promise<void> {
  await write(api.world.core, api.world.workspaceId, SYSTEM, async (write) => {
    const lines = [
      { speaker: 'customer', start: 0, end: 1, text: 'Is it ready?' },
      { speaker: 'us', start: 1, end: 2, text: 'Yes.' },
    ] as const
    const words = {
      id,
      lines: [...lines],
      summary: ['It is about an order.'],
      nextSteps: [],
      createdAt: write.now,
    }
    write.save(callWordsTable, undefined, words, [])
  })
  await stepCall(api.world.core, { workspaceId: api.world.workspaceId, callId: id }, SYSTEM, (call) => ({
    ...call,
    ...{ transcript: 'done', summary: 'done' },
  }))
}

function list(query: Record<string, string | number> = {}, by = ada) {
  return by.get<Page>('/v1/calls', {
    phoneNumberId: support,
    participants: customer,
    maxResults: 10,
    ...query,
  })
}

async function listed(filter: object, memberId = api.world.ada): Promise<string[]> {
  const answered = await callListAnswer.answer(api.db, reachOf(memberId), { filter, last: null, limit: 50 })
  if (!answered.ok) throw new Error(answered.error.code)
  return (answered.value.rows.call ?? []).map(({ id }) => id)
}

function reachOf(memberId: string) {
  const { support, sales, ada, cleo, workspaceId } = api.world
  const inboxIds = memberId === ada ? [support.id, sales.id] : [memberId === cleo ? sales.id : support.id]
  return { workspaceId, memberId, inboxIds: new Set(inboxIds) }
}

async function load(id: string): Promise<Call> {
  const [call] = await inWorkspace(api.db, api.world.workspaceId, (tx) => loadRows(tx, callTable, [id]))
  if (!call) throw new Error('The call is gone')
  return call
}

async function audited(id: string): Promise<string[]> {
  const rows = await inWorkspace(api.db, api.world.workspaceId, (tx) =>
    tx.rows(sql<{ action: string }>`select action from audit where subject_id = ${id}`),
  )
  return rows.map(({ action }) => action)
}
