import { type Instant, milliseconds } from '#kit/time.ts'

/** Times in words, as people of a language write them, in the reader's own time zone. */
export type When = {
  /** 09:41 */
  clock(at: Instant): string
  /** For a row of a list: the clock today, then the day, then the date. */
  brief(at: Instant, today: Day): string
  /** For what stands between two days of a thread. */
  day(at: Instant, today: Day): string
  /** A time to come, for whoever chooses one: its day and its clock. */
  moment(at: Instant): string
  /** Everything, for who wants to know exactly. */
  exact(at: Instant): string
}

/** A day of the reader's calendar, `2026-11-23`: as text it sorts by time. */
export type Day = string

const made = new Map<string, When>()

export function whenIn(locale: string): When {
  const known = made.get(locale) ?? make(locale)
  made.set(locale, known)
  return known
}

export function dayOf(at: Instant | number): Day {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

const A_DAY_MS = 86_400_000
const A_WEEK_OF_DAYS = 7

function make(locale: string): When {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options)
    return (at: Instant) => formatter.format(milliseconds(at))
  }
  const clock = format({ timeStyle: 'short' })
  const exact = format({ dateStyle: 'full', timeStyle: 'short' })
  const moment = format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  })
  const shortDay = format({ weekday: 'short' })
  const shortDate = format({ day: 'numeric', month: 'short' })
  const shortDateOfYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
  const longDay = format({ weekday: 'long' })
  const longDate = format({ weekday: 'long', day: 'numeric', month: 'long' })
  const longDateOfYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  return {
    clock,
    exact,
    moment,
    brief(at, today) {
      const ago = daysBetween(dayOf(at), today)
      if (ago <= 0) return clock(at)
      if (ago === 1) return capital(relative.format(-1, 'day'))
      if (ago < A_WEEK_OF_DAYS) return capital(shortDay(at))
      return sameYear(at, today) ? shortDate(at) : shortDateOfYear(at)
    },
    day(at, today) {
      const ago = daysBetween(dayOf(at), today)
      if (ago === 0 || ago === 1) return capital(relative.format(-ago, 'day'))
      if (ago > 1 && ago < A_WEEK_OF_DAYS) return capital(longDay(at))
      return capital(sameYear(at, today) ? longDate(at) : longDateOfYear(at))
    },
  }

  function capital(text: string): string {
    return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
  }
}

function daysBetween(earlier: Day, later: Day): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / A_DAY_MS)
}

function sameYear(at: Instant, today: Day): boolean {
  return dayOf(at).slice(0, 4) === today.slice(0, 4)
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
