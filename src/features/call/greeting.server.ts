import type { BlobStore } from '#db/blob.ts'
import { readWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { may } from '#features/member/may.ts'
import { reachOf, roleOf } from '#features/member/member.server.ts'
import type { SignedBlob } from '#features/message/blob-url.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Reach } from '#sync/synced.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { readSound } from '#voice/sound-file.server.ts'
import { RATE, wavHeader } from '#voice/wav.ts'
import { inboxRoleOf } from './audio.server.ts'
import { callingTable } from './call.server.ts'
import { usualCalling } from './calling.ts'

const SHORTEST_SECONDS = 1
const LONGEST_SECONDS = 60
const TYPE = 'audio/wav'

export type Greeter = { workspaceId: string; memberId: string; inboxId: string }

/** An inbox's own greeting, for whoever may enter the inbox. */
export async function findGreeting(
  { db }: Pick<Core, 'db'>,
  { workspaceId, memberId, inboxId }: Greeter,
): Promise<SignedBlob | undefined> {
  return readWorkspace(db, workspaceId, async (tx) => {
    const reach = await reachOf(tx, memberId)
    if (!reach?.inboxIds.has(inboxId)) return undefined
    return tx.one(
      sql<SignedBlob>`select b.workspace_id as "workspaceId", b.sha256, b.type, b.bytes from inbox_calling c
        join blob b on b.workspace_id = c.workspace_id and b.sha256 = c.greeting_sha256
        where c.workspace_id = ${workspaceId} and c.id = ${inboxId}`,
    )
  })
}

/**
 * What callers of this inbox hear before the beep, from a file as browsers make them. It is kept as telephones carry
 * sound. Problems: `not-found`, `not-allowed`, `not-a-sound`, `too-short`, `too-long`.
 */
export async function setGreeting(
  core: Core,
  blobs: BlobStore,
  greeter: Greeter,
  file: Uint8Array,
): Promise<Result<{ seconds: number }>> {
  const { workspaceId } = greeter
  // Whoever may not is told so before anything of theirs is read.
  const allowed = await readWorkspace(core.db, workspaceId, async (tx) =>
    mayGreet(tx, await reachOf(tx, greeter.memberId), greeter),
  )
  if (!allowed.ok) return allowed
  const samples = await readSound(file)
  if (!samples) return refuse('not-a-sound')
  const seconds = samples.length / RATE
  if (seconds < SHORTEST_SECONDS) return refuse('too-short', { seconds: SHORTEST_SECONDS })
  if (seconds > LONGEST_SECONDS) return refuse('too-long', { seconds: LONGEST_SECONDS })
  const kept = Buffer.concat([wavHeader(1, samples.byteLength), new Uint8Array(samples.buffer)])
  const sha256 = await blobs.put(workspaceId, kept)
  const said = await change(core, greeter, async (write) => {
    await write.rows(
      sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
        values (${workspaceId}, ${sha256}, ${TYPE}, ${kept.byteLength}, ${write.now}) on conflict do nothing`,
    )
    return sha256
  })
  return said.ok ? ok({ seconds }) : said
}

/** Callers hear the built-in one again. Problems: `not-found`, `not-allowed`. */
export function removeGreeting(core: Core, greeter: Greeter): Promise<Result<null>> {
  return change(core, greeter, async () => null)
}

async function change(
  core: Core,
  greeter: Greeter,
  next: (write: Write) => Promise<string | null>,
): Promise<Result<null>> {
  const { workspaceId, memberId, inboxId } = greeter
  const actor = { type: 'member', id: memberId } as const
  const { value } = await write(core, workspaceId, actor, async (write) => {
    const allowed = await mayGreet(write, await reachOf(write, memberId), greeter)
    if (!allowed.ok) return allowed
    const [known] = await write.load(callingTable, [inboxId])
    const before = known?.greetingSha256 ?? null
    const greetingSha256 = await next(write)
    if (greetingSha256 === before) return ok(null)
    write.save(callingTable, known, { ...(known ?? usualCalling(inboxId)), greetingSha256 })
    const data = { greeting: greetingSha256 === null ? 'built-in' : 'own' }
    write.event({ type: 'inbox.calling-configured', inboxId, subjectId: inboxId, data, audited: true })
    if (before !== null) write.job('media.collect', { sha256s: [before] })
    return ok(null)
  })
  return value
}

async function mayGreet(
  tx: Transaction,
  reach: Reach | undefined,
  { inboxId, memberId }: Greeter,
): Promise<Result<null>> {
  if (!reach?.inboxIds.has(inboxId)) return refuse('not-found')
  const allowed = may(await roleOf(tx, memberId), await inboxRoleOf(tx, inboxId, memberId), 'inbox.configure')
  return allowed ? ok(null) : refuse('not-allowed')
}
