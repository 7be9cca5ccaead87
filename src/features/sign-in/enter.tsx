import type { Result } from '#kit/result.ts'
import { type Refusal, request } from '#ui/request.ts'
import type { Standing } from './sign-in.ts'

/** Begins anew as whoever has just signed in: nothing of an earlier session stays in the page. */
export function enter(): void {
  location.assign('/inbox')
}

/** Where this browser stands, as the server says it. */
export async function askStanding(): Promise<Result<Standing, Refusal>> {
  // What our own server says of itself.
  return (await request('/api/account/standing')) as Result<Standing, Refusal>
}
