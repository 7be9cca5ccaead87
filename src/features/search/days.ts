import { folded } from './words.ts'

/** A day of the reader's calendar, `2026-11-23`. */
type Day = string

const LANGUAGES = ['en', 'es', 'fr']
const A_DAY_MS = 86_400_000

/** The first day of what somebody names: a date, a month, a year, `yesterday`, `noviembre`, `mars-2025`. */
export function firstDayOf(value: string, today: Day): Day | undefined {
  const text = value.trim()
  const numbers = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text)
  if (numbers) return dayOf(Number(numbers[1]), Number(numbers[2] ?? 1), Number(numbers[3] ?? 1))
  const word = folded(text)
  if (['today', 'hoy', 'aujourdhui'].includes(word)) return today
  if (['yesterday', 'ayer', 'hier'].includes(word)) return before(today)
  return monthIn(text, today)
}

function before(today: Day): Day {
  return new Date(Date.parse(today) - A_DAY_MS).toISOString().slice(0, 10)
}

function monthIn(text: string, today: Day): Day | undefined {
  const [, name = '', year] = /^([^\d]+?)[\s-]*(\d{4})?$/.exec(text) ?? []
  const month = monthNamed(folded(name))
  if (month === undefined) return undefined
  const [thisYear = 0, thisMonth = 0] = today.split('-').map(Number)
  // A month without a year is the last one of that name.
  return dayOf(year ? Number(year) : thisYear - (month > thisMonth ? 1 : 0), month, 1)
}

const SHORTEST_NAME = 3

function monthNamed(name: string): number | undefined {
  if (name.length < SHORTEST_NAME) return undefined
  return (
    MONTHS.find(([known]) => known === name)?.[1] ?? MONTHS.find(([known]) => known.startsWith(name))?.[1]
  )
}

const MONTHS = LANGUAGES.flatMap((language) => {
  const format = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
  return Array.from(
    { length: 12 },
    (_, month) => [folded(format.format(Date.UTC(2026, month, 1))), month + 1] as const,
  )
})

function dayOf(year: number, month: number, day: number): Day | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real && year >= 1970 ? date.toISOString().slice(0, 10) : undefined
}
