import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { BlobStore } from '#db/blob.ts'
import { type Database, readWorkspace } from '#db/db.ts'
import { findAudio } from '#features/call/audio.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { blobOf, blobPath, readBlobToken, type SignedBlob } from '#features/message/blob-url.server.ts'
import { messageTable } from '#features/message/message.server.ts'
import { findPicture } from '#features/workspace/picture.server.ts'
import { isUuid } from '#kit/id.ts'
import { loadRows } from '#sync/table.server.ts'
import type { SignedIn } from './realtime.ts'
import type { SignIn } from './sign-in.ts'

export type MediaParts = { db: Database; blobs: BlobStore; signIn: SignIn; secret: string }

/** Files of messages and calls: a member asks by what they belong to, and is sent to a URL that serves the bytes for a while. */
export function serveMedia(http: FastifyInstance, { db, blobs, signIn, secret }: MediaParts): void {
  http.get<{ Params: { messageId: string; position: string } }>(
    '/media/:messageId/:position',
    async (request, reply) => {
      const who = await signIn.whoIs(request.headers)
      if (!who) return reply.code(401).send({ error: 'signed-out' })
      const { messageId, position } = request.params
      const blob = isUuid(messageId) ? await findBlob(db, who, messageId, Number(position)) : undefined
      if (!blob) return reply.code(404).send({ error: 'not-found' })
      return reply.header('cache-control', 'private, max-age=60').redirect(blobPath(secret, blob))
    },
  )

  http.get<{ Params: { sha256: string } }>('/media/pictures/:sha256', async (request, reply) => {
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const { workspaceId } = who
    const { sha256 } = request.params
    const found = await readWorkspace(db, workspaceId, (tx) => findPicture(tx, sha256))
    if (!found) return reply.code(404).send({ error: 'not-found' })
    return sendBlob(reply, blobs, { workspaceId, sha256, ...found }, request.headers)
  })

  http.get<{ Params: { callId: string; kind: string } }>('/calls/:callId/:kind', async (request, reply) => {
    const who = await signIn.whoIs(request.headers)
    if (!who) return reply.code(401).send({ error: 'signed-out' })
    const { callId, kind } = request.params
    const blob = isUuid(callId) ? await findCallAudio(db, who, callId, kind) : undefined
    if (!blob) return reply.code(404).send({ error: 'not-found' })
    return reply.header('cache-control', 'private, max-age=60').redirect(blobPath(secret, blob))
  })

  http.get<{ Params: { '*': string } }>('/blob/*', async (request, reply) => {
    const blob = readBlobToken(secret, request.params['*'])
    if (!blob) return reply.code(404).send({ error: 'not-found' })
    return sendBlob(reply, blobs, blob, request.headers)
  })
}

async function findBlob(
  db: Database,
  { workspaceId, memberId }: SignedIn,
  messageId: string,
  position: number,
): Promise<SignedBlob | undefined> {
  return readWorkspace(db, workspaceId, async (tx) => {
    const reach = await reachOf(tx, memberId)
    const [message] = reach ? await loadRows(tx, messageTable, [messageId], reach) : []
    const file = message?.media[position]
    return file && blobOf(workspaceId, file)
  })
}

function findCallAudio(
  db: Database,
  { workspaceId, memberId }: SignedIn,
  callId: string,
  kind: string,
): Promise<SignedBlob | undefined> {
  return readWorkspace(db, workspaceId, async (tx) => {
    const reach = await reachOf(tx, memberId)
    return reach && findAudio(tx, reach, callId, kind)
  })
}

async function sendBlob(
  reply: FastifyReply,
  blobs: BlobStore,
  { workspaceId, sha256, type, bytes }: SignedBlob,
  conditions: IncomingHttpHeaders,
): Promise<FastifyReply> {
  const etag = `"${sha256}"`
  void reply.headers({
    'cache-control': 'private, max-age=86400, immutable',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    // Whatever it is, it runs nothing and loads nothing.
    'content-security-policy': "default-src 'none'; sandbox",
    etag,
  })
  if (conditions['if-none-match'] === etag) return reply.code(304).send()
  const whole = conditions['if-range'] !== undefined && conditions['if-range'] !== etag
  const range = whole ? undefined : readRange(conditions.range, bytes)
  if (range === 'unsatisfiable')
    return reply.code(416).header('content-range', `bytes */${bytes}`).send({ error: 'range' })
  const stream = await blobs.read(workspaceId, sha256, range)
  if (!stream) return reply.code(404).send({ error: 'not-found' })
  if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`)
  return reply
    .header('content-type', type)
    .header('content-length', range ? range.end - range.start + 1 : bytes)
    .header('content-disposition', SHOWN.test(type) ? 'inline' : `attachment; filename="${nameOf(type)}"`)
    .send(stream)
}

// An SVG is a document with scripts, not a picture.
const SHOWN = /^(image\/(?!svg)|audio\/|video\/)/

function nameOf(type: string): string {
  const kind = type.split('/')[1]?.replace(/^x-/, '').replace('vcard', 'vcf').replace('calendar', 'ics') ?? ''
  return /^[a-z0-9]{1,8}$/.test(kind) ? `attachment.${kind}` : 'attachment'
}

/** One range of bytes, both ends inside. Several at once may be answered with the whole, and are. */
function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start <= end ? { start, end } : 'unsatisfiable'
}
