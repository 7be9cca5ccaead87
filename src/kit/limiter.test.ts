import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLimiter } from './limiter.ts'

test('ten in a second, and the eleventh is told when its turn comes', () => {
  const { take } = createLimiter(10)
  for (let i = 0; i < 10; i++) expect(take('ada', i * 10)).toBe(0)
  expect(take('ada', 100)).toBe(900)
  expect(take('ben', 100)).toBe(0)
  expect(take('ada', 1_000)).toBe(0)
  expect(take('ada', 1_000)).toBe(10)
})

test('less than one a second is one in more than a second', () => {
  const { take } = createLimiter(0.5)
  expect(take('ada', 0)).toBe(0)
  expect(take('ada', 1_999)).toBe(1)
  expect(take('ada', 2_000)).toBe(0)
})

test('whenever they come, no second holds more than allowed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(300), { maxLength: 200 }), (limit, gaps) => {
      const { take } = createLimiter(limit)
      const granted: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        if (take('ada', now) === 0) granted.push(now)
      }
      for (const start of granted)
        expect(granted.filter((at) => at >= start && at < start + 1_000).length).toBeLessThanOrEqual(limit)
    }),
  )
})

test('a flood of keys does not fill the memory, and a busy one keeps its count', () => {
  const { take } = createLimiter(1)
  for (let i = 0; i < 30_000; i++) take(`key ${i}`, i)
  expect(take('key 29999', 29_999)).toBe(1_000)
})
