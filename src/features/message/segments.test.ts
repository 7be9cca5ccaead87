import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentsOf } from './segments.ts'

test('plain text fits 160 to a piece, and 153 to each of several', () => {
  expect(segmentsOf('')).toEqual({ count: 1, left: 160 })
  expect(segmentsOf('a'.repeat(160))).toEqual({ count: 1, left: 0 })
  expect(segmentsOf('a'.repeat(161))).toEqual({ count: 2, left: 145 })
  expect(segmentsOf('a'.repeat(306))).toEqual({ count: 2, left: 0 })
  expect(segmentsOf('a'.repeat(307)).count).toBe(3)
})

test('one emoji makes every character dearer', () => {
  expect(segmentsOf('👍')).toEqual({ count: 1, left: 68 })
  expect(segmentsOf('a'.repeat(69) + 'ę')).toEqual({ count: 1, left: 0 })
  expect(segmentsOf('a'.repeat(70) + 'ę').count).toBe(2)
})

test('signs from the extended table take two places', () => {
  expect(segmentsOf('€')).toEqual({ count: 1, left: 158 })
  expect(segmentsOf('€'.repeat(81)).count).toBe(2)
})

test('more text never needs fewer pieces', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      (a, b) => {
        expect(segmentsOf(a + b).count).toBeGreaterThanOrEqual(segmentsOf(a).count)
        expect(segmentsOf(a).left).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})
