// What others do is shown at once, and while very much comes in, as often as anybody can follow it.
const CALM_MS = 100
// While keys are pressed their frames come first: less often, and in the pause after a key, where seldom another falls.
const AT_KEYS_MS = 500
const CALM_AT_KEYS_MS = 300
const LONGEST_AT_KEYS_MS = 500
const FRAME_OF_A_KEY_MS = 40

export type Paced = { now: number; shownAt: number; keyAt: number }

/** When what has come since `shownAt` is to be shown. All in milliseconds as `performance.now()` counts them. */
export function showAt({ now, shownAt, keyAt }: Paced): number {
  if (now - keyAt >= AT_KEYS_MS) return shownAt + CALM_MS
  const latest = shownAt + LONGEST_AT_KEYS_MS
  const pause = keyAt + FRAME_OF_A_KEY_MS
  const due = shownAt + CALM_AT_KEYS_MS
  return Math.min(latest, pause >= Math.max(now, due) ? pause : keyAt + AT_KEYS_MS)
}

// Nobody paints a page that is not seen, but its title and its badge are read.
const UNSEEN_MS = 250

/** Shows what comes, in time with the page's frames and its keys. What is done here does not wait for this. */
export function pacedByKeys(): (show: () => void) => void {
  let shownAt = 0
  let keyAt = -AT_KEYS_MS
  let waiting: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  addEventListener('keydown', ({ timeStamp }) => {
    keyAt = timeStamp
    plan()
  })
  return (show) => {
    if (document.hidden) return void setTimeout(show, UNSEEN_MS)
    waiting = show
    plan()
  }

  function plan(): void {
    clearTimeout(timer)
    if (!waiting) return
    const now = performance.now()
    const wait = showAt({ now, shownAt, keyAt }) - now
    if (wait > 0) timer = setTimeout(plan, wait)
    else requestAnimationFrame(paint)
  }

  function paint(now: number): void {
    if (!waiting) return
    // A key has come since.
    if (showAt({ now, shownAt, keyAt }) > now) return plan()
    const show = waiting
    waiting = undefined
    shownAt = now
    show()
  }
}
