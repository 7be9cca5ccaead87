import { recoveryDigest } from './sign-in-recovery.ts'

// What a stranger sends need not be what we ask for.

/** The address in a body, as people are known by it; empty when there is none. */
export function emailIn(body: unknown): string {
  const email = isRecord(body) ? body.email : undefined
  return typeof email === 'string' ? email.trim().toLowerCase() : ''
}

/** The id of the passkey that a body is signed by; empty when there is none. */
export function credentialIn(body: unknown): string {
  const response = isRecord(body) ? body.response : undefined
  const id = isRecord(response) ? response.id : undefined
  return typeof id === 'string' ? id : ''
}

/** The code in a body, as an authenticator shows it; empty when there is none. */
export function codeIn(body: unknown): string {
  const code = isRecord(body) ? body.code : undefined
  return typeof code === 'string' ? code : ''
}

/** The password that a body would set; undefined when it sets none. */
export function newPasswordIn(body: unknown): string | undefined {
  const password = isRecord(body) ? body.newPassword : undefined
  return typeof password === 'string' ? password : undefined
}

/** A request as the library is to see it: of a recovery code it knows only what is kept of it. */
export function asKept(path: string, request: Request, body: unknown): Request {
  if (path !== '/two-factor/verify-backup-code' || !isRecord(body)) return request
  const kept = { ...body, code: recoveryDigest(codeIn(body)) }
  return new Request(request, { method: 'POST', body: JSON.stringify(kept) })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
