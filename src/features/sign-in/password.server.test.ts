import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isGuessable, KEPT_BYTES } from './password.server.ts'
import { SHORTEST_PASSWORD } from './password.ts'

test.each([
  'liverpool1',
  'Liverpool1',
  '1qaz2wsx3edc',
  'q1w2e3r4t5y6',
  'manchester',
  'california',
  'password123',
])('what is known from elsewhere is refused, and what a rule refuses: %s', (password) => {
  expect(isGuessable(password)).toBe(true)
})

test.each(['correct horse battery', 'liverpool1 & me', 'la casa de mi abuela'])(
  'what somebody thought of is not: %s',
  (password) => {
    expect(isGuessable(password)).toBe(false)
  },
)

test('what chance makes is not known', () => {
  const random = fc.string({ minLength: SHORTEST_PASSWORD + 6, maxLength: 64, unit: 'grapheme' })
  fc.assert(fc.property(random, (password) => new Set(password).size < 12 || !isGuessable(password)))
})

test('the list holds more than the three thousand most common of those that are long enough, in order', () => {
  const list = readFileSync(new URL('known-passwords.bin', import.meta.url))
  const kept = Array.from({ length: list.length / KEPT_BYTES }, (_, place) =>
    list.toString('hex', place * KEPT_BYTES, (place + 1) * KEPT_BYTES),
  )
  expect(kept.length).toBeGreaterThan(3_000)
  expect(kept).toEqual([...new Set(kept)].sort())
})
