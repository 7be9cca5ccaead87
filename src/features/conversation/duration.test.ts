import { expect, test } from 'vitest'
import { durationBetween } from './duration.ts'

test('CH-10: how long a conversation has lasted is said in its largest unit', () => {
  const from = '2026-11-20T09:00:00.000Z'
  expect(durationBetween(from, '2026-11-23T10:00:00.000Z', 'en')).toBe('3 days')
  expect(durationBetween(from, '2026-11-20T11:59:00.000Z', 'es')).toBe('2 horas')
  expect(durationBetween(from, from, 'fr')).toBe('1 minute')
})
