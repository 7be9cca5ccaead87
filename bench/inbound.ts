import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '#db/postgres.ts'
import { ROOT, runNode } from '#test/rig/child.ts'
import { openSite, type Site } from '#test/rig/killing.ts'
import { freePort } from '#test/rig/port.ts'
import { runLoad } from './loading.ts'
import { type Processes, workOf } from './processes.ts'
import { type Bench, type Figure, figure, median, none } from './report.ts'
import { productOf, ripen, type Server } from './rig.ts'

const CONNECTIONS = 128
const ROUNDS = 3
const GOAL_PERCENT = 30

type Scenario = { name: string; firstCustomer: number; customers: number }

const SCENARIOS: Scenario[] = [
  { name: 'in 1,000 conversations', firstCustomer: 100_000, customers: 1_000 },
  { name: 'in one conversation', firstCustomer: 200_000, customers: 1 },
]

/** How many texts a second come in: the product and the least that could do it, in turns. */
export const inbound: Bench = {
  name: 'inbound',
  async run({ short, say }) {
    const texts = short ? 3_000 : 20_000
    const site = await openSite()
    const limit = await startLimit(site)
    try {
      const server = await productOf(site)
      const processes = { app: site.server.pid(), postmaster: site.server.postgresPid() ?? 0 }
      const product = { server, processes }
      for (const scenario of SCENARIOS) await ripen(site, { ...server, ...amountsOf(scenario) })
      const figures: Figure[] = []
      for (const scenario of SCENARIOS) {
        const rounds = { product: [] as Round[], limit: [] as Round[] }
        for (let round = 0; round < (short ? 1 : ROUNDS); round++) {
          for (const [name, side] of [['limit', limit] as const, ['product', product] as const]) {
            const measured = await measure(side, scenario, texts)
            rounds[name].push(measured)
            const { perSecond, work } = measured
            say(
              `${scenario.name}, ${name}: ${Math.round(perSecond)} texts/s, ${Math.round(work)} µs of work each`,
            )
          }
        }
        figures.push(...figuresOf(scenario, rounds))
      }
      return figures
    } finally {
      await limit.stop()
      await site.close()
    }
  },
}

/** `work`: microseconds of any core for each text, of the server and of its Postgres. */
type Round = { perSecond: number; work: number; wrong: number }

function figuresOf({ name }: Scenario, { product, limit }: { product: Round[]; limit: Round[] }): Figure[] {
  // Of each round by itself: what else the machine is at does not stay the same.
  const shares = product.map(({ perSecond }, round) => (100 * perSecond) / (limit[round]?.perSecond ?? 0))
  const middle = (rounds: Round[], of: 'perSecond' | 'work') => median(rounds.map((round) => round[of]))
  return [
    figure(`texts ${name}: the least that could`, middle(limit, 'perSecond'), '/s'),
    figure(`texts ${name}: the product`, middle(product, 'perSecond'), '/s'),
    figure(`texts ${name}: the product's share`, median(shares), '%', { atLeast: GOAL_PERCENT }),
    figure(`work for each ${name}: the least that could`, middle(limit, 'work'), 'µs'),
    figure(`work for each ${name}: the product`, middle(product, 'work'), 'µs'),
    none(
      `refused or not pushed ${name}`,
      [...product, ...limit].reduce((sum, { wrong }) => sum + wrong, 0),
    ),
  ]
}

/** What is measured, and its processes. */
type Side = { server: Server; processes: Processes }

async function measure({ server, processes }: Side, scenario: Scenario, texts: number): Promise<Round> {
  const warmUp = Math.max(2_000, scenario.customers)
  const before = workOf(processes)
  const { tookMs, refused, pushed } = await runLoad({ ...server, ...amountsOf(scenario), warmUp, texts })
  const work = (1e6 * (workOf(processes) - before)) / (warmUp + texts)
  return { perSecond: (1_000 * texts) / tookMs, work, wrong: refused + (warmUp + texts - pushed) }
}

function amountsOf({ firstCustomer, customers }: Scenario) {
  return { browsers: 1, connections: CONNECTIONS, firstCustomer, customers }
}

/** The limit in a process of its own, over a Postgres of its own with the same settings. */
async function startLimit({ carrier, world }: Site): Promise<Side & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-limit-'))
  chmodSync(folder, 0o755)
  const postgres = await startPostgres(folder)
  if (!postgres.ok) throw new Error(`Postgres did not start: ${postgres.error.code}`)
  const url = `http://127.0.0.1:${await freePort()}`
  const settings = JSON.stringify(carrier.account)
  const child = runNode([`${ROOT}/bench/limit.ts`, postgres.value.url, settings, url])
  await child.firstLine
  return {
    server: {
      webhook: url + new URL(world.webhook).pathname,
      account: carrier.account,
      socket: { url: url.replace('http', 'ws'), cookie: '' },
    },
    processes: { app: child.pid, postmaster: postgres.value.pid() ?? 0 },
    async stop() {
      await child.kill('SIGTERM')
      await postgres.value.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
