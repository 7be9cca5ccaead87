import { createApp } from './app.ts'
import { openCore } from './core.ts'
import { type Env, readEnv } from './env.ts'
import { explain } from './explain.ts'

// One process: opens the facts, serves, and on Ctrl-C ends everything in the opposite order.
const env = readOrExit()
const opened = await openCore(env)
if (!opened.ok) exit(explain(opened.error, env))
const app = await createApp(env, opened.value)

let closing = false
// What was promised and never awaited holds nothing that is not written down: one mistake must not end all calls.
process.on('unhandledRejection', (err) =>
  app.http.log.error({ err }, 'Something failed that nobody waited for'),
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close())

try {
  await app.http.listen({ host: env.HOST, port: env.PORT })
} catch (error) {
  process.stderr.write(`${explain(listenProblem(error), env)}\n`)
  await close(1)
}
try {
  await app.work()
  process.stdout.write(`Centralita is ready at ${env.PUBLIC_URL}\n`)
} catch (error) {
  // Ended in its first moments: what it was about to begin with is closed already.
  if (!closing) throw error
}

async function close(code = 0): Promise<void> {
  if (closing) return
  closing = true
  await app.close()
  if (opened.ok) await opened.value.close()
  process.exit(code)
}

function listenProblem(error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === 'EADDRINUSE'
    ? { code: 'port-taken' }
    : { code: 'not-listening', params: { reason: String(error) } }
}

function readOrExit(): Env {
  try {
    return readEnv()
  } catch (error) {
    return exit(error instanceof Error ? error.message : String(error))
  }
}

function exit(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
