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

function recordOf(value: unknown): Record<string, unknown> {
  // Lists carry no token, and stay what they are.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
