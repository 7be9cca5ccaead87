import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, milliseconds } from '#kit/time.ts'

export type Named = { workspaceId: string; id: string }

/**
 * What an invitation's link carries. It follows from the installation's secret, so it can be shown again and is in no
 * table, nor in a backup's; another `linkedAt` makes another one, and the last is worth nothing.
 */
export function tokenOf(secret: string, { workspaceId, id }: Named, linkedAt: Instant): string {
  const name = Buffer.from(`${workspaceId}${id}`.replaceAll('-', ''), 'hex')
  return `${name.toString('base64url')}.${sealOf(secret, name, linkedAt).toString('base64url')}`
}

/** Which invitation a token says it is of. Nothing is proven by that yet. */
export function readToken(token: string): Named | undefined {
  const [name = ''] = token.split('.')
  const hex = Buffer.from(name, 'base64url').toString('hex')
  return hex.length === 64 ? { workspaceId: uuidOf(hex.slice(0, 32)), id: uuidOf(hex.slice(32)) } : undefined
}

export function isToken(secret: string, named: Named, linkedAt: Instant, token: string): boolean {
  const expected = Buffer.from(tokenOf(secret, named, linkedAt))
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function sealOf(secret: string, name: Buffer, linkedAt: Instant): Buffer {
  return createHmac('sha256', secret)
    .update(`centralita invitation ${name.toString('hex')} ${milliseconds(linkedAt)}`)
    .digest()
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
