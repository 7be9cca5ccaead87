import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromPublicId, isUuid, publicId, textId, uuidTime, uuidv7 } from './id.ts'

test('ids made later sort later, and tell when they were made', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 47 }), fc.nat({ max: 2 ** 47 }), (a, b) => {
      const [first, second] = [uuidv7(Math.min(a, b)), uuidv7(Math.max(a, b) + 1)]
      expect(first < second).toBe(true)
      expect(isUuid(first)).toBe(true)
      expect(uuidTime(second)).toBe(Math.max(a, b) + 1)
    }),
  )
})

test('a public id gives its UUID back, and only for its own kind', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const id = publicId('CN', uuid)
      expect(id).toMatch(/^CN[0-9A-Za-z]{22}$/)
      expect(fromPublicId('CN', id)).toBe(uuid)
      expect(fromPublicId('AC', id)).toBeUndefined()
    }),
  )
})

test('text that is no id is refused', () => {
  fc.assert(fc.property(fc.string(), (text) => fromPublicId('PN', text) === undefined))
  expect(fromPublicId('PN', `PN${'z'.repeat(22)}`)).toBeUndefined()
  expect(fromPublicId('PN', `PN${'-'.repeat(22)}`)).toBeUndefined()
})

test('an id made of a text is the same each time, and another one for another text', () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => `${uuidv7(index)},${uuidv7(index)}`)
  const ids = texts.map(textId)
  expect(new Set(ids).size).toBe(texts.length)
  // Each part of it alone tells them apart as well as chance would.
  for (const part of [0, 9, 24, 28])
    expect(new Set(ids.map((id) => id.slice(part, part + 4))).size).toBeGreaterThan(3_000)
  expect(texts.map(textId)).toEqual(ids)
  expect(ids.every(isUuid)).toBe(true)
})
