import { type Instant, instant } from '#kit/time.ts'

export const SLEEPS = ['laterToday', 'tomorrow', 'weekend', 'nextWeek'] as const

export type Sleep = { id: (typeof SLEEPS)[number]; at: Instant }

const MORNING = 9
const LATER_HOURS = 3
const LATEST_TODAY = 20
const [SATURDAY, MONDAY] = [6, 1]

/** Until when people mostly want something out of the way. */
export function snoozeChoices(now: Date): Sleep[] {
  const common: Sleep[] = [
    { id: 'tomorrow', at: morningIn(now, 1) },
    { id: 'weekend', at: morningIn(now, daysUntil(now, SATURDAY)) },
    { id: 'nextWeek', at: morningIn(now, daysUntil(now, MONDAY)) },
  ]
  const later = new Date(now.getTime() + LATER_HOURS * 3_600_000)
  if (later.getDate() === now.getDate() && later.getHours() < LATEST_TODAY)
    common.unshift({ id: 'laterToday', at: instant(later.getTime()) })
  return common
}

function daysUntil(now: Date, weekday: number): number {
  return (weekday - now.getDay() + 7) % 7 || 7
}

function morningIn(now: Date, days: number): Instant {
  return instant(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING).getTime())
}
