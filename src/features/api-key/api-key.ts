import * as z from 'zod/mini'
import { base62, fromPublicId, publicId } from '#kit/id.ts'
import { type Instant, milliseconds } from '#kit/time.ts'
import { type Reach, syncedType } from '#sync/synced.ts'
import type { Scope } from '#v1/scope.ts'

/** A program's way in, as owners and admins see it for as long as it is not revoked. */
export const apiKeyType = syncedType(
  'api_key',
  z.object({
    id: z.string(),
    name: z.string(),
    /** What it may do; null: whatever the API offers, now or later. */
    scopes: z.nullable(z.array(z.string())),
    /** Where; null: wherever its maker is. */
    inboxIds: z.nullable(z.array(z.string())),
    /** For whom it acts. */
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.nullable(z.iso.datetime()),
    /** To the minute. */
    lastUsedAt: z.nullable(z.iso.datetime()),
    revokedAt: z.nullable(z.iso.datetime()),
  }),
)

export type ApiKey = z.output<typeof apiKeyType.row>

export function mayUse({ scopes }: { scopes: readonly string[] | null }, scope: Scope): boolean {
  return scopes === null || scopes.includes(scope)
}

export function expired({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: Instant): boolean {
  return expiresAt !== null && milliseconds(expiresAt) <= milliseconds(now)
}

/** What is left of a member's reach for a key that is only for these inboxes. */
export function within(reach: Reach, inboxIds: readonly string[] | null): Reach {
  return inboxIds === null
    ? reach
    : { ...reach, inboxIds: new Set(inboxIds.filter((id) => reach.inboxIds.has(id))) }
}

const WORKSPACE_DIGITS = 22
export const SECRET_BYTES = 32
const SECRET_DIGITS = 43
const KEY = new RegExp(`^[0-9A-Za-z]{${WORKSPACE_DIGITS + SECRET_DIGITS}}$`)

/**
 * The text of a key: its workspace's id in 22 base-62 digits, then a secret of 32 random bytes in 43. The workspace
 * stands in front so that the key can be looked up inside its own workspace, where no other one is seen.
 */
export function makeApiKey(workspaceId: string, randomBytes: Uint8Array): string {
  if (randomBytes.length !== SECRET_BYTES) throw new Error(`A key needs ${SECRET_BYTES} random bytes`)
  const secret = randomBytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n)
  return publicId('WS', workspaceId).slice('WS'.length) + base62(secret, SECRET_DIGITS)
}

/** The workspace that a key claims to belong to, or undefined when the text cannot be a key. */
export function readApiKey(text: string): { workspaceId: string } | undefined {
  if (!KEY.test(text)) return undefined
  const workspaceId = fromPublicId('WS', `WS${text.slice(0, WORKSPACE_DIGITS)}`)
  return workspaceId === undefined ? undefined : { workspaceId }
}
