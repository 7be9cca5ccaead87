import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

// What the security document says is shown, is shown: every test that it names is there, and no requirement is left out.
const DOCUMENT = 'docs/security.md'

// Levels 1 and 2 of ASVS 5.0.0, by section: how many requirements each has, counted from 1.
const REQUIREMENTS: Record<string, number> = {
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
}

const text = readFileSync(join(root, DOCUMENT), 'utf8')
const problems = [...missingTests(), ...missingRequirements()]
for (const problem of problems) console.error(`${DOCUMENT}: ${problem}`)
process.exit(problems.length > 0 ? 1 : 0)

function missingTests(): string[] {
  return [...text.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)` “([^”]+)”/g)].flatMap(
    ([, path = '', name = '']) => {
      const file = join(root, path)
      return existsSync(file) && readFileSync(file, 'utf8').includes(`'${name}'`)
        ? []
        : [`there is no test “${name}” in ${path}`]
    },
  )
}

function missingRequirements(): string[] {
  const told = new Set([...text.matchAll(/^\| (\d+\.\d+\.\d+) \|/gm)].map(([, number]) => number))
  const wanted = Object.entries(REQUIREMENTS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  )
  return wanted.filter((number) => !told.has(number)).map((number) => `${number} is not there`)
}
