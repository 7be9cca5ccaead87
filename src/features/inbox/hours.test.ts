import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Hours, hoursSchema, isOpen, nextOpening, ordinaryHours } from './hours.ts'

const MADRID = ordinaryHours('Europe/Madrid')

test('an inbox without hours is always open', () => {
  expect(isOpen(null, '2026-11-22T03:00:00.000Z')).toBe(true)
  expect(nextOpening(null, '2026-11-22T03:00:00.000Z')).toBe('2026-11-22T03:00:00.000Z')
})

test('it is open in its own time zone, from the first minute to before the last', () => {
  expect(isOpen(MADRID, '2026-11-23T07:59:59.000Z')).toBe(false)
  expect(isOpen(MADRID, '2026-11-23T08:00:00.000Z')).toBe(true)
  expect(isOpen(MADRID, '2026-11-23T15:59:59.000Z')).toBe(true)
  expect(isOpen(MADRID, '2026-11-23T16:00:00.000Z')).toBe(false)
  expect(isOpen(MADRID, '2026-11-22T10:00:00.000Z')).toBe(false)
})

test('the clock changes, nine o’clock stays nine o’clock', () => {
  expect(nextOpening(MADRID, '2026-10-23T16:00:00.000Z')).toBe('2026-10-26T08:00:00.000Z')
  expect(nextOpening(MADRID, '2026-03-27T17:00:00.000Z')).toBe('2026-03-30T07:00:00.000Z')
})

test('on a holiday nobody is there', () => {
  const hours = { ...MADRID, holidays: [{ date: '2026-12-25', name: 'Christmas' }] }
  expect(isOpen(hours, '2026-12-25T10:00:00.000Z')).toBe(false)
  expect(nextOpening(hours, '2026-12-24T16:00:00.000Z')).toBe('2026-12-28T08:00:00.000Z')
})

test('a night is two stretches, and the whole day ends at 24:00', () => {
  const night: Hours = { timeZone: 'UTC', holidays: [], week: [{ day: 1, from: '22:00', to: '24:00' }] }
  expect(isOpen(night, '2026-11-23T23:59:00.000Z')).toBe(true)
  expect(isOpen(night, '2026-11-24T00:00:00.000Z')).toBe(false)
})

test('an inbox that never opens has no next time', () => {
  expect(nextOpening({ timeZone: 'UTC', week: [], holidays: [] }, '2026-11-23T00:00:00.000Z')).toBeUndefined()
})

test('what is no time zone, no clock or ends before it begins is not taken', () => {
  const stretch = (from: string, to: string) => ({ ...MADRID, week: [{ day: 1, from, to }] })
  for (const wrong of [
    { ...MADRID, timeZone: 'Europe/Nowhere' },
    stretch('25:00', '26:00'),
    stretch('17:00', '09:00'),
    stretch('09:00', '09:00'),
    { ...MADRID, holidays: [{ date: '2026-13-01', name: '' }] },
  ])
    expect(hoursSchema.safeParse(wrong).success).toBe(false)
})

test('the next opening is open, and the minute before it is not', () => {
  const zone = fc.constantFrom(
    'UTC',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Europe/Dublin',
  )
  const quarter = fc.integer({ min: 0, max: 95 })
  const stretch = fc.record({ day: fc.integer({ min: 1, max: 7 }), a: quarter, b: quarter })
  const moments = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
  const text = (q: number) => `${String(q >> 2).padStart(2, '0')}:${String((q & 3) * 15).padStart(2, '0')}`
  fc.assert(
    fc.property(
      zone,
      fc.array(stretch, { minLength: 1, maxLength: 4 }),
      moments,
      (timeZone, stretches, date) => {
        const week = stretches
          .filter(({ a, b }) => a !== b)
          .map(({ day, a, b }) => ({ day, from: text(Math.min(a, b)), to: text(Math.max(a, b)) }))
        const hours = { timeZone, week, holidays: [] }
        const at = date.toISOString()
        const next = nextOpening(hours, at)
        if (next === undefined) return week.length === 0
        if (next === at) return isOpen(hours, at)
        const before = new Date(Date.parse(next) - 60_000).toISOString()
        return isOpen(hours, next) && (before < at || !isOpen(hours, before))
      },
    ),
    { numRuns: 60 },
  )
})
