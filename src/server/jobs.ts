import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, type Runner, run, runMigrations } from 'graphile-worker'
import type { Database } from '#db/db.ts'
import { holdPresence, type Presence } from './presence.ts'

/** Work by name. The payload is what the transaction that queued it said; it may be run again after a crash. */
export type Tasks = Record<string, (payload: never) => Promise<void>>

/** Work that comes back at set times, as crontab writes them (UTC). */
export type Schedule = { task: string; at: string }[]

export type Jobs = { stop(): Promise<void> }

type Work = { tasks: Tasks; schedule: Schedule; failed(task: string, error: unknown): void }

const LOOK_FOR_THE_DEAD_MS = 15_000
const BEGIN_AGAIN_MS = 500
const AT_ONCE = 8

export function prepareJobs(databaseUrl: string): Promise<void> {
  return runMigrations({ connectionString: databaseUrl, logger: SILENT })
}

/** Starts working. Jobs that a dead process still holds are freed at once, and looked for from then on. */
export async function startJobs(db: Database, databaseUrl: string, work: Work): Promise<Jobs> {
  const presence = await holdPresence(db, databaseUrl)
  await presence.freeTheDead()
  let stopping = false
  let running = await begin(db, presence, work)
  const working = keepWorking()
  const looking = setInterval(() => void presence.freeTheDead().catch(() => {}), LOOK_FOR_THE_DEAD_MS)
  return { stop }

  // The runner gives up when it cannot write down that a job has ended. The job is then done again by the next one.
  async function keepWorking(): Promise<void> {
    while (!stopping) {
      await running.ended
      while (!stopping) {
        try {
          await presence.ended(running.name)
          running = await begin(db, presence, work)
          break
        } catch {
          await sleep(BEGIN_AGAIN_MS)
        }
      }
    }
    await running.stop()
  }

  async function stop(): Promise<void> {
    clearInterval(looking)
    stopping = true
    await running.stop()
    await working
    await presence.ended(running.name).catch(() => {})
    await presence.release()
  }
}

type Started = { worker: { workerPool: { id: string } } }
type Running = { name: string; ended: Promise<void>; stop(): Promise<void> }

async function begin(db: Database, presence: Presence, { tasks, schedule, failed }: Work): Promise<Running> {
  let name = ''
  const runner: Runner = await run({
    pgPool: db.owner,
    concurrency: AT_ONCE,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: SILENT,
    taskList: Object.fromEntries(Object.keys(tasks).map((task) => [task, performer(task)])),
    parsedCronItems: parseCronItems(
      schedule.map(({ task, at }) => ({ task, match: at, identifier: task, options: { jobKey: task } })),
    ),
    preset: {
      // Without a batch a failure to write down a job's end is an unhandled rejection, which ends the process.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [{ name: 'presence', version: '1.0.0', worker: { hooks: { startWorker } } }],
    },
  })
  return {
    name,
    ended: runner.promise.catch(() => {}),
    // One that has given up has stopped already.
    stop: () => runner.stop().catch(() => {}),
  }

  // Before the first job is taken: from then on a crash frees what this process holds. Jobs are held by the pool.
  async function startWorker(_: unknown, { worker }: Started): Promise<void> {
    name = worker.workerPool.id
    await presence.working(name)
  }

  function performer(task: string) {
    return async (payload: unknown) => {
      try {
        // The payload of a task is what its own name was queued with.
        await tasks[task]?.(payload as never)
      } catch (error) {
        failed(task, error)
        throw error
      }
    }
  }
}

const SILENT = new Logger(() => () => {})
