import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import type { Media } from './message.ts'

/** A file of a workspace, as much of it as serving it takes: whoever has the URL needs no database. */
export type SignedBlob = { workspaceId: string; sha256: string; type: string; bytes: number }

/** How long a URL holds at least: long enough to look at a thread, too short to be passed around. */
const FOR_A_LOOK_MS = 15 * 60_000

/**
 * The path under which anybody may fetch this file for a while, no longer than twice `lifetimeMs`. It is the same one
 * for as long as possible, so that browsers keep what they have fetched.
 */
export function blobPath(
  secret: string,
  { workspaceId, sha256, type, bytes }: SignedBlob,
  lifetimeMs = FOR_A_LOOK_MS,
  now = Date.now(),
): string {
  const expiresAt = (Math.floor(now / lifetimeMs) + 2) * lifetimeMs
  const payload = Buffer.from(JSON.stringify([workspaceId, sha256, type, bytes, expiresAt])).toString(
    'base64url',
  )
  return `/blob/${payload}.${sign(secret, payload)}`
}

/** The file that a path's token stands for, unless it is forged or too old. */
export function readBlobToken(secret: string, token: string, now = Date.now()): SignedBlob | undefined {
  const [payload = '', signature = ''] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const expected = Buffer.from(sign(secret, payload), 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const [workspaceId, sha256, type, bytes, expiresAt] = fields.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  )
  return expiresAt > now ? { workspaceId, sha256, type, bytes } : undefined
}

/** The file of a message, once we hold it. */
export function blobOf(workspaceId: string, { state, sha256, type, bytes }: Media): SignedBlob | undefined {
  return state === 'stored' && sha256 !== null && bytes !== null
    ? { workspaceId, sha256, type, bytes }
    : undefined
}

const fields = z.tuple([z.string(), z.string(), z.string(), z.number(), z.number()])

function sign(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(`centralita blob, ${payload}`).digest('base64url')
}
