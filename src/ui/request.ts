import { fail, ok, type Result } from '#kit/result.ts'

/** Why our own server did not do it: a stable code, and for a form what is wrong with which field. */
export type Refusal = { code: string; fields?: Record<string, string> }

/** A request to our own server. Whatever goes wrong is a value; `no-connection` when nobody answers. */
export function request(path: string, body?: unknown): Promise<Result<unknown, Refusal>> {
  return ask(
    path,
    body === undefined ? {} : { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) },
  )
}

/** Sends a file as it is. */
export function upload(path: string, file: File): Promise<Result<unknown, Refusal>> {
  return ask(path, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file })
}

async function ask(path: string, sent: RequestInit): Promise<Result<unknown, Refusal>> {
  const response = await fetch(path, sent).catch(() => undefined)
  if (!response) return fail({ code: 'no-connection' })
  const answer: unknown = await response.json().catch(() => null)
  return response.ok ? ok(answer) : fail(refusalOf(answer, response.status))
}

const JSON_BODY = { 'content-type': 'application/json' }

function refusalOf(answer: unknown, status: number): Refusal {
  const { error, code, fields } = isRecord(answer) ? answer : {}
  const said = [error, code].find((one) => typeof one === 'string')
  const known = { code: String(said ?? (status === 429 ? 'too-many-requests' : 'unexpected')) }
  return isRecord(fields) ? { ...known, fields: textsIn(fields) } : known
}

function textsIn(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
