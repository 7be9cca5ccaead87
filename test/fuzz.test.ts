import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededChance } from '#kit/random.ts'
import { fuzz } from './rig/fuzz.ts'
import { openSite, type Site } from './rig/killing.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
// A connection that somebody left in an odd state must not keep the server from ending.
afterAll(() => site.close(), 20_000)

test('whatever strangers say, customers are heard', { timeout: 90_000 }, async () => {
  const report = await fuzz(site, { requests: 3_000, frames: 1_000, slow: 50, chance: seededChance(1) })
  expect(report.failures).toEqual([])
  expect(report.sockets.failures).toEqual([])
  expect(report.statuses).toMatchObject({ 200: expect.any(Number), 403: expect.any(Number) })
  expect(report).toMatchObject({ genuineRefused: 0, genuineLost: 0, died: false })
  expect(report.memoryMb.after).toBeLessThan(600)
})
