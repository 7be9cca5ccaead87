import { buffer } from 'node:stream/consumers'
import type { Fetch } from '#channel/provider.ts'
import type { BlobStore } from '#db/blob.ts'
import { inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { HEADER_BYTES, RATE, wavHeader } from '#voice/wav.ts'
import { callWordsTable } from './call.server.ts'
import type { Call } from './call.ts'
import { inOrder, linesOf, readSummary, summaryRequest } from './scribe.ts'
import { type Scribe, scribeOf } from './scribe-servers.server.ts'
import { SYSTEM, stepIn } from './step.server.ts'
import type { CallWords, SpokenLine } from './words.ts'

/** What a call waits for that is to be written down, where somebody does that for the workspace. */
export async function awaitedWords(write: Write): Promise<Partial<Call>> {
  const scribe = await write.one(
    sql<{ summary: boolean }>`select summary_url is not null as summary from scribe
      where workspace_id = ${write.workspaceId}`,
  )
  return scribe ? { transcript: 'waiting', summary: scribe.summary ? 'waiting' : 'off' } : {}
}

export function transcribeLater(write: Write, callId: string): void {
  write.job('call.transcribe', { callId }, { maxAttempts: 3 })
}

export type Scribes = {
  core: Core
  blobs: BlobStore
  key: Buffer
  egress: (trustedOrigins: string[]) => Fetch
}

export type TranscribeTask = { workspaceId: string; callId: string }

/** Writes down one call. What the servers do not answer as they should is said on the call, and not tried again. */
export async function transcribeNow(
  { core, blobs, key, egress }: Scribes,
  { workspaceId, callId }: TranscribeTask,
): Promise<void> {
  const found = await inWorkspace(core.db, workspaceId, async (tx) => ({
    scribe: await scribeOf(tx, key),
    audio: await audioOf(tx, callId),
  }))
  const { scribe, audio } = found
  const stream = audio && (await blobs.read(workspaceId, audio.sha256))
  if (!scribe || !audio || !stream) return
  const voices = channelsOf(await buffer(stream))
  const heard = await Promise.all(
    voices.map((samples, index) => hear(egress, scribe.speech, samples, index === 0 ? 'customer' : 'us')),
  )
  const missing = heard.some((lines) => lines === undefined)
  const lines = inOrder(heard.flatMap((spoken) => spoken ?? []))
  const summary = !missing && scribe.summary ? await sumUp(egress, scribe.summary, lines) : undefined
  await write(core, workspaceId, SYSTEM, async (write) => {
    await stepIn(write, callId, (call, now) => ({
      ...call,
      transcript: missing ? 'failed' : 'done',
      summary: scribe.summary ? (summary ? 'done' : 'failed') : 'off',
      updatedAt: now,
    }))
    if (!missing) await keep(write, callId, lines, summary)
  })
}

async function keep(
  write: Write,
  id: string,
  lines: SpokenLine[],
  summary: ReturnType<typeof readSummary>,
): Promise<void> {
  const [before] = await write.load(callWordsTable, [id])
  const { summary: told = null, nextSteps = null } = summary ?? {}
  const words: CallWords = { id, lines, summary: told, nextSteps, createdAt: write.now }
  const place = await write.one(
    sql<{
      inboxId: string
      conversationId: string
    }>`select inbox_id as "inboxId", conversation_id as "conversationId"
      from call where workspace_id = ${write.workspaceId} and id = ${id}`,
  )
  if (!place) return
  // Whoever looks at a transcript asks for it: nobody is sent one.
  write.save(callWordsTable, before, words, [])
  write.event({ type: 'call.transcribed', ...place, subjectId: id, data: { callId: id } })
}

function audioOf(tx: Transaction, callId: string): Promise<{ sha256: string } | undefined> {
  return tx.one(
    sql<{ sha256: string }>`select sha256 from call_audio
      where workspace_id = ${tx.workspaceId} and call_id = ${callId} order by kind limit 1`,
  )
}

const ANSWER_WITHIN_MS = 300_000
const LARGEST_ANSWER = 5_000_000

// Each voice as a file of its own: a recording has the customer on the left and us on the right.
function channelsOf(file: Buffer): Buffer[] {
  const count = file.readUInt16LE(22)
  const samples = file.subarray(HEADER_BYTES)
  return Array.from({ length: count }, (_, channel) => {
    const voice = Buffer.alloc(Math.floor(samples.length / (2 * count)) * 2)
    for (let at = 0; at < voice.length; at += 2)
      voice.writeInt16LE(samples.readInt16LE(at * count + channel * 2), at)
    return Buffer.concat([wavHeader(1, voice.length), voice])
  })
}

async function hear(
  egress: Scribes['egress'],
  { url, model, key }: Scribe['speech'],
  file: Buffer,
  speaker: SpokenLine['speaker'],
): Promise<SpokenLine[] | undefined> {
  const boundary = uuidv7()
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const head = `${field('model', model)}${field('response_format', 'verbose_json')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="call.wav"\r\ncontent-type: audio/wav\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)])
  const type = `multipart/form-data; boundary=${boundary}`
  const answer = await askServer(egress, url, '/v1/audio/transcriptions', key, type, body)
  return linesOf(answer, speaker, (file.length - HEADER_BYTES) / 2 / RATE)
}

async function sumUp(egress: Scribes['egress'], { url, model, key }: Scribe['speech'], lines: SpokenLine[]) {
  const body = Buffer.from(JSON.stringify(summaryRequest(model, lines)))
  return readSummary(await askServer(egress, url, '/v1/chat/completions', key, 'application/json', body))
}

async function askServer(
  egress: Scribes['egress'],
  base: string,
  path: string,
  key: string,
  type: string,
  body: Uint8Array,
): Promise<unknown> {
  const authorization: Record<string, string> = key === '' ? {} : { authorization: `Bearer ${key}` }
  const answer = await egress([new URL(base).origin])({
    url: base.replace(/\/+$/, '').replace(/\/v1$/, '') + path,
    method: 'POST',
    headers: { 'content-type': type, ...authorization },
    body,
    ...{ timeoutMs: ANSWER_WITHIN_MS, maxBytes: LARGEST_ANSWER },
  })
  if (!answer.ok || answer.value.status >= 300) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(answer.value.body))
  } catch {
    return undefined
  }
}
