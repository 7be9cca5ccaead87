import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

// Everything, as CI runs it: what the code says of itself, then what it does, then what people see in a real browser.
const BROWSERS = ['chromium', 'chromium-headless-shell']
const INSTALLED_WITHIN_MS = 180_000
const bin = (name: string) => join(root, 'node_modules/.bin', name)

run('check', process.execPath, ['scripts/check.ts'])
run('web build', process.execPath, ['scripts/run.mjs', '--build'])
run('size of the first screens', process.execPath, ['scripts/measure-size.ts'])
run('unit and database tests', bin('vitest'), ['run'])
installBrowsers()
run('browser tests', bin('playwright'), ['test'])

function run(name: string, command: string, args: string[]): void {
  const started = Date.now()
  console.log(`\n— ${name}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  console.log(
    `— ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`,
  )
  if (status !== 0) process.exit(1)
}

// The browser comes from the system's packages; a download of the test tool's own would need the internet. Without its
// light form the stories take longer, and that is all.
function installBrowsers(): void {
  if (process.env.CHROMIUM_PATH !== undefined) return
  const missing = BROWSERS.filter((name) => !existsSync(`/usr/bin/${name}`))
  if (missing.length > 0 && process.getuid?.() === 0) install(missing)
  if (existsSync('/usr/bin/chromium')) return
  console.error(
    'There is no Chromium. Install it (apt-get install chromium), or name one with CHROMIUM_PATH.',
  )
  process.exit(1)
}

function install(packages: string[]): void {
  console.log(`\n— installing ${packages.join(', ')}`)
  const script = `apt-get update -qq && apt-get install -y -qq ${packages.join(' ')}`
  spawnSync('sh', ['-c', script], {
    stdio: 'inherit',
    timeout: INSTALLED_WITHIN_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
