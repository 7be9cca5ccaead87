export const PROBLEM_PATH = '/sign-in-problem'
export const CODE_USED = 'code-used'

/** A refusal in the library's own form. */
export function refusal(code: string, status = 401): Response {
  return Response.json({ code }, { status })
}

/** An answer without the session's token, which travels in its cookie alone: no script of the page can read that. */
export async function withoutToken(response: Response): Promise<Response> {
  if (!response.ok || !response.headers.get('content-type')?.includes('json')) return response
  const answer = recordOf(await response.clone().json())
  if (!('token' in answer || 'session' in answer)) return response
  delete answer.token
  delete answer.session
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  return new Response(JSON.stringify(answer), { status: response.status, headers })
}

/** Why a way back from elsewhere ended at the page of problems; undefined when it led on. */
export function problemOf({ headers }: Response): string | undefined {
  const { pathname, searchParams } = URL.parse(headers.get('location') ?? '', 'http://here') ?? {}
  if (pathname !== PROBLEM_PATH) return undefined
  return /^[\w-]{1,60}$/.exec(searchParams?.get('error') ?? '')?.[0] ?? 'unknown'
}

function recordOf(value: unknown): Record<string, unknown> {
  // Lists carry no token, and stay what they are.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
