import { fileTypeFromBuffer } from 'file-type'
import { FAILURES } from '#channel/failure.ts'
import type { BlobStore } from '#db/blob.ts'
import { crashPoint } from '#db/crash-point.ts'
import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { instant } from '#kit/time.ts'
import type { Actor } from '#sync/event.ts'
import { write } from '#sync/write.server.ts'
import { type Carriage, contextOf, type MessageTask } from './carriage.server.ts'
import { loadSending, saveMessage } from './message.server.ts'
import type { Media } from './message.ts'

const SYSTEM: Actor = { type: 'system', id: null }

type Remote = { position: number; url: string; type: string }

/**
 * Brings the files of a received message here. One that the provider no longer has is marked so; any other failure
 * throws, and the job is tried again later.
 */
export async function fetchMediaNow(carriage: Carriage, blobs: BlobStore, task: MessageTask): Promise<void> {
  const { workspaceId, messageId } = task
  const { db } = carriage.core
  const { lineId, files } = await inWorkspace(db, workspaceId, async (tx) => {
    const files = await tx.rows(
      sql<Remote>`select position, url, type from remote_media
        where workspace_id = ${workspaceId} and message_id = ${messageId} order by position`,
    )
    const message = await tx.one(
      sql<{
        lineId: string
      }>`select line_id as "lineId" from message where workspace_id = ${workspaceId} and id = ${messageId}`,
    )
    return { lineId: message?.lineId, files }
  })
  const line = lineId && (await carriage.lines.find(workspaceId, lineId))
  if (!line) return
  const failures = []
  for (const file of files) {
    const fetched = await line.provider.fetchMedia(contextOf(carriage, line), file.url)
    if (fetched.ok) await keep(carriage, task, file.position, await store(blobs, workspaceId, fetched.value))
    else if (FAILURES[fetched.error.code].retry === 'never') await keep(carriage, task, file.position, LOST)
    else failures.push(fetched.error.code)
  }
  if (failures.length > 0) throw new Error(`Received files could not be fetched: ${failures.join()}`)
}

const LOST: Partial<Media> = { state: 'failed' }

async function store(blobs: BlobStore, workspaceId: string, bytes: Uint8Array): Promise<Partial<Media>> {
  const sha256 = await blobs.put(workspaceId, bytes)
  crashPoint('media.stored')
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream'
  return { state: 'stored', sha256, type, bytes: bytes.byteLength, ...(await sizeOf(type, bytes)) }
}

async function sizeOf(type: string, bytes: Uint8Array): Promise<Partial<Media>> {
  if (!type.startsWith('image/')) return {}
  const { default: sharp } = await import('sharp')
  try {
    // As it is shown: a photograph's orientation turns its sides.
    const { width, height } = (await sharp(bytes).metadata()).autoOrient
    return { width, height }
  } catch {
    return {}
  }
}

async function keep(
  carriage: Carriage,
  task: MessageTask,
  position: number,
  known: Partial<Media>,
): Promise<void> {
  const { workspaceId, messageId } = task
  await write(carriage.core, workspaceId, SYSTEM, async (write) => {
    const sending = await loadSending(write, messageId)
    if (!sending) {
      // It was deleted in the meantime, and this file with it unless somebody else sent the same.
      if (known.sha256) write.job('media.collect', { sha256s: [known.sha256] })
      return
    }
    const { message, place } = sending
    const media = message.media.map((file, index) => (index === position ? { ...file, ...known } : file))
    saveMessage(write, message, { ...message, media, updatedAt: write.now }, place)
    write.also(
      sql`delete from remote_media where workspace_id = ${workspaceId} and message_id = ${messageId} and position = ${position}`,
    )
    if (!known.sha256) return
    write.also(
      sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
        values (${workspaceId}, ${known.sha256}, ${known.type}, ${known.bytes}, ${instant()}) on conflict do nothing`,
    )
  })
}
