import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const PLAYWRIGHT = join(ROOT, 'node_modules/@playwright/test/cli.js')
const LISTED_WITHIN_MS = 60_000

const EVERYWHERE = [
  ...named('INB', 1, 11),
  ...named('INB', 14, 16),
  ...named('ST', 1, 13),
  ...named('CH', 1, 12),
  ...named('AS', 1, 8),
]
const AT_A_DESK = [...EVERYWHERE, 'KB']
const IN_A_POCKET = [...EVERYWHERE, 'MO-1', ...named('MO', 3, 7)]

type Suite = { suites?: Suite[]; specs?: { title: string; tests: { projectName: string }[] }[] }

test(
  'each thing that people do in the inbox has its story, at a desk and on a phone',
  async () => {
    const listed = ['test', '--list', '--reporter=json']
    const { stdout } = await promisify(execFile)(process.execPath, [PLAYWRIGHT, ...listed], {
      cwd: ROOT,
      maxBuffer: 100_000_000,
    })
    const all: Suite = JSON.parse(stdout)
    expect(AT_A_DESK.filter((id) => !played(all, 'desktop', id))).toEqual([])
    expect(IN_A_POCKET.filter((id) => !played(all, 'phone', id))).toEqual([])
  },
  LISTED_WITHIN_MS,
)

function named(area: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `${area}-${first + at}`)
}

function played({ suites = [], specs = [] }: Suite, size: 'desktop' | 'phone', id: string): boolean {
  const inTitle = new RegExp(`(^|[ ,])${id}[,:]`)
  return (
    suites.some((suite) => played(suite, size, id)) ||
    specs.some(
      ({ title, tests }) =>
        inTitle.test(title) && tests.some(({ projectName }) => projectName.startsWith(size)),
    )
  )
}
