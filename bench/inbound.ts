import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '#db/postgres.ts'
import { ROOT, runNode } from '#test/rig/child.ts'
import { openSite, type Site } from '#test/rig/killing.ts'
import { freePort } from '#test/rig/port.ts'
import { runLoad } from './loading.ts'
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
      const product = await productOf(site)
      for (const scenario of SCENARIOS) await ripen(site, { ...product, ...amountsOf(scenario) })
      const figures: Figure[] = []
      for (const scenario of SCENARIOS) {
        const rates = { product: [] as number[], limit: [] as number[] }
        let wrong = 0
        for (let round = 0; round < (short ? 1 : ROUNDS); round++) {
          for (const [name, server] of [['limit', limit.server] as const, ['product', product] as const]) {
            const measured = await measure(server, scenario, texts)
            rates[name].push(measured.perSecond)
            wrong += measured.wrong
            say(`${scenario.name}, ${name}: ${Math.round(measured.perSecond)} texts/s`)
          }
        }
        figures.push(...figuresOf(scenario, rates), none(`refused or not pushed, ${scenario.name}`, wrong))
      }
      return figures
    } finally {
      await limit.stop()
      await site.close()
    }
  },
}

function figuresOf({ name }: Scenario, { product, limit }: { product: number[]; limit: number[] }): Figure[] {
  // Of each round by itself: what else the machine is at does not stay the same.
  const share = median(product.map((rate, round) => (100 * rate) / (limit[round] ?? 0)))
  return [
    figure(`texts ${name}: the least that could`, median(limit), '/s'),
    figure(`texts ${name}: the product`, median(product), '/s'),
    figure(`texts ${name}: the product's share`, share, '%', { atLeast: GOAL_PERCENT }),
  ]
}

async function measure(
  server: Server,
  scenario: Scenario,
  texts: number,
): Promise<{ perSecond: number; wrong: number }> {
  const warmUp = Math.max(2_000, scenario.customers)
  const { tookMs, refused, pushed } = await runLoad({ ...server, ...amountsOf(scenario), warmUp, texts })
  return { perSecond: (1_000 * texts) / tookMs, wrong: refused + (warmUp + texts - pushed) }
}

function amountsOf({ firstCustomer, customers }: Scenario) {
  return { browsers: 1, connections: CONNECTIONS, firstCustomer, customers }
}

/** The limit in a process of its own, over a Postgres of its own with the same settings. */
async function startLimit({ carrier, world }: Site): Promise<{ server: Server; stop(): Promise<void> }> {
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
    async stop() {
      await child.kill('SIGTERM')
      await postgres.value.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
