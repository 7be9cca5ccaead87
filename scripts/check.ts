import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'
import { checkStatements } from './check-sql.ts'
import { dumpSchema } from './dump-schema.ts'
import { root } from './sources.ts'

// Everything that can be said of the code without running the product. `--write` brings the generated files up to date.
const write = process.argv.includes('--write')
const bin = join(root, 'node_modules/.bin')

const steps: [string, () => boolean | Promise<boolean>][] = [
  ['types', () => tool('tsc', ['--noEmit'])],
  ['lint', () => tool('oxlint', ['--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'scripts'])],
  ['format', () => tool('biome', ['check', ...(write ? ['--write'] : []), '.'])],
  ['unused code', () => tool('knip', [])],
  ['import boundaries', () => script('check-boundaries.ts')],
  ['texts in three languages', () => script('check-locales.ts')],
  ['house rules', () => script('check-house.ts')],
  ['what security is shown by', () => script('check-security.ts')],
  ['schema and statements', schema],
]

let failed = false
for (const [name, step] of steps) {
  const started = performance.now()
  const passed = await step()
  console.log(`${passed ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  failed ||= !passed
}
process.exit(failed ? 1 : 0)

async function schema(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-check-'))
  chmodSync(folder, 0o755)
  const server = await startPostgres(folder, { fsync: 'off' })
  if (!server.ok) return report([`Postgres did not start: ${server.error.code}`])
  try {
    const { url } = server.value
    const client = new pg.Client(url)
    await client.connect()
    await migrate(client)
    await client.end()
    await runMigrations({ connectionString: url })
    return report([...(await compareDump(url)), ...(await checkStatements(url))])
  } finally {
    await server.value.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compareDump(url: string): Promise<string[]> {
  const path = join(root, 'src/db/schema.sql')
  const dump = await dumpSchema(url)
  if (write) writeFileSync(path, dump)
  const same = existsSync(path) && readFileSync(path, 'utf8') === dump
  return same ? [] : ['src/db/schema.sql is not what the migrations make: npm run check -- --write']
}

function report(problems: string[]): boolean {
  for (const problem of problems) console.error(problem)
  return problems.length === 0
}

function tool(name: string, args: string[]): boolean {
  return spawnSync(join(bin, name), args, { cwd: root, stdio: 'inherit' }).status === 0
}

function script(name: string): boolean {
  return (
    spawnSync(process.execPath, [join(root, 'scripts', name)], { cwd: root, stdio: 'inherit' }).status === 0
  )
}
