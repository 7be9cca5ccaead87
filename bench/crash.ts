import { seededChance } from '#kit/random.ts'
import { crashEverywhere, type PointReport } from '#test/rig/crash-points.ts'
import { type KillingReport, killAgainAndAgain, openSite } from '#test/rig/killing.ts'
import { killWhileInstalling, type NewcomersReport, writeAllAtOnce } from '#test/rig/newcomers.ts'
import { type Bench, type Figure, figure, none } from './report.ts'

const CUSTOMERS = 200
const EACH = 50

/** Kills the app and its database at random and at chosen moments, and counts what is lost or there twice. */
export const crash: Bench = {
  name: 'crash',
  async run({ seed, short, say }) {
    const chance = seededChance(seed)
    const kills = short ? { app: 3, postgres: 1 } : { app: 30, postgres: 5 }
    const site = await openSite()
    try {
      const killing = await killAgainAndAgain(site, { kills, chance, progress: say })
      const newcomers = await writeAllAtOnce(site, { customers: CUSTOMERS, each: EACH, chance })
      const points: PointReport[] = []
      await crashEverywhere(site, (report) => {
        points.push(report)
        say(`${report.point}: died ${report.deaths} times`)
      })
      const notInstalled = await killWhileInstalling(short ? 2 : 10, chance)
      return [
        ...figuresOf(killing),
        ...newcomersOf(newcomers),
        ...pointsOf(points),
        none('interrupted first starts that did not come up later', notInstalled),
      ]
    } finally {
      await site.close()
    }
  },
}

function figuresOf({ faults, ...killing }: KillingReport): Figure[] {
  return [
    figure('kills of the app', killing.app, ''),
    figure('kills of Postgres', killing.postgres, ''),
    figure('texts acknowledged', killing.acknowledged, ''),
    figure('webhooks tried again', killing.retries, ''),
    figure('replies taken by the API', killing.replies, ''),
    figure('delivery reports, in any order', killing.reports, ''),
    figure('slowest start after a kill', killing.slowestStartMs, 'ms'),
    none('acknowledged and lost', faults.lost),
    none('there twice', faults.doubled),
    none('not in the order of acknowledgement', faults.outOfOrder),
    none('threads with gaps in their numbers', faults.gaps),
    none('counters that a recount contradicts', faults.wrongCounters),
    none('gaps in the change feed', faults.feedGaps),
    none('contacts or conversations there twice', faults.doubledContacts),
    none('replies never sent', faults.unsent),
    none('replies sent twice', faults.doubleSends),
    none('replies still under way', faults.unfinished),
  ]
}

function newcomersOf({ contacts, conversations, messages, tookMs }: NewcomersReport): Figure[] {
  return [
    figure(`contacts of ${CUSTOMERS} newcomers`, contacts, '', { atLeast: CUSTOMERS }),
    none('contacts too many', contacts - CUSTOMERS),
    none('conversations too many or too few', Math.abs(conversations - CUSTOMERS)),
    none(`of ${CUSTOMERS * EACH} first texts missing or doubled`, Math.abs(messages - CUSTOMERS * EACH)),
    figure('time for them', tookMs, 'ms'),
  ]
}

function pointsOf(points: PointReport[]): Figure[] {
  const sum = (count: (report: PointReport) => number) => points.reduce((total, one) => total + count(one), 0)
  return [
    figure('named points', points.length, ''),
    none(
      'points at which it did not die',
      sum(({ deaths }) => 1 - deaths),
    ),
    none(
      'lost at them',
      sum(({ lost, unsent, filesMissing }) => lost + unsent + filesMissing),
    ),
    none(
      'there twice at them',
      sum(({ doubled }) => doubled),
    ),
    none(
      'sent twice at them',
      sum(({ doubleSends }) => doubleSends),
    ),
    none(
      'still under way at them',
      sum(({ unfinished }) => unfinished),
    ),
  ]
}
