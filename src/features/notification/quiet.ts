import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { NotificationSetting, QuietWindow } from './settings.ts'

const A_MINUTE_MS = 60_000
const A_DAY_MINUTES = 24 * 60
// One window may end where the next begins, all week long; for who wants peace for good there are the media.
const MOST_STEPS = 20

/** Until when a member wants to hear nothing; null when they may be told now. */
export function hushedUntil(
  { pausedUntil, quiet, timeZone }: Pick<NotificationSetting, 'pausedUntil' | 'quiet' | 'timeZone'>,
  now: Instant,
): Instant | null {
  let until = now
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = [pausedUntil, ...quiet.map((window) => endOf(window, timeZone, until))]
      .filter((end) => end !== null)
      .reduce((latest, end) => (end > latest ? end : latest), until)
    if (next === until) break
    until = next
  }
  return until > now ? until : null
}

function endOf({ days, from, to }: QuietWindow, timeZone: string, now: Instant): Instant | null {
  const { day, minute } = clockIn(timeZone, now)
  const overnight = to <= from
  if (overnight && minute < to && days.includes(dayBefore(day))) return later(timeZone, now, to - minute)
  if (minute < from || !days.includes(day)) return null
  if (overnight) return later(timeZone, now, to + A_DAY_MINUTES - minute)
  return minute < to ? later(timeZone, now, to - minute) : null
}

/** When the clock on the wall has gone on by so many minutes, whatever is done to the clocks in between. */
function later(timeZone: string, now: Instant, minutes: number): Instant {
  const start = Math.floor(milliseconds(now) / A_MINUTE_MS) * A_MINUTE_MS
  const end = start + minutes * A_MINUTE_MS
  const wanted = clockIn(timeZone, now).wall + minutes * A_MINUTE_MS
  const corrected = end + wanted - clockIn(timeZone, instant(end)).wall
  return instant(corrected > start ? corrected : end)
}

function dayBefore(day: number): number {
  return day === 1 ? 7 : day - 1
}

/** `day`: 1 is Monday. `wall`: what the clock shows, as if it were UTC. */
function clockIn(timeZone: string, at: Instant): { day: number; minute: number; wall: number } {
  const parts = formatIn(timeZone).formatToParts(milliseconds(at))
  const value = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0)
  const wall = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'))
  return {
    day: ((new Date(wall).getUTCDay() + 6) % 7) + 1,
    minute: 60 * value('hour') + value('minute'),
    wall,
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  } as const)
  formats.set(timeZone, format)
  return format
}
