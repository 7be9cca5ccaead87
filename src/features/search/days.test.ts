import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstDayOf } from './days.ts'

const TODAY = '2026-11-23'

test('dates, months, years and days by name, in three languages', () => {
  const named: Record<string, string | undefined> = {
    '2026-11-01': '2026-11-01',
    '2026-2': '2026-02-01',
    '2025': '2025-01-01',
    yesterday: '2026-11-22',
    AYER: '2026-11-22',
    hier: '2026-11-22',
    hoy: TODAY,
    'aujourd’hui': TODAY,
    november: '2026-11-01',
    december: '2025-12-01',
    févr: '2026-02-01',
    'août 2024': '2024-08-01',
    'enero-2026': '2026-01-01',
    mar: '2026-03-01',
    '2026-02-30': undefined,
    '2026-13': undefined,
    soon: undefined,
    '': undefined,
    '0000': undefined,
  }
  for (const [value, day] of Object.entries(named))
    expect([value, firstDayOf(value, TODAY)]).toEqual([value, day])
})

test('the day before the first of a month is the last of the one before', () => {
  expect(firstDayOf('yesterday', '2026-03-01')).toBe('2026-02-28')
})

test('whatever is typed is a day that exists, or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-?\d{0,2}-?\d{0,2}$/)), (value) => {
      const day = firstDayOf(value, TODAY)
      if (day !== undefined) expect(new Date(day).toISOString().slice(0, 10)).toBe(day)
    }),
  )
})
