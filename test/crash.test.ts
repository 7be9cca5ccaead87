import { afterAll, beforeAll, expect, test } from 'vitest'
import { CRASH_POINTS } from '#db/crash-point.ts'
import { seededChance } from '#kit/random.ts'
import { crashEverywhere, type PointReport } from './rig/crash-points.ts'
import { killAgainAndAgain, openSite, type Site } from './rig/killing.ts'
import { writeAllAtOnce } from './rig/newcomers.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close(), 60_000)

test('killed at random moments, it loses nothing and does nothing twice', { timeout: 90_000 }, async () => {
  const kills = { app: 3, postgres: 1 }
  const report = await killAgainAndAgain(site, { kills, chance: seededChance(1), hurry: true })
  expect(report.acknowledged).toBeGreaterThan(100)
  expect(report.replies).toBeGreaterThan(0)
  expect(Object.entries(report.faults).filter(([, count]) => count !== 0)).toEqual([])
})

test('new customers with all their first texts at once are each one customer', async () => {
  const report = await writeAllAtOnce(site, { customers: 20, each: 50, chance: seededChance(1) })
  expect(report).toMatchObject({ contacts: 20, conversations: 20, messages: 1_000 })
})

test('killed at each place where it would hurt most, it finishes what it was at, once', {
  timeout: 120_000,
}, async () => {
  const reports: PointReport[] = []
  await crashEverywhere(site, (report) => reports.push(report))
  expect(reports).toEqual(
    CRASH_POINTS.map((point) => ({
      ...{ point, deaths: 1, lost: 0, doubled: 0, unsent: 0, doubleSends: 0, filesMissing: 0, unfinished: 0 },
    })),
  )
})
