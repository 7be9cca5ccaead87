import { expect, test } from 'vitest'
import { qualityOf } from './quality.ts'

const FINE = { lost: 0, lostBack: 0, jitterMs: 5, roundTripMs: 40 }

test('the worst figure says how a voice comes through', () => {
  expect(qualityOf(FINE)).toBe('good')
  expect(qualityOf({ ...FINE, roundTripMs: 300 })).toBe('fair')
  expect(qualityOf({ ...FINE, lostBack: 0.2, jitterMs: 40 })).toBe('poor')
})
