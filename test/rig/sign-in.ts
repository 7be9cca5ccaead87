import { PASSWORD } from '../world.ts'

/** Signs a member in as a browser would; answers the cookie of the session. The cast all have the same password. */
export async function signIn(url: string, email: string, password = PASSWORD, origin = url): Promise<string> {
  const headers = { 'content-type': 'application/json', origin }
  const body = JSON.stringify({ email, password })
  const response = await fetch(`${url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`A member could not sign in: ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
