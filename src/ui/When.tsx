import { useSyncExternalStore } from 'react'
import { useLocale } from 'use-intl'
import { type Instant, instant } from '#kit/time.ts'
import { type Day, dayOf, type When, whenIn } from './when.ts'

const A_SECOND_MS = 1_000
const A_MINUTE_MS = 60_000

export function useWhen(): When {
  return whenIn(useLocale())
}

/** The reader's day; changes at midnight in a page that stays open. */
export function useToday(): Day {
  return useSyncExternalStore(everySecond, today)
}

/** The time of now, to the minute. */
export function useNow(): Instant {
  return useSyncExternalStore(everySecond, thisMinute)
}

/** A moment, briefly; exactly when pointed at. */
export function Time({ at, className }: { at: Instant; className?: string }) {
  const when = useWhen()
  return (
    <time dateTime={at} title={when.exact(at)} className={className}>
      {when.clock(at)}
    </time>
  )
}

function thisMinute(): Instant {
  return instant(Date.now() - (Date.now() % A_MINUTE_MS))
}

function today(): Day {
  return dayOf(Date.now())
}

const waiting = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

// One clock for all who look at it.
function everySecond(listener: () => void): () => void {
  waiting.add(listener)
  ticking ??= setInterval(() => {
    for (const tell of waiting) tell()
  }, A_SECOND_MS)
  return () => {
    waiting.delete(listener)
    if (waiting.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}
