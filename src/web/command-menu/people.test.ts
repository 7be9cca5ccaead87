import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayPhone } from '#kit/phone.ts'
import { findPeople, type Person } from './people.ts'

function person(name: string | null, number: string, company: string | null = null): Person {
  const conversation = { participants: [number], display: displayPhone(number), lastActivityAt: number }
  return { conversation, name, company }
}

const DORA = person('Dora Mills', '+14155550177', 'Mills & Co')
const JOSE = person('José Núñez', '+34612345678')
const ZOE = person(null, '+33612345679')
const ALL = [DORA, JOSE, ZOE]

test('KB: somebody is found by name or company, without accents and in pieces', () => {
  expect(findPeople('dora', ALL)).toEqual([DORA])
  expect(findPeople('nunez jose', ALL)).toEqual([JOSE])
  expect(findPeople('mills co', ALL)).toEqual([DORA])
  expect(findPeople('nobody else', ALL)).toEqual([])
})

test('KB: a number is found however it is written', () => {
  for (const said of ['+1 415 555 0177', '(415) 555-0177', '4155550177', '415.555', '0177'])
    expect(findPeople(said, ALL)).toEqual([DORA])
  for (const said of ['612 34 56 79', '06 12 34 56 79', '0033 6 12 34 56 79', '+33612345679'])
    expect(findPeople(said, ALL)[0]).toBe(ZOE)
})

test('KB: nothing typed shows who wrote last', () => {
  expect(findPeople('', ALL)).toEqual([JOSE, ZOE, DORA])
})

test('KB: every way to write a number leads to it', () => {
  const number = fc.integer({ min: 2_000_000, max: 9_999_999 }).map((rest) => `+1415${rest}`)
  const written = fc.tuple(number, fc.constantFrom('-', ' ', '.', ''), fc.nat(6))
  fc.assert(
    fc.property(written, ([full, between, from]) => {
      const said = Array.from(full.slice(2 + from)).join(between)
      expect(findPeople(said, [person('Dora', full)])).toHaveLength(1)
    }),
  )
})
