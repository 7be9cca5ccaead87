import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** One measured number, and what it should be. */
export type Figure = { what: string; value: number; unit: string; goal?: Goal }

export type Goal = { atMost: number } | { atLeast: number }

export type Bench = {
  name: string
  /** Measures, and says on the way what it is at. */
  run(options: BenchOptions): Promise<Figure[]>
}

export type BenchOptions = {
  /** Chance can be repeated. */
  seed: number
  /** A smaller run of the same, to see whether the measuring works. */
  short: boolean
  say(line: string): void
}

export function figure(what: string, value: number, unit: string, goal?: Goal): Figure {
  return { what, value, unit, ...(goal && { goal }) }
}

/** A count that must be 0. */
export function none(what: string, value: number): Figure {
  return figure(what, value, '', { atMost: 0 })
}

export function isMet({ value, goal }: Figure): boolean | undefined {
  if (!goal) return undefined
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
}

export function toTable(figures: Figure[]): string {
  const rows = figures.map((one) => [
    one.what,
    `${rounded(one.value)} ${one.unit}`.trim(),
    goalOf(one),
    markOf(one),
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(([what = '', value = '', goal = '', mark = '']) =>
      [what.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), goal.padEnd(widths[2] ?? 0), mark]
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export type Machine = {
  cpu: string
  cores: number
  memoryGb: number
  kernel: string
  node: string
  busy: string
}

/** What the figures were measured on, and whether others were at work on it. */
export function machine(): Machine {
  const [first] = cpus()
  return {
    cpu: first?.model.trim() || 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    busy: loadOf(),
  }
}

export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: number[]): number {
  return percentile(values, 0.5)
}

function goalOf({ goal, unit }: Figure): string {
  if (!goal) return ''
  const [sign, bound] = 'atMost' in goal ? ['≤', goal.atMost] : ['≥', goal.atLeast]
  return `${sign} ${rounded(bound)} ${unit}`.trim()
}

function markOf(one: Figure): string {
  const met = isMet(one)
  return met === undefined ? '' : met ? '✓' : '✗'
}

function rounded(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

function loadOf(): string {
  try {
    return readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')
  } catch {
    return 'unknown'
  }
}
