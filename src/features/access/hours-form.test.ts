import { expect, test } from 'vitest'
import { type Hours, ordinaryHours } from '#features/inbox/hours.ts'
import { drafted, UNTOUCHED, withChanges } from '#kit/draft.ts'
import { formOf, hoursOf, isValid } from './hours-form.ts'

const LISBON = 'Europe/Lisbon'

const HOURS: Hours = {
  timeZone: LISBON,
  week: [
    { day: 1, from: '09:00', to: '12:00' },
    { day: 1, from: '13:00', to: '24:00' },
    { day: 6, from: '10:00', to: '12:00' },
  ],
  holidays: [{ date: '2026-12-25', name: 'Christmas' }],
}

test('hours are the same after they were shown, whatever stretches a day has', () => {
  expect(hoursOf(formOf(HOURS, 'UTC'))).toEqual(HOURS)
  expect(hoursOf(formOf(null, LISBON))).toBeNull()
  expect(hoursOf({ ...formOf(null, LISBON), some: true })).toEqual(ordinaryHours(LISBON))
})

test('two who change different days both find theirs', () => {
  const mine = withChanges(UNTOUCHED, formOf(HOURS, LISBON), { day5: [{ from: '09:00', to: '15:00' }] })
  const theirs = formOf({ ...HOURS, week: [], holidays: [] }, LISBON)
  expect(hoursOf(drafted(theirs, mine))).toEqual({
    ...{ timeZone: LISBON, holidays: [], week: [{ day: 5, from: '09:00', to: '15:00' }] },
  })
})

test('a stretch ends after it begins, and a holiday without a day is none', () => {
  const form = formOf(HOURS, LISBON)
  expect(isValid(form)).toBe(true)
  const wrong = { ...form, day2: [{ from: '12:00', to: '09:00' }] }
  expect([isValid(wrong), isValid({ ...wrong, some: false })]).toEqual([false, true])
  expect(hoursOf({ ...form, holidays: [{ date: '', name: 'Some day' }] })?.holidays).toEqual([])
})
