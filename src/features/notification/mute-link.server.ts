import { createHmac, timingSafeEqual } from 'node:crypto'
import { isUuid } from '#kit/id.ts'

/** What a link in a mail mutes: one conversation's mails to one member, and nothing else. */
export type MutedMail = { workspaceId: string; memberId: string; conversationId: string }

/** A link that works for who is not signed in, for as long as the mail is kept: all it can do is be silent. */
export function muteUrl(
  publicUrl: string,
  secret: string,
  { workspaceId, memberId, conversationId }: MutedMail,
): string {
  const payload = Buffer.from([workspaceId, memberId, conversationId].join(' ').replaceAll('-', '')).toString(
    'base64url',
  )
  return `${publicUrl}/mute/${payload}.${sign(secret, payload)}`
}

/** What the link is about, unless it was forged. */
export function readMuteToken(secret: string, token: string): MutedMail | undefined {
  const [payload = '', signature = ''] = token.split('.')
  const given = Buffer.from(signature, 'base64url')
  const expected = Buffer.from(sign(secret, payload), 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const [workspaceId = '', memberId = '', conversationId = ''] = Buffer.from(payload, 'base64url')
    .toString()
    .split(' ')
    .map(dashed)
  return [workspaceId, memberId, conversationId].every(isUuid)
    ? { workspaceId, memberId, conversationId }
    : undefined
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function sign(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(`centralita mute, ${payload}`).digest('base64url')
}
