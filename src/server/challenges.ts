/** Whose second factor is asked for, by the cookie that says so: known to this process, for as long as it is good. */
export type Challenges = {
  remember(cookie: string, user: { id: string } | undefined): void
  of(cookies: string): { id: string } | undefined
}

const GOOD_FOR_MS = 10 * 60_000
const MOST = 10_000

export function createChallenges(): Challenges {
  const known = new Map<string, { id: string; until: number }>()
  return {
    remember(cookie, user) {
      if (!user) return
      known.set(cookie, { id: user.id, until: Date.now() + GOOD_FOR_MS })
      const [oldest] = known.keys()
      if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    },
    of(cookies) {
      const found = cookies.split('; ').map((cookie) => known.get(cookie))
      return found.find((one) => one !== undefined && one.until > Date.now())
    },
  }
}
