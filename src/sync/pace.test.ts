import { expect, test } from 'vitest'
import { showAt } from './pace.ts'

const LONG_AGO = -10_000

test('what others do is shown at once, and ten times a second when there is much of it', () => {
  expect(showAt({ now: 5_000, shownAt: LONG_AGO, keyAt: LONG_AGO })).toBeLessThanOrEqual(5_000)
  expect(showAt({ now: 5_010, shownAt: 5_000, keyAt: LONG_AGO })).toBe(5_100)
})

test('while keys are pressed it is shown after the frame of one, and never in it', () => {
  expect(showAt({ now: 5_001, shownAt: 4_600, keyAt: 5_000 })).toBe(5_040)
  // That key's pause is over or comes too soon: with the next key, or when there is none.
  expect(showAt({ now: 5_060, shownAt: 4_700, keyAt: 5_000 })).toBe(5_200)
  expect(showAt({ now: 5_001, shownAt: 4_900, keyAt: 5_000 })).toBe(5_400)
})

test('a key that is held down keeps nothing back for longer than half a second', () => {
  let shownAt = 0
  const shown: number[] = []
  for (let now = 0; now < 5_000; now += 5) {
    const keyAt = now - (now % 30)
    if (showAt({ now, shownAt, keyAt }) > now) continue
    shown.push(now - shownAt)
    shownAt = now
  }
  expect(Math.max(...shown)).toBe(500)
  expect(shown.length).toBe(9)
})
