/** Lets each key do so many things in any stretch of time. Exact: it remembers when each of them happened. */
export type Limiter = {
  /** In how many milliseconds there will be a turn; 0: now. Takes none. */
  wait(key: string, now?: number): number
  /** Takes a turn and answers 0; or takes none and answers in how many milliseconds there will be one. */
  take(key: string, now?: number): number
}

const MOST_KEYS = 10_000

/** `perSecond` below 1 is one in more than a second. */
export function createLimiter(perSecond: number): Limiter {
  const limit = Math.max(1, Math.floor(perSecond))
  return createLimiterOf(limit, (limit / perSecond) * 1_000)
}

/** `limit` turns in any `windowMs` milliseconds. */
export function createLimiterOf(limit: number, windowMs: number): Limiter {
  const turns = new Map<string, Turns>()
  return {
    wait: (key, now = performance.now()) => waitOf(turns.get(key), now),
    take(key, now = performance.now()) {
      const wait = waitOf(turns.get(key), now)
      if (wait === 0) remember(key, now)
      return wait
    },
  }

  function waitOf(known: Turns | undefined, now: number): number {
    const oldest = known?.times.length === limit ? known.times[known.next] : undefined
    return oldest === undefined ? 0 : Math.max(0, Math.ceil(oldest + windowMs - now))
  }

  function remember(key: string, now: number): void {
    const known = turns.get(key) ?? { times: [], next: 0, last: now }
    known.times[known.next] = now
    known.next = (known.next + 1) % limit
    known.last = now
    turns.set(key, known)
    if (turns.size > MOST_KEYS) forget(now)
  }

  // Keys that are idle; if that is not enough, the oldest: memory is worth more than one second's exactness.
  function forget(now: number): void {
    for (const [key, { last }] of turns) if (last + windowMs <= now) turns.delete(key)
    for (const key of turns.keys()) {
      if (turns.size <= MOST_KEYS / 2) break
      turns.delete(key)
    }
  }
}

/** The last times of one key, in a ring: `next` is the oldest once the ring is full. */
type Turns = { times: number[]; next: number; last: number }
