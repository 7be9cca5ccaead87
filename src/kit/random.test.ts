import { expect, test } from 'vitest'
import { between, pick, seededChance, shuffled } from './random.ts'

test('the same seed repeats itself, another one does not', () => {
  const numbers = (seed: number) => Array.from({ length: 5 }, seededChance(seed))
  expect(numbers(7)).toEqual(numbers(7))
  expect(numbers(7)).not.toEqual(numbers(8))
})

test('chance stays within what it was given', () => {
  const chance = seededChance(1)
  for (let i = 0; i < 1_000; i++) {
    expect(between(chance, 3, 5)).toBeGreaterThanOrEqual(3)
    expect(between(chance, 3, 5)).toBeLessThan(5)
    expect(['a', 'b']).toContain(pick(chance, ['a', 'b']))
  }
  expect(new Set(shuffled(chance, [1, 2, 3, 4]))).toEqual(new Set([1, 2, 3, 4]))
})
