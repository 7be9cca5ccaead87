import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { counters } from './counters.ts'
import { crash } from './crash.ts'
import { footprint } from './footprint.ts'
import { fuzz } from './fuzz.ts'
import { inbound } from './inbound.ts'
import { latency } from './latency.ts'
import { lists } from './lists.ts'
import { type Bench, type Figure, isMet, machine, toTable } from './report.ts'
import { search } from './search.ts'
import { triage } from './triage.ts'
import { ui } from './ui.ts'
import { voice } from './voice.ts'

const BENCHES: Bench[] = [
  inbound,
  latency,
  lists,
  search,
  footprint,
  ui,
  voice,
  triage,
  counters,
  crash,
  fuzz,
]
/** Only when asked for by name: they take minutes, and measure nothing. */
const LONG = new Set(['counters', 'crash', 'fuzz'])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}. There are: ${BENCHES.map(({ name }) => name).join(', ')}\n`,
  )
  process.exit(1)
}
const chosen = BENCHES.filter(({ name }) =>
  positionals.length > 0 ? positionals.includes(name) : !LONG.has(name),
)

const about = machine()
const results: Record<string, Figure[]> = {}
for (const { name, run } of chosen) {
  const began = performance.now()
  process.stderr.write(`— ${name}\n`)
  const options = { seed: Number(values.seed), short: values.short, say }
  results[name] = await run(options)
  say(`${Math.round((performance.now() - began) / 1_000)} s`)
}

const facts = Object.entries(about).map(([name, value]) => `${name} ${value}`)
const tables = Object.entries(results).map(([name, figures]) => `\n${name}\n${toTable(figures)}`)
process.stdout.write(`${facts.join(' · ')}\n${tables.join('\n')}\n`)
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ at: new Date(), machine: about, results }, null, 2)}\n`)
const missed = Object.values(results)
  .flat()
  .filter((one) => isMet(one) === false)
process.exit(missed.length > 0 ? 1 : 0)

function say(line: string): void {
  process.stderr.write(`  ${line}\n`)
}
