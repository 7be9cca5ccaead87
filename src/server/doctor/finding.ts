import type { Providers } from '#features/line/line.server.ts'
import type { OpenCore } from '../core.ts'
import type { Env } from '../env.ts'

/** What a check has seen, in words; when something is wrong, with what to do. */
export type Finding = { check: string; wrong: boolean; text: string }

export type Ground = { env: Env; opened: OpenCore; providers: Providers }

export type Check = (ground: Ground) => Promise<Finding[]>

export function fine(check: string, text: string): Finding[] {
  return [{ check, wrong: false, text }]
}

export function wrong(check: string, text: string): Finding[] {
  return [{ check, wrong: true, text }]
}
