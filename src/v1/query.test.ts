import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readQuery } from './query.ts'

test('a list is read in each way that clients write one', () => {
  expect(readQuery({ a: ['1', '2'] })).toEqual({ a: ['1', '2'] })
  expect(readQuery({ 'a[]': ['1', '2'] })).toEqual({ a: ['1', '2'] })
  expect(readQuery({ 'a[0]': '1', 'a[1]': '2' })).toEqual({ a: ['1', '2'] })
  expect(readQuery({ 'a[]': '1' })).toEqual({ a: ['1'] })
  expect(readQuery({ a: '1', 'a[]': '2' })).toEqual({ a: ['1', '2'] })
})

test('one value is no list, and an empty one was not given', () => {
  expect(readQuery({ a: '1', b: '', 'c[]': '', d: ['', '2'] })).toEqual({ a: '1', d: '2' })
})

test('no name reaches into the objects of this program', () => {
  const read = readQuery(JSON.parse('{"__proto__":"x","constructor[]":"y"}'))
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (query) => {
      for (const value of Object.values(readQuery(query))) expect(value.length).toBeGreaterThan(0)
    }),
  )
})
