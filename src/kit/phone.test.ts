import { expect, test } from 'vitest'
import { displayPhone, parsePhone, parseSender } from './phone.ts'

test('a number is read in any of the ways people write it', () => {
  for (const text of ['+14155550101', '(415) 555-0101', '415.555.0101', ' 1 415 555 0101 '])
    expect(parsePhone(text)).toBe('+14155550101')
  expect(parsePhone('612 34 56 78', 'ES')).toBe('+34612345678')
  for (const text of ['', 'hello', '+', '12', '+999123']) expect(parsePhone(text)).toBeUndefined()
})

test('a text may come from a number, a short code or a named sender', () => {
  expect(parseSender('+14155550101')).toBe('+14155550101')
  expect(parseSender('22395')).toBe('22395')
  expect(parseSender('MYBANK')).toBe('MYBANK')
  for (const text of ['', '<script>', 'a very long sender name', '\u0000'])
    expect(parseSender(text)).toBeUndefined()
})

test('numbers are shown nationally at home and internationally abroad', () => {
  expect(displayPhone('+14155550101', '+14155550102')).toBe('(415) 555-0101')
  expect(displayPhone('+34612345678', '+14155550102')).toBe('+34 612 34 56 78')
  expect(displayPhone('MYBANK', '+14155550102')).toBe('MYBANK')
})
