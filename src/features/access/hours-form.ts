import { type Hours, ordinaryHours } from '#features/inbox/hours.ts'

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

export type Day = (typeof DAYS)[number]
export type Stretch = { from: string; to: string }

/** An inbox's hours part by part, so that two people can each change another one. `some`: not always open. */
export type HoursForm = {
  some: boolean
  timeZone: string
  holidays: Hours['holidays']
} & { [D in Day as `day${D}`]: Stretch[] }

/** `home`: where an inbox is whose hours nobody has set yet. */
export function formOf(hours: Hours | null, home: string): HoursForm {
  const { timeZone, week, holidays } = hours ?? ordinaryHours(home)
  const of = (day: Day) => week.flatMap((one) => (one.day === day ? [{ from: one.from, to: one.to }] : []))
  return {
    ...{ some: hours !== null, timeZone, holidays },
    ...{ day1: of(1), day2: of(2), day3: of(3), day4: of(4), day5: of(5), day6: of(6), day7: of(7) },
  }
}

export function hoursOf(form: HoursForm): Hours | null {
  const { some, timeZone, holidays } = form
  const week = DAYS.flatMap((day) => form[`day${day}`].map((stretch) => ({ day, ...stretch })))
  return some ? { timeZone, week, holidays: holidays.filter(({ date }) => date !== '') } : null
}

export function isValid(form: HoursForm): boolean {
  const stretches = DAYS.flatMap((day) => form[`day${day}`])
  return !form.some || stretches.every(({ from, to }) => from !== '' && to !== '' && from < to)
}
