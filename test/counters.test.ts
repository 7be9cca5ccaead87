import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededChance } from '#kit/random.ts'
import { testDatabase } from './database.ts'
import { bustle } from './rig/bustle.ts'

let base: Awaited<ReturnType<typeof testDatabase>>

beforeAll(async () => {
  base = await testDatabase()
})
afterAll(() => base.drop())

test('whatever eight members and their customers do at once, what is counted is what is there', {
  timeout: 60_000,
}, async () => {
  const report = await bustle(base.url, { operations: 2_000, chance: seededChance(1) })
  expect(report.kept).toEqual({ wrongCounters: 0, strays: 0, gaps: 0, feedGaps: 0 })
  expect(report.refused['not-found']).toBeGreaterThan(0)
})
