import { expect, test } from 'vitest'
import { inBatches } from './batches.ts'

test('what comes while a batch is under way goes together in the next, key by key', async () => {
  const batches: string[] = []
  const add = inBatches<number>(3, async (key, items) => {
    batches.push(`${key} ${items.join()}`)
  })
  await Promise.all([add('a', 1), add('b', 1), ...[2, 3, 4, 5].map((item) => add('a', item))])
  expect(batches).toEqual(['a 1', 'b 1', 'a 2,3,4', 'a 5'])
})

test('one that cannot be done does not hold up the others', async () => {
  const done: number[] = []
  const add = inBatches<number>(10, async (_, items) => {
    if (items.includes(3)) throw new Error('not 3')
    done.push(...items)
  })
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => add('a', item)))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(done).toEqual([1, 2, 4])
})
