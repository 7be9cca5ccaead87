import { runCli } from './cli/run.ts'

// What an operator does from the terminal. Works beside a running server, over the same database.
const { code, out, err } = await runCli(process.argv.slice(2))
if (out) process.stdout.write(`${out}\n`)
if (err) process.stderr.write(`${err}\n`)
process.exitCode = code
