import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCommonPassword } from './password.ts'

test.each([
  'password123',
  'Password2026!',
  'p4ssw0rd1234',
  'qwertyuiop',
  '1234567890',
  '0987654321',
  'aaaaaaaaaa',
  'abcabcabcabc',
  'letmein1234',
  'iloveyou2026',
  'Centralita1!',
  'centralita2026',
  'welcome!!!!',
  'abcdefghij',
])('what is tried first is refused: %s', (password) => {
  expect(isCommonPassword(password)).toBe(true)
})

test.each(['nora19851985', 'Quist!!!!!!', 'Harbor2026', 'harbor.dental'])(
  'so is what everybody knows of the person or the company: %s',
  (password) => {
    expect(isCommonPassword(password, ['Nora Quist', 'Harbor Dental', 'nora@harbor.example'])).toBe(true)
  },
)

test.each([
  'correct horse battery',
  'a long enough secret',
  'otis has a secret',
  'chosen with the link',
  'tv9!kLq2#xPz',
  'la casa de mi abuela',
])('what somebody thought of is not: %s', (password) => {
  expect(isCommonPassword(password, ['Nora Quist'])).toBe(false)
})

test('what chance makes is taken, of any signs', () => {
  const random = fc.string({ minLength: 16, maxLength: 64, unit: 'grapheme' })
  fc.assert(
    fc.property(random, (password) => new Set(password).size < 12 || !isCommonPassword(password)),
    { numRuns: 500 },
  )
})
