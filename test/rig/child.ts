import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A Node process of ours. It is ended by its own id, and never outlives us. */
export type Child = {
  pid: number
  /** Its first line on standard output. */
  firstLine: Promise<string>
  /** Why it has ended, once it has; before that undefined. */
  ended(): string | undefined
  /** The last lines that it wrote. */
  output(): string[]
  kill(signal: NodeJS.Signals): Promise<void>
}

const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function runNode(args: string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  alive.add(child)
  let errors = ''
  let ended: string | undefined
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-4_000)
  })
  const exited = once(child, 'exit').then(([code, signal]) => {
    alive.delete(child)
    ended = `${signal ?? `exit code ${code}`}\n${errors}`
  })
  const lines = createInterface(child.stdout)
  const output: string[] = []
  lines.on('line', (line) => {
    output.push(line)
    if (output.length > 200) output.shift()
  })
  const firstLine = Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    exited.then(() => Promise.reject(new Error(`A process ended before it was ready: ${ended}`))),
  ])
  // Not everybody asks for it.
  firstLine.catch(() => {})
  return {
    pid: child.pid ?? 0,
    firstLine,
    ended: () => ended,
    output: () => output,
    async kill(signal) {
      child.kill(signal)
      await exited
    },
  }
}
