import type { ParseArgsOptionsConfig } from 'node:util'
import type { Providers } from '#features/line/line.server.ts'
import type { Result } from '#kit/result.ts'
import type { OpenCore } from '../core.ts'
import type { Env } from '../env.ts'

/** One thing that can be done from the terminal. */
export type CliCommand = {
  /** One word or two: `demo`, `line connect`. */
  name: string
  /** What stands behind the name in the help. */
  usage: string
  about: string
  options?:
    | ParseArgsOptionsConfig
    | ((args: string[], providers: Providers) => Result<ParseArgsOptionsConfig>)
  /** How many words without dashes it takes. */
  positionals?: number
  run(call: CliCall): Promise<Result<Output>>
}

export type CliCall = {
  env: Env
  providers: Providers
  /** Opens the database, once; it is closed when the command has ended. */
  open(): Promise<Result<OpenCore>>
  values: Values
  positionals: string[]
}

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** What is said in the end: to programs, and to people. `healthy: false` ends with exit code 1 all the same. */
export type Output = { json: unknown; text: string; healthy?: boolean }

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** Rows under each other, their columns aligned. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  const line = (row: string[]) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}
