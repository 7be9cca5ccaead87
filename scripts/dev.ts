import { type ChildProcess, spawn } from 'node:child_process'
import { root } from './sources.ts'

// The server, begun again whenever one of its files changes, and Vite before it, which changes the page in place.
const WEB_PORT = Number(process.env.PORT ?? 3000)
const SERVER_PORT = WEB_PORT + 1

const server = run(['--watch', '--watch-preserve-output', 'src/server/main.ts'], {
  PORT: String(SERVER_PORT),
  // What people open, and so what the server believes requests to come from.
  PUBLIC_URL: process.env.PUBLIC_URL ?? `http://127.0.0.1:${WEB_PORT}`,
})
const web = run(['node_modules/vite/bin/vite.js', '--port', String(WEB_PORT), '--strictPort'], {
  SERVER_PORT: String(SERVER_PORT),
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
for (const child of [server, web]) child.on('exit', stop)

function run(args: string[], variables: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...variables } })
}

function stop(): void {
  for (const child of [server, web]) if (child.exitCode === null) child.kill('SIGTERM')
}
