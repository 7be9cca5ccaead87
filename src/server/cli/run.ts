import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Providers } from '#features/line/line.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { providers as installed } from '#providers/index.ts'
import { type OpenCore, openCore } from '../core.ts'
import { type Env, readEnv } from '../env.ts'
import { apiKeyCreate, apiKeyList, apiKeyRevoke } from './api-key.ts'
import { backupCommand, restoreCommand } from './backup.ts'
import type { CliCall, CliCommand, Output } from './command.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { explainCommand, MISUSE } from './explain.ts'
import { lineConnect, lineList } from './line.ts'
import { workspaceList } from './workspace.ts'

const COMMANDS: CliCommand[] = [
  demo,
  workspaceList,
  lineConnect,
  lineList,
  apiKeyCreate,
  apiKeyList,
  apiKeyRevoke,
  backupCommand,
  restoreCommand,
  doctor,
]

export type CliResult = { code: 0 | 1 | 2; out: string; err: string }

/** Runs one command. Code 1: it was not done or something is wrong; 2: it was not called as it wants to be. */
export async function runCli(
  args: string[],
  variables: NodeJS.ProcessEnv = process.env,
  providers: Providers = installed,
): Promise<CliResult> {
  const env = readSettings(variables)
  if (!env.ok) return { code: 2, out: '', err: String(env.error.params?.reason) }
  const json = args.includes('--json')
  const result = await runCommand(args, env.value, providers).catch(unexpected)
  if (!result.ok) {
    const message = explainCommand(result.error, env.value)
    const err = json ? JSON.stringify({ error: { ...result.error, message } }) : message
    return { code: MISUSE.has(result.error.code) ? 2 : 1, out: '', err }
  }
  const { json: value, text, healthy = true } = result.value
  return { code: healthy ? 0 : 1, out: json ? JSON.stringify(value) : text, err: '' }
}

// The one place where the unexpected is met: a full disk, a database that goes away.
function unexpected(error: unknown): Result<never> {
  return refuse('unexpected', { reason: error instanceof Error ? error.message : String(error) })
}

async function runCommand(args: string[], env: Env, providers: Providers): Promise<Result<Output>> {
  const command = COMMANDS.find(({ name }) => `${args.join(' ')} `.startsWith(`${name} `))
  if (!command)
    return asksForHelp(args) || args.length === 0
      ? ok(help())
      : refuse('unknown-command', { name: wordsOf(args) })
  const rest = args.slice(command.name.split(' ').length)
  if (asksForHelp(rest)) return ok(help([command]))
  const parsed = parse(command, rest, providers)
  if (!parsed.ok) return parsed
  let opening: Promise<Result<OpenCore>> | undefined
  const open = () => {
    opening ??= openCore(env)
    return opening
  }
  try {
    return await command.run({ env, providers, open, ...parsed.value })
  } finally {
    const opened = await opening
    if (opened?.ok) await opened.value.close()
  }
}

const EVERYWHERE: ParseArgsOptionsConfig = {
  json: { type: 'boolean' },
  workspace: { type: 'string' },
}

function parse(
  command: CliCommand,
  args: string[],
  providers: Providers,
): Result<Pick<CliCall, 'values' | 'positionals'>> {
  const options =
    typeof command.options === 'function' ? command.options(args, providers) : ok(command.options ?? {})
  if (!options.ok) return options
  const usage = `${command.name} ${command.usage}`.trim()
  try {
    const all = { ...EVERYWHERE, ...options.value }
    const { values, positionals } = parseArgs({ args, options: all, allowPositionals: true })
    if (positionals.length === (command.positionals ?? 0)) return ok({ values, positionals })
    return refuse('invalid-arguments', { reason: `${command.name} was not called as it should be.`, usage })
  } catch (error) {
    // parseArgs throws only for what was typed, and says it well.
    return refuse('invalid-arguments', { reason: error instanceof Error ? error.message : '', usage })
  }
}

function help(commands = COMMANDS): Output {
  const paragraphs = commands.map(
    ({ name, usage, about }) => `  ${`${name} ${usage}`.trimEnd()}\n      ${about}`,
  )
  const text = [
    'Usage: npm run -s cli -- COMMAND [--json] [--workspace ID]',
    '',
    ...paragraphs,
    '',
    'The settings are those of the server: DATA_DIR, DATABASE_URL, PUBLIC_URL.',
  ]
  const json = commands.map(({ name, usage, about }) => ({ name, usage, about }))
  return { json, text: text.join('\n') }
}

function asksForHelp(args: string[]): boolean {
  return ['help', '--help', '-h'].includes(args[0] ?? '')
}

function wordsOf(args: string[]): string {
  const dash = args.findIndex((arg) => arg.startsWith('-'))
  return args.slice(0, dash < 0 ? args.length : dash).join(' ')
}

function readSettings(variables: NodeJS.ProcessEnv): Result<Env> {
  try {
    return ok(readEnv(variables))
  } catch (error) {
    return refuse('invalid-settings', { reason: error instanceof Error ? error.message : String(error) })
  }
}
