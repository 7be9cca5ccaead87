import { seededChance } from '#kit/random.ts'
import { fuzz as attack, type FuzzReport } from '#test/rig/fuzz.ts'
import { openSite } from '#test/rig/killing.ts'
import { type Bench, type Figure, figure, none } from './report.ts'

// What a server with 1 GB can spare, beside its database: 48 bodies of a megabyte at once, several times over until
// they are collected. A leak of a kilobyte with each request would be a hundred megabytes more.
const MOST_MEMORY_MB = 600

/** Attacks every door that is open to strangers, and looks whether customers notice. */
export const fuzz: Bench = {
  name: 'fuzz',
  async run({ seed, short, say }) {
    const amount = short ? { requests: 3_000, frames: 1_000 } : { requests: 100_000, frames: 20_000 }
    const site = await openSite()
    try {
      const report = await attack(site, { ...amount, slow: 50, chance: seededChance(seed), say })
      for (const { kind, status, example } of report.failures) say(`${kind}: ${status}\n${example}`)
      for (const said of report.sockets.failures) say(`socket: 1011\n${said}`)
      return figuresOf(report)
    } finally {
      await site.close()
    }
  },
}

function figuresOf({ statuses, sockets, memoryMb, ...report }: FuzzReport): Figure[] {
  const count = (isMeant: (status: number) => boolean) =>
    Object.entries(statuses).reduce((sum, [status, times]) => sum + (isMeant(Number(status)) ? times : 0), 0)
  return [
    figure('requests', report.requests, ''),
    figure(
      'refused (4xx)',
      count((status) => status >= 400 && status < 500),
      '',
    ),
    figure(
      'taken (1xx to 3xx)',
      count((status) => status >= 100 && status < 400),
      '',
    ),
    figure(
      'hung up on',
      count((status) => status === 0),
      '',
    ),
    none(
      'failures of ours (5xx)',
      count((status) => status >= 500),
    ),
    figure('frames on sockets', sockets.frames, ''),
    none('sockets closed for a failure of ours', sockets.failures.length),
    none('genuine texts refused meanwhile', report.genuineRefused),
    none('genuine texts lost', report.genuineLost),
    figure('slowest answer to one of them', report.slowestAckMs, 'ms'),
    figure('answer to one of them afterwards', report.ackAfterMs, 'ms'),
    figure('kept in quarantine', report.quarantined, ''),
    none('deaths of the server', report.died ? 1 : 0),
    figure('memory before', memoryMb.before, 'MB'),
    figure('memory at its peak', memoryMb.peak, 'MB'),
    figure('memory halfway', memoryMb.halfway, 'MB'),
    figure('memory afterwards', memoryMb.after, 'MB', { atMost: MOST_MEMORY_MB }),
  ]
}
