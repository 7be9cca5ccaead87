import { base62, fromPublicId, publicId } from '#kit/id.ts'

const WORKSPACE_DIGITS = 22
const SECRET_BYTES = 32
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
