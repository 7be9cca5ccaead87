import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant, milliseconds } from '#kit/time.ts'
import { hushedUntil } from './quiet.ts'
import type { QuietWindow } from './settings.ts'

const NIGHTS: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: 22 * 60, to: 7 * 60 }
const WEEKEND: QuietWindow = { days: [6, 7], from: 0, to: 0 }

// A Monday.
test.each([
  ['before the night', '2026-11-23T20:59:00Z', null],
  ['as it begins', '2026-11-23T21:00:00Z', '2026-11-24T06:00:00.000Z'],
  ['after midnight', '2026-11-24T02:30:15Z', '2026-11-24T06:00:00.000Z'],
  ['as it ends', '2026-11-24T06:00:00Z', null],
])('NO: a night in Madrid, %s', (_, now, until) => {
  expect(quiet([NIGHTS], 'Europe/Madrid', now)).toBe(until)
})

test('NO: the same hours elsewhere are other hours', () => {
  expect(quiet([NIGHTS], 'America/Los_Angeles', '2026-11-24T02:30:00Z')).toBeNull()
  expect(quiet([NIGHTS], 'America/Los_Angeles', '2026-11-24T06:30:00Z')).toBe('2026-11-24T15:00:00.000Z')
  expect(quiet([NIGHTS], 'Asia/Kolkata', '2026-11-23T16:30:00Z')).toBe('2026-11-24T01:30:00.000Z')
})

test('NO: a weekend and the night after it are one', () => {
  expect(quiet([WEEKEND, NIGHTS], 'UTC', '2026-11-21T12:00:00Z')).toBe('2026-11-23T07:00:00.000Z')
  expect(quiet([WEEKEND], 'UTC', '2026-11-20T23:59:00Z')).toBeNull()
})

test('NO: a window belongs to the day on which it begins', () => {
  const friday = { ...NIGHTS, days: [5] }
  expect(quiet([friday], 'UTC', '2026-11-21T03:00:00Z')).toBe('2026-11-21T07:00:00.000Z')
  expect(quiet([friday], 'UTC', '2026-11-22T03:00:00Z')).toBeNull()
})

test('NO: when the clocks change in the night, it still ends when they say seven', () => {
  expect(quiet([NIGHTS], 'Europe/Madrid', '2026-10-24T22:00:00Z')).toBe('2026-10-25T06:00:00.000Z')
  expect(quiet([NIGHTS], 'Europe/Madrid', '2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z')
})

test('NO: a pause holds, whatever the hour', () => {
  const pausedUntil = '2026-11-23T12:00:00.000Z'
  const at = (now: string) =>
    hushedUntil({ pausedUntil, quiet: [], timeZone: 'UTC' }, instant(Date.parse(now)))
  expect(at('2026-11-23T11:59:59Z')).toBe(pausedUntil)
  expect(at('2026-11-23T12:00:00Z')).toBeNull()
})

test('NO: the end of the quiet is in the future, and no longer quiet', () => {
  const minute = fc.integer({ min: 0, max: 1439 })
  const window = fc.record({
    days: fc.subarray([1, 2, 3, 4, 5, 6], { minLength: 1 }),
    from: minute,
    to: minute,
  })
  const zone = fc.constantFrom(
    'UTC',
    'America/New_York',
    'Europe/Madrid',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  )
  fc.assert(
    fc.property(
      fc.array(window, { maxLength: 3 }),
      zone,
      fc.integer({ min: 0, max: 525_600 }),
      (windows, timeZone, at) => {
        const now = instant(Date.UTC(2026, 0, 1) + at * 60_000)
        const until = hushedUntil({ pausedUntil: null, quiet: windows, timeZone }, now)
        if (until === null) return
        expect(until > now).toBe(true)
        expect(milliseconds(until) - milliseconds(now)).toBeLessThan(9 * 86_400_000)
        expect(hushedUntil({ pausedUntil: null, quiet: windows, timeZone }, until)).toBeNull()
      },
    ),
  )
})

function quiet(windows: QuietWindow[], timeZone: string, now: string) {
  return hushedUntil({ pausedUntil: null, quiet: windows, timeZone }, instant(Date.parse(now)))
}
