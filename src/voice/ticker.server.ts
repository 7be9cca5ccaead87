/** Calls each of its subscribers every 20 ms, without drift, and not all of them in the same moment. */
export type Ticker = {
  /** Returns how to end it. */
  every20ms(act: (now: number) => void): () => void
  stop(): void
}

const STEP_MS = 5
const STEPS = 4
/** Whoever was kept from working for longer does not make up for all of it. */
const MOST_BEHIND_MS = 200

export function createTicker(): Ticker {
  const phases = Array.from({ length: STEPS }, () => new Set<(now: number) => void>())
  let next = performance.now()
  let step = 0
  let timer: NodeJS.Timeout | undefined

  return {
    every20ms(act) {
      const phase = phases.reduce((least, one) => (one.size < least.size ? one : least))
      phase.add(act)
      if (!timer) begin()
      return () => void phase.delete(act)
    },
    stop() {
      clearTimeout(timer)
      for (const phase of phases) phase.clear()
    },
  }

  function begin(): void {
    next = performance.now()
    turn()
  }

  function turn(): void {
    const now = performance.now()
    next = Math.max(next, now - MOST_BEHIND_MS)
    for (; next <= now; next += STEP_MS) {
      for (const act of phases[step] ?? []) act(performance.now())
      step = (step + 1) % STEPS
    }
    const isIdle = phases.every((phase) => phase.size === 0)
    timer = isIdle ? undefined : setTimeout(turn, Math.max(0, next - performance.now()))
  }
}
