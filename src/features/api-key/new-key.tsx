import { makeApiKey, SECRET_BYTES } from './api-key.ts'

/** A key whose text nobody but this browser knows; undefined where browsers do not compute hashes: without https. */
export async function newKey(workspaceId: string): Promise<{ key: string; keySha256: string } | undefined> {
  if (!isSecureContext) return undefined
  const key = makeApiKey(workspaceId, crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  return { key, keySha256: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
}
