import * as z from 'zod/mini'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import { isTimeZone } from '#kit/time-zone.ts'

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/))
const date = z.iso.date()

/**
 * When somebody is there: by day of the week (1 is Monday) in the inbox's own time zone, and the days on which nobody is.
 * A stretch ends after it begins, on the same day; `24:00` is that day's end.
 */
export const hoursSchema = z.object({
  timeZone: z.string().check(z.maxLength(60), z.refine(isTimeZone)),
  week: z
    .array(
      z
        .object({ day: z.int().check(z.minimum(1), z.maximum(7)), from: clock, to: clock })
        .check(z.refine(({ from, to }) => from < to)),
    )
    .check(z.maxLength(50)),
  holidays: z.array(z.object({ date, name: z.string().check(z.maxLength(60)) })).check(z.maxLength(400)),
})

export type Hours = z.output<typeof hoursSchema>

/** Monday to Friday, nine to five. */
export function ordinaryHours(timeZone: string): Hours {
  const week = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }))
  return { timeZone, week, holidays: [] }
}

/** Whether somebody is there at this moment. */
export function isOpen(hours: Hours | null, at: Instant): boolean {
  if (hours === null) return true
  const { date, day, time } = localOf(hours.timeZone, at)
  if (hours.holidays.some((holiday) => holiday.date === date)) return false
  return hours.week.some((stretch) => stretch.day === day && stretch.from <= time && time < stretch.to)
}

const A_MINUTE_MS = 60_000
const FARTHEST_MINUTES = 60 * 24 * 400
const A_QUARTER = 15

/** When somebody is there again, to the minute; `at` itself while it is open, undefined when that is not within a year. */
export function nextOpening(hours: Hours | null, at: Instant): Instant | undefined {
  if (isOpen(hours, at)) return at
  const begin = Math.ceil(milliseconds(at) / A_MINUTE_MS)
  // Quarter by quarter, then back to the very minute: zones are shifted by whole quarters.
  for (let minute = begin; minute < begin + FARTHEST_MINUTES; minute += A_QUARTER) {
    if (!isOpen(hours, moment(minute))) continue
    let first = minute
    while (first > begin && isOpen(hours, moment(first - 1))) first--
    return moment(first)
  }
  return undefined
}

function moment(minute: number): Instant {
  return instant(minute * A_MINUTE_MS)
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

function localOf(timeZone: string, at: Instant): { date: string; day: number; time: string } {
  const format = formats.get(timeZone) ?? formatOf(timeZone)
  formats.set(timeZone, format)
  const parts = Object.fromEntries(
    format.formatToParts(milliseconds(at)).map(({ type, value }) => [type, value]),
  )
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    day: WEEKDAYS.indexOf(parts.weekday ?? '') + 1,
    time: `${parts.hour}:${parts.minute}`,
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
}
