import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fail, type Result } from '#kit/result.ts'
import type { MediaEvent, MediaProblem } from './engine.ts'
import type { Place } from './local-engine.server.ts'
import { type FromProcess, fromProcess, type Method, type ToProcess } from './protocol.ts'

/** One media process, started when something is asked of it, and again after it died. */
export type MediaWorker = {
  /** `engine-down`: it did not start, died meanwhile, or did not answer in time. */
  ask(method: Method, args: unknown[]): Promise<Result<unknown, MediaProblem>>
  /** The process at work, or undefined. */
  pid(): number | undefined
  /** Whether there is one, or will be in a moment. */
  works(): boolean
  /** Replaces a process that carries nothing by another. */
  renew(): void
  end(): Promise<void>
}

export type WorkerListener = {
  event(event: MediaEvent): void
  /** It ended without being told to: all that it carried is lost. */
  died(): void
  /** For the operator, whom a text without any number or name may help. */
  notStarted(reason: string): void
}

const PROGRAM = join(import.meta.dirname, 'media-process.server.ts')
/** A process that does not answer is as good as dead. */
const ANSWERS_WITHIN_MS = 10_000
const ENDS_WITHIN_MS = 5_000
const DOWN: Result<never, MediaProblem> = fail({ code: 'engine-down' })

type Process = {
  child: ChildProcess | undefined
  /** Whether it can be asked. */
  ready: Promise<boolean>
  questions: Map<number, (answer: Result<unknown, MediaProblem>) => void>
  /** It was told to end. */
  retired: boolean
}

export function createMediaWorker(place: Place, listener: WorkerListener): MediaWorker {
  let running: Process | undefined
  let asked = 0
  let ending = false
  // A process has the port until it has ended.
  let before: Promise<void> = Promise.resolve()

  return {
    async ask(method, args) {
      if (ending) return DOWN
      running ??= begin()
      const process = running
      return (await process.ready) ? question(process, method, args) : DOWN
    },
    pid: () => running?.child?.pid,
    works: () => running !== undefined,
    renew() {
      if (!running?.child) return
      before = retire(running)
      running = begin()
    },
    async end() {
      ending = true
      if (running) await retire(running)
      await before
    },
  }

  function begin(): Process {
    const process: Process = {
      ...{ child: undefined, questions: new Map(), retired: false },
      ready: before.then(() => start(process)),
    }
    return process
  }

  function start(process: Process): Promise<boolean> {
    if (process.retired) return Promise.resolve(false)
    const child = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    process.child = child
    return new Promise((answer) => {
      const patience = setTimeout(() => child.kill('SIGKILL'), ANSWERS_WITHIN_MS)
      child.on('message', (message) => {
        const heard = fromProcess.safeParse(message)
        if (!heard.success) return void child.kill('SIGKILL')
        if (heard.data.type === 'ready') clearTimeout(patience)
        if (heard.data.type === 'ready') answer(true)
        else hear(process, heard.data)
      })
      child.on('error', () => {})
      child.on('exit', () => {
        clearTimeout(patience)
        answer(false)
        forget(process)
      })
      say(child, { type: 'start', ...place, addresses: [...place.addresses] })
    })
  }

  function hear(process: Process, message: FromProcess): void {
    if (message.type === 'event') listener.event(message.event)
    if (message.type === 'answer') {
      // The answer's own schema is that of its method.
      process.questions.get(message.question)?.(message.answer as Result<unknown, MediaProblem>)
    }
    if (message.type === 'not-started') {
      listener.notStarted(message.reason)
      process.child?.kill('SIGKILL')
    }
  }

  function question(
    { child, questions }: Process,
    method: Method,
    args: unknown[],
  ): Promise<Result<unknown, MediaProblem>> {
    const number = asked++
    return new Promise((answered) => {
      const patience = setTimeout(() => child?.kill('SIGKILL'), ANSWERS_WITHIN_MS)
      questions.set(number, (answer) => {
        clearTimeout(patience)
        questions.delete(number)
        answered(answer)
      })
      if (child) say(child, { type: 'ask', question: number, method, args })
    })
  }

  async function retire(process: Process): Promise<void> {
    process.retired = true
    const { child } = process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise<void>((done) => child.once('exit', () => done()))
    const patience = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
    say(child, { type: 'end' })
    await exited
    clearTimeout(patience)
  }

  function forget(process: Process): void {
    if (running === process) running = undefined
    for (const answer of [...process.questions.values()]) answer(DOWN)
    if (!process.retired) listener.died()
  }
}

function say(child: ChildProcess, message: ToProcess): void {
  // A child that has just died hears nothing; its exit tells.
  if (child.connected) child.send(message, () => {})
}
