import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

// Everything, as CI runs it: what the code says of itself, then what it does, then what people see in a real browser.
const bin = (name: string) => join(root, 'node_modules/.bin', name)

run('check', process.execPath, ['scripts/check.ts'])
run('web build', process.execPath, ['scripts/run.mjs', '--build'])
run('size of the first screens', process.execPath, ['scripts/measure-size.ts'])
run('unit and database tests', bin('vitest'), ['run'])
installBrowser()
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

// The browser comes from the system's packages; a download of the test tool's own would need the internet.
function installBrowser(): void {
  if (existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium')) return
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.error(
      'There is no Chromium. Install it (apt-get install chromium), or name one with CHROMIUM_PATH.',
    )
    process.exit(1)
  }
  run('installing Chromium', 'sh', [
    '-c',
    'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium',
  ])
}
