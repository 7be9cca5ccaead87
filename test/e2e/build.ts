import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { makeOrigins } from './origins.ts'

/** The stories are played on the web app as it is now. */
export default async function build(): Promise<() => void> {
  const root = join(import.meta.dirname, '../..')
  const { status } = spawnSync(process.execPath, ['scripts/run.mjs', '--build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('The web app could not be built')
  return makeOrigins()
}
