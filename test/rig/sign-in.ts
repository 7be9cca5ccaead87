import { emailOf, PASSWORD } from '../world.ts'

/** Signs a member of the cast in as a browser would; answers the cookie of the session. */
export async function signIn(url: string, memberId: string): Promise<string> {
  const body = JSON.stringify({ email: emailOf(memberId), password: PASSWORD })
  const headers = { 'content-type': 'application/json', origin: url }
  const response = await fetch(`${url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`A member could not sign in: ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
