import { expect, test } from 'vitest'
import { dayOf, whenIn } from './when.ts'

// Noon of a day in whatever zone the test runs.
function noon(day: string): string {
  return new Date(`${day}T12:00:00`).toISOString()
}

const TODAY = '2026-11-23'

test('a row of a list says the clock today, then the day, then the date', () => {
  const { brief } = whenIn('en')
  expect(brief(noon(TODAY), TODAY)).toMatch(/^12:00/)
  expect(brief(noon('2026-11-22'), TODAY)).toBe('Yesterday')
  expect(brief(noon('2026-11-18'), TODAY)).toBe('Wed')
  expect(brief(noon('2026-11-16'), TODAY)).toBe('Nov 16')
  expect(brief(noon('2025-11-16'), TODAY)).toBe('Nov 16, 2025')
})

test('days are named in the reader’s language', () => {
  expect(whenIn('es').day(noon('2026-11-22'), TODAY)).toBe('Ayer')
  expect(whenIn('fr').day(noon(TODAY), TODAY)).toBe('Aujourd’hui')
  expect(whenIn('fr').day(noon('2026-11-17'), TODAY)).toBe('Mardi')
  expect(whenIn('es').day(noon('2026-10-06'), TODAY)).toBe('Martes, 6 de octubre')
  expect(whenIn('en').day(noon('2024-10-06'), TODAY)).toBe('October 6, 2024')
})

test('what a clock ahead of ours dates tomorrow is shown by its time', () => {
  expect(whenIn('en').brief(noon('2026-11-24'), TODAY)).toMatch(/^12:00/)
})

test('a day is the reader’s own', () => {
  expect(dayOf(noon('2026-03-01'))).toBe('2026-03-01')
})
