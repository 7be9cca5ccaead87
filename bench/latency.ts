import { openSite } from '#test/rig/killing.ts'
import { runLoad } from './loading.ts'
import { type Bench, figure, median, none, percentile } from './report.ts'
import { productOf, ripen } from './rig.ts'

const PER_SECOND = 200
const BROWSERS = 20
const CUSTOMERS = 500

/** How long a provider waits for its answer, and the team for the text, on a busy day. */
export const latency: Bench = {
  name: 'latency',
  async run({ short, say }) {
    const texts = PER_SECOND * (short ? 3 : 30)
    const site = await openSite()
    try {
      const product = await productOf(site)
      const amounts = { browsers: BROWSERS, connections: 64, firstCustomer: 300_000, customers: CUSTOMERS }
      await ripen(site, { ...product, ...amounts })
      say(`${texts} texts, ${PER_SECOND} a second, ${BROWSERS} browsers`)
      const load = await runLoad({ ...product, ...amounts, warmUp: 1_000, texts, perSecond: PER_SECOND })
      return [
        figure('texts a second', (1_000 * texts) / load.tookMs, '/s'),
        figure('answer to the provider, in the middle', median(load.acks), 'ms', { atMost: 4 }),
        figure('answer to the provider, 99 of 100', percentile(load.acks, 0.99), 'ms'),
        figure('text on a screen, in the middle', median(load.pushes), 'ms'),
        figure('text on a screen, 99 of 100', percentile(load.pushes, 0.99), 'ms', { atMost: 60 }),
        none('texts refused', load.refused),
        none('texts that a browser did not hear of', 1_000 + texts - load.pushed),
      ]
    } finally {
      await site.close()
    }
  },
}
