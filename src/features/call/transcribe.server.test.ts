import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { diskBlobs } from '#db/blob.ts'
import { inWorkspace } from '#db/db.ts'
import { uuidv7 } from '#kit/id.ts'
import { createEgress } from '#server/egress.ts'
import { loadRows } from '#sync/table.server.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, KEY, type World } from '#test/world.ts'
import { wavHeader } from '#voice/wav.ts'
import type { ScribeOverview } from './call.api.ts'
import { callingTable, callTable, callWordsTable } from './call.server.ts'
import { usualCalling } from './calling.ts'
import { fileName } from './carried.server.ts'
import { takeCall } from './incoming.server.ts'
import { configureScribeCommand, scribeAnswer } from './scribe-servers.server.ts'
import { CUSTOMER, SYSTEM, stepCall } from './step.server.ts'
import { answer, ended } from './steps.ts'
import { keepAudio } from './tape.server.ts'
import { transcribeNow } from './transcribe.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let folder: string
let server: Server
let url: string
let asked: { path: string; authorization: string | undefined; body: string }[] = []
let answers: Record<string, object[]> = {}

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  folder = mkdtempSync(join(tmpdir(), 'centralita-scribe-'))
  // A server that speaks OpenAI's API, as a local one would.
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const path = request.url ?? ''
    asked.push({
      path,
      authorization: request.headers.authorization,
      body: Buffer.concat(chunks).toString('latin1'),
    })
    const said = answers[path]?.shift()
    response
      .writeHead(said ? 200 : 500, { 'content-type': 'application/json' })
      .end(JSON.stringify(said ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterEach(() => {
  asked = []
})
afterAll(async () => {
  server.close()
  await base.drop()
  rmSync(folder, { recursive: true })
})

test('CA-4: nothing is written down, and nobody is asked, until somebody has been chosen for it', async () => {
  expect((await load(await recorded())).call).toMatchObject({ transcript: 'off', summary: 'off' })
})

test('CA-4: two voices become one text in their order, with its summary and what is to be done', async () => {
  expect(await configure(world.ben)).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
  expect(await configure(world.ada)).toMatchObject({ ok: true })
  const id = await recorded()
  expect((await load(id)).call).toMatchObject({ transcript: 'waiting', summary: 'waiting' })
  const segment = (start: number, text: string) => ({ start, end: start + 1, text })
  const told = { summary: ['Dora asked for her order.'], nextSteps: ['Send it.'] }
  answers = {
    '/v1/audio/transcriptions': [
      { text: '', segments: [segment(0, 'Is it ready?'), segment(4, 'Thanks!')] },
      { text: '', segments: [segment(2, 'Tomorrow.')] },
    ],
    '/v1/chat/completions': [{ choices: [{ message: { content: JSON.stringify(told) } }] }],
  }
  await transcribe(id)
  const { call, words } = await load(id)
  expect(call).toMatchObject({ transcript: 'done', summary: 'done' })
  expect(words).toMatchObject(told)
  expect(words?.lines.map(({ start, text }) => `${start} ${text}`).toSorted()).toEqual([
    '0 Is it ready?',
    '2 Tomorrow.',
    '4 Thanks!',
  ])
  expect(words?.lines.map(({ start }) => start)).toEqual([0, 2, 4])
  expect(asked.map(({ path }) => path).toSorted()).toEqual([
    ...['/v1/audio/transcriptions', '/v1/audio/transcriptions', '/v1/chat/completions'],
  ])
  expect(asked.every(({ authorization }) => authorization === 'Bearer a key')).toBe(true)
  expect(asked[0]?.body).toContain('name="model"\r\n\r\nwhisper')
})

test('CA-4: who writes calls down is told to who may choose it, the key to nobody; it stays with its server', async () => {
  expect(await overview(world.ada)).toEqual({
    writes: true,
    ...{ speech: { url, model: 'whisper', hasKey: true }, summary: { url, model: 'llm', hasKey: true } },
  })
  expect(await overview(world.ben)).toEqual({ writes: true, speech: null, summary: null })
  await configure(world.ada, { speech: { url: `${url}/v1`, model: 'large' }, summary: null })
  expect((await overview(world.ada))?.speech).toEqual({ url: `${url}/v1`, model: 'large', hasKey: true })
  await configure(world.ada, { speech: { url: 'https://elsewhere.example', model: 'large' }, summary: null })
  expect((await overview(world.ada))?.speech).toMatchObject({ hasKey: false })
  expect(await configure(world.ada)).toMatchObject({ ok: true })
})

test('a server that fails is said on the call, and what was recorded is still there', async () => {
  const id = await recorded()
  answers = {}
  await transcribe(id)
  const { call, words } = await load(id)
  expect(call).toMatchObject({ transcript: 'failed', summary: 'failed', recorded: { state: 'kept' } })
  expect(words).toBeUndefined()
})

const service = (model: string) => ({ url, model, key: 'a key' })

async function configure(
  memberId: string,
  servers: object = { speech: service('whisper'), summary: service('llm') },
) {
  const { value } = await write(world.core, world.workspaceId, { type: 'member', id: memberId }, (write) =>
    configureScribeCommand(KEY).handle(write, servers, reachOf(memberId)),
  )
  return value
}

async function overview(memberId: string) {
  const answer = await scribeAnswer(KEY).answer(base.db, reachOf(memberId), {})
  // What this query tells.
  return answer.ok ? (answer.value.value as ScribeOverview) : undefined
}

function reachOf(memberId: string) {
  return { workspaceId: world.workspaceId, memberId, inboxIds: new Set([world.support.id]) }
}

function transcribe(callId: string): Promise<void> {
  const egress = createEgress()
  return transcribeNow(
    { core: world.core, blobs: blobs(), key: KEY, egress },
    { workspaceId: world.workspaceId, callId },
  )
}

async function recorded(): Promise<string> {
  const callId = uuidv7()
  const legId = uuidv7()
  const name = { workspaceId: world.workspaceId, callId }
  const ring = { providerCallId: uuidv7(), to: '+14155550101', from: DORA }
  const event = { type: 'call-offered', ...ring, offer: null, at: null } as const
  await write(world.core, world.workspaceId, CUSTOMER, async (write) => {
    const [known] = await loadRows(write, callingTable, [world.support.id])
    if (!known) write.save(callingTable, undefined, { ...usualCalling(world.support.id), transcribe: true })
    await takeCall(write, { line: world.support.line, event, callId, legId, home: 1 })
  })
  await stepCall(world.core, name, SYSTEM, (call, now) => {
    const taken = answer(call, world.ada, 'a tab', now)
    return taken.ok ? taken.value : call
  })
  await stepCall(world.core, name, CUSTOMER, (call, now) => ended(call, legId, 'hung-up', now))
  const file = join(folder, fileName(name, 'recording'))
  const samples = Int16Array.from({ length: 80_000 }, (_, at) => 9_000 * Math.sin(at / 4))
  writeFileSync(file, Buffer.concat([wavHeader(2, samples.byteLength), Buffer.from(samples.buffer)]))
  await keepAudio({ core: world.core, blobs: blobs() }, file)
  return callId
}

function blobs() {
  return diskBlobs(join(folder, 'media'))
}

function load(id: string) {
  return inWorkspace(base.db, world.workspaceId, async (tx) => {
    const [[call], [words]] = [await loadRows(tx, callTable, [id]), await loadRows(tx, callWordsTable, [id])]
    return { call, words }
  })
}
