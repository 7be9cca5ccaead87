import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startTestPostgres } from '#test/postgres.setup.ts'
import { root, sourceFiles } from './sources.ts'

// What takes minutes: everything called with each of many ids that are somebody else's; and each filter of what people may
// see taken away, one by one, which some test has to notice.
type Mutant = { path: string; line: number; was: string; text: string }

/** A filter in the code, and how it looks when it lets everything pass. Its parameters stay, or the database would complain. */
const FILTERS: { in: RegExp; pattern: RegExp; open: (was: string) => string }[] = [
  {
    in: /\.server\.ts$/,
    pattern: /(?<=visible: )(?!'true'|'false')('[^']*'|`[^`]*`)/g,
    open: (was) => `\`true or (\${${was}})\``,
  },
  {
    in: /\.server\.ts$/,
    pattern: /(?<=visible: )[A-Za-z]\w*(\('\w+'\))?(?=,| \})/g,
    open: (was) => `\`true or (\${${was}})\``,
  },
  {
    in: /\.server\.ts$/,
    pattern: /(?<![\w.])(\w+\.)?inbox_id = any\((\$\d|\$\{\[[^\]]*\]\})\)/g,
    open: (was) => `(true or ${was})`,
  },
  { in: /member\.server\.ts$/, pattern: /(m\.)?removed_at is null/g, open: (was) => `(true or ${was})` },
  {
    in: /sync\/table\.server\.ts$/,
    pattern: /workspace_id = \$1(?= and \$2::uuid)/g,
    open: (was) => `(true or ${was})`,
  },
  { in: /sync\/synced\.ts$/, pattern: /audience === null \|\|/g, open: (was) => `true || ${was}` },
  { in: /member\/may\.ts$/, pattern: /role !== undefined &&/g, open: (was) => `true || ${was}` },
  {
    in: /sync\/command\.server\.ts$/,
    pattern: /repeated && !repeated\.own/g,
    open: (was) => `false && ${was}`,
  },
]

/** What lets nothing more pass when it is taken away, since another filter stands behind it; by file and filter. */
const DOUBLE: Record<string, string> = {
  'src/features/call/call-list.server.ts c.inbox_id = any($4)':
    'the threads are those of calls that were found within reach',
  'src/features/search/search.server.ts c.inbox_id = any($4)':
    'the conversations are those of hits that were found within reach',
  'src/features/conversation/contact-link.server.ts inbox_id = any(${[...reach.inboxIds]})':
    'what is found so is loaded within reach',
  'src/features/member/member.server.ts removed_at is null':
    'who is removed has no reach, and nobody without one is asked for their role',
}

const ENOUGH = { ISOLATION_CONVERSATIONS: '45', ISOLATION_IDS: '100000', ISOLATION_CALLS: '100000' }
const NEEDED = ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']

// One file, or one line of it: `npm run check:deep -- sync/table.server.ts:40`.
const only = process.argv[2]
const postgres = await startTestPostgres()
// What fails without a mutant would notice every one of them.
const held = tests(root, ['test/isolation'], only === undefined ? ENOUGH : {})
const survivors = held ? tryMutants(allMutants().filter(isWanted)) : []
await postgres.stop()
for (const { path, line, was } of survivors) console.error(`survived: ${path}:${line}: ${was}`)
process.exit(held && survivors.length === 0 ? 0 : 1)

function allMutants(): Mutant[] {
  return sourceFiles('src')
    .filter((path) => !/\.(test|suite)\.ts$/.test(path))
    .flatMap(mutantsOf)
}

function isWanted({ path, line, was }: Mutant): boolean {
  if (DOUBLE[`${path} ${was}`] !== undefined) return false
  return only === undefined || (only.includes(':') ? `${path}:${line}`.endsWith(only) : path.includes(only))
}

function mutantsOf(path: string): Mutant[] {
  const source = readFileSync(join(root, path), 'utf8')
  return FILTERS.filter((filter) => filter.in.test(path)).flatMap(({ pattern, open }) =>
    [...source.matchAll(pattern)].map(({ 0: was, index }) => ({
      ...{ path, was },
      line: source.slice(0, index).split('\n').length,
      text: source.slice(0, index) + open(was) + source.slice(index + was.length),
    })),
  )
}

function tryMutants(mutants: Mutant[]): Mutant[] {
  const copy = mkdtempSync(join(tmpdir(), 'centralita-mutants-'))
  for (const name of NEEDED) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const left = mutants.filter((mutant, place) => {
    const noticed = isNoticed(copy, mutant)
    const what = `${mutant.path}:${mutant.line}: ${mutant.was.replaceAll(/\s+/g, ' ')}`
    console.log(
      `${place + 1}/${mutants.length} ${noticed ? `✓ noticed by ${noticed}` : '✗ survived'} — ${what}`,
    )
    return noticed === undefined
  })
  rmSync(copy, { recursive: true, force: true })
  return left
}

// First the trial of everything, then the tests beside the code and those of sockets.
function isNoticed(copy: string, { path, text }: Mutant): string | undefined {
  writeFileSync(join(copy, path), text)
  const beside = readdirSync(join(copy, dirname(path)))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(dirname(path), name))
  const suites = [
    ['test/isolation'],
    ['src/server/realtime.test.ts', 'src/server/reply-lock.test.ts'],
    beside,
  ]
  const noticed = suites.find((suite) => suite.length > 0 && !tests(copy, suite))
  cpSync(join(root, path), join(copy, path))
  return noticed?.join(' ')
}

/** Whether all tests pass; what they say is shown for the project itself. */
function tests(folder: string, paths: string[], env: Record<string, string> = {}): boolean {
  const stdio = folder === root ? 'inherit' : 'ignore'
  const vitest = join(root, 'node_modules/.bin/vitest')
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--bail', '1', ...paths], {
    ...{ cwd: folder, stdio, env: { ...process.env, TEST_POSTGRES_URL: postgres.url, ...env } },
  })
  return status === 0
}
