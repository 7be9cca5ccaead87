import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { WebSocket } from 'ws'
import { ROOT } from '#test/rig/child.ts'
import { createInstallation, type Installation, SECRET } from '#test/rig/installation.ts'
import { signIn } from '#test/rig/sign-in.ts'
import { memoryOf } from './processes.ts'
import { type Bench, type Figure, figure, median } from './report.ts'

const SETTLED_MS = 20_000

/** What the product needs before anybody does anything: memory, time to start, and code for the first page. */
export const footprint: Bench = {
  name: 'footprint',
  async run({ short, say }) {
    const starts = await timeStarts(short ? 1 : 5, say)
    const server = await createInstallation()
    try {
      await server.start()
      const demo = await makeDemo(server)
      const socket = await signedIn(server.url, demo)
      await sleep(short ? 1_000 : SETTLED_MS)
      const figures = [...starts, ...memoryFigures(server), ...codeFigures()]
      socket.close()
      return figures
    } finally {
      await server.remove()
    }
  },
}

async function timeStarts(times: number, say: (line: string) => void): Promise<Figure[]> {
  const first: number[] = []
  const then: number[] = []
  for (let time = 0; time < times; time++) {
    const server = await createInstallation()
    try {
      first.push(await server.start())
      await server.stop()
      then.push(await server.start())
    } finally {
      await server.remove()
    }
    say(`healthy after ${Math.round(first.at(-1) ?? 0)} ms, then ${Math.round(then.at(-1) ?? 0)} ms`)
  }
  return [
    figure('first start, of an empty folder', median(first), 'ms', { atMost: 6_000 }),
    figure('each start after that', median(then), 'ms', { atMost: 2_000 }),
  ]
}

type Demo = { members: { email: string; password: string }[] }

async function makeDemo({ dataDir }: Installation): Promise<Demo> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'src/server/cli.ts'), 'demo', '--json'],
    { cwd: ROOT, env: { ...process.env, DATA_DIR: dataDir, APP_SECRET: SECRET, DATABASE_URL: '' } },
  )
  // As the command line promises it.
  return JSON.parse(stdout) as Demo
}

/** The socket of a browser that has loaded what it loads first. */
async function signedIn(url: string, { members: [member] }: Demo): Promise<WebSocket> {
  if (!member) throw new Error('The demo has members')
  const cookie = await signIn(url, member.email, member.password)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`, { headers: { cookie } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ t: 'hello', since: null, inboxIds: [], memberId: null }))
  await once(socket, 'message')
  return socket
}

function memoryFigures(server: Installation): Figure[] {
  const { app, postgres } = memoryOf({ app: server.pid(), postmaster: server.postgresPid() ?? 0 })
  return [
    figure('idle memory of the app', app, 'MB'),
    figure('idle memory of Postgres, all its processes', postgres, 'MB'),
    figure('idle memory together', app + postgres, 'MB', { atMost: 300 }),
  ]
}

const SIZE = /^(\w+): ([\d.]+) kB of JavaScript/gm

function codeFigures(): Figure[] {
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts/measure-size.ts')], {
    encoding: 'utf8',
  })
  const sizes = [...stdout.matchAll(SIZE)]
  if (sizes.length === 0) throw new Error('The web app is not built: npm run bench does it')
  return sizes.map(([, screen = '', size]) =>
    figure(`JavaScript before the first paint: ${screen}`, Number(size), 'kB', { atMost: 170 }),
  )
}
