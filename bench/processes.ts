import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

const { PRIORITY_LOW } = constants.priority

const TICKS_PER_SECOND = 100
const MB = 1_024

/** A server of ours and its Postgres. */
export type Processes = { app: number; postmaster: number }

/** How many seconds of work the processes have done until now, on whatever core. */
export function workOf({ app, postmaster }: Processes): number {
  // What its children did is the postmaster's when they have ended.
  return ticks(app, 2) + ticks(postmaster, 4) + sum(childrenOf(postmaster).map((pid) => ticks(pid, 2)))
}

/** From now on they work when nobody else wants the processor, as if they were on a machine of their own. */
export function giveWay({ app, postmaster }: Processes): void {
  for (const pid of [app, ...childrenOf(app), postmaster, ...childrenOf(postmaster)]) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), PRIORITY_LOW)
    // Where the system shares the processor among sessions first, each process of Postgres is one.
    const session = `/proc/${pid}/autogroup`
    if (existsSync(session)) writeFileSync(session, String(PRIORITY_LOW))
  }
}

/** Pss in megabytes: what each process holds, where pages that several share count for each by their part. */
export function memoryOf({ app, postmaster }: Processes): { app: number; postgres: number } {
  return { app: pss(app), postgres: pss(postmaster) + sum(childrenOf(postmaster).map(pss)) }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
}

function pss(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) / MB
}

// `utime`, `stime`, and then those of children that have ended.
function ticks(pid: number, fields: number): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  return (
    sum(
      after
        .split(' ')
        .slice(11, 11 + fields)
        .map(Number),
    ) / TICKS_PER_SECOND
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
