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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
