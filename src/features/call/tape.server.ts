import { readFile, rm, stat } from 'node:fs/promises'
import type { BlobStore } from '#db/blob.ts'
import { sql } from '#db/sql.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { peaksOf, repairRecording } from '#voice/recording-file.server.ts'
import { callTable } from './call.server.ts'
import type { Call, KeptSound } from './call.ts'
import { type AudioKind, isAudioKind, readFileName } from './carried.server.ts'
import { callingOf } from './incoming.server.ts'
import { type CallName, SYSTEM, stepIn } from './step.server.ts'
import { messageTaken } from './steps.ts'
import { awaitedWords, transcribeLater } from './transcribe.server.ts'

const PEAKS = 120
/** A message that is shorter, or of which nothing is louder, from 0 to 100, says nothing. */
const SHORTEST_MS = 800
const QUIET = 2
const TYPE = 'audio/wav'
const DAY_MS = 86_400_000

export type Keeper = { core: Core; blobs: BlobStore }

/** Puts a file that a call has left away, and lets the call say so. A message that says nothing is none. */
export async function keepAudio(keeper: Keeper, file: string): Promise<void> {
  const name = readFileName(file)
  if (!name) return
  const { kind } = name
  const heard = isAudioKind(kind) && (await soundOf(file, kind))
  if (heard) await put(keeper, { ...name, kind }, await readFile(file), heard)
  else if (kind === 'voicemail')
    await write(keeper.core, name.workspaceId, SYSTEM, (write) =>
      stepIn(write, name.callId, (call, now) => messageTaken(call, null, now)),
    )
  await rm(file, { force: true })
}

/** How long a file is, and how loud along its length; undefined when it is no recording. */
export async function measureSound(file: string): Promise<Pick<KeptSound, 'seconds' | 'peaks'> | undefined> {
  const measured = await peaksOf(file, PEAKS)
  if (!measured.ok) return undefined
  const { durationMs, channels } = measured.value
  const [first = [], second = []] = channels
  return {
    seconds: Math.max(1, Math.round(durationMs / 1_000)),
    peaks: first.map((peak, index) => Math.round(100 * Math.max(peak, second[index] ?? 0))),
  }
}

// What a crash has left is as long as its file.
async function soundOf(file: string, kind: AudioKind): Promise<KeptSound | undefined> {
  const whole = await repairRecording(file)
  const measured = whole.ok ? await measureSound(file) : undefined
  if (!whole.ok || !measured) return undefined
  const { durationMs } = whole.value
  if (durationMs === 0) return undefined
  if (kind === 'voicemail' && (durationMs < SHORTEST_MS || Math.max(...measured.peaks) <= QUIET))
    return undefined
  const { birthtimeMs } = await stat(file)
  return { state: 'kept', startedAt: instant(birthtimeMs), ...measured }
}

async function put(
  { core, blobs }: Keeper,
  { workspaceId, callId, kind }: CallName & { kind: AudioKind },
  bytes: Buffer,
  sound: KeptSound,
): Promise<void> {
  const sha256 = await blobs.put(workspaceId, bytes)
  await write(core, workspaceId, SYSTEM, async (write) => {
    const [known] = await loadRows(write, callTable, [callId])
    if (!known) return
    const { keepDays, transcribe } = await callingOf(write, known.inboxId)
    const words = transcribe ? await awaitedWords(write) : {}
    await stepIn(write, callId, (call, now) => ({ ...withAudio(call, kind, sound, now), ...words }))
    const keepUntil = keepDays === null ? null : instant(milliseconds(write.now) + keepDays * DAY_MS)
    hold(write, { callId, kind, sha256, keepUntil, bytes: bytes.byteLength })
    if (words.transcript) transcribeLater(write, callId)
  })
}

function withAudio(call: Call, kind: AudioKind, sound: KeptSound, now: Instant): Call {
  if (kind === 'voicemail') return messageTaken(call, sound, now)
  return call.recorded ? call : { ...call, recorded: sound, updatedAt: now }
}

type Held = { callId: string; kind: AudioKind; sha256: string; keepUntil: Instant | null; bytes: number }

/** Says of a call which file is its. */
export function hold(write: Write, { callId, kind, sha256, keepUntil, bytes }: Held): void {
  const { workspaceId, now } = write
  write.also(
    sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
      values (${workspaceId}, ${sha256}, ${TYPE}, ${bytes}, ${now}) on conflict do nothing`,
  )
  write.also(
    sql`insert into call_audio (workspace_id, call_id, kind, sha256, created_at, keep_until)
      values (${workspaceId}, ${callId}, ${kind}, ${sha256}, ${now}, ${keepUntil}) on conflict do nothing`,
  )
}
