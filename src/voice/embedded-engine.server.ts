import { networkInterfaces } from 'node:os'
import { fail, ok, type Result } from '#kit/result.ts'
import { reachOf } from './addresses.ts'
import type { LegId, MediaEngine, MediaEvent, MediaProblem, NewRecording, RecordingId } from './engine.ts'
import { createMediaWorker, type MediaWorker } from './media-worker.server.ts'
import { ANSWERS, type Method } from './protocol.ts'
import { repairRecording } from './recording-file.server.ts'

export type EmbeddedOptions = {
  /** Where the web server listens. */
  host: string
  /** UDP, of the first process; each further one has the next. 0: any that is free. */
  port: number
  /** The addresses that far ends are told; none: those of this machine. */
  publicIps: readonly string[]
  processes: number
  /** After so many legs a process is replaced as soon as it is idle; 1,000 when it is not said. */
  legsEach?: number
  /** Why a process does not start, once for each try: `port-taken`. */
  notStarted?: (problem: { reason: string; port: number }) => void
}

/** The engine that comes along, in processes of its own: a crash there takes calls with it, and never the inbox. */
export type EmbeddedEngine = MediaEngine & {
  /** The processes at work. */
  pids(): number[]
}

/**
 * Each call is carried by one process, the one with the fewest legs when it began. Processes start with their first
 * call.
 */
export function createEmbeddedEngine(options: EmbeddedOptions): EmbeddedEngine {
  const { legsEach = LEGS_EACH } = options
  const reach = reachOf(options.host, options.publicIps, ownAddresses())
  const listeners = new Set<(event: MediaEvent) => void>()
  const workers = Array.from({ length: options.processes }, (_, index) => startWorker(index))
  const legs = new Map<LegId, { callId: string; worker: Worker }>()
  const recordings = new Map<RecordingId, { file: string; worker: Worker }>()
  const served = new Map<Worker, number>()

  const engine: MediaEngine = {
    kinds: ['webrtc'],
    async createLeg(leg) {
      const worker = legs.get(leg.leg)?.worker ?? workerFor(leg.callId)
      const known = legs.has(leg.leg)
      legs.set(leg.leg, { callId: leg.callId, worker })
      if (!known) served.set(worker, (served.get(worker) ?? 0) + 1)
      const created = await ask<void>(worker, 'createLeg', [leg])
      if (!created.ok && !known) legs.delete(leg.leg)
      return created
    },
    acceptOffer: (leg, offer) => askFor(leg, 'acceptOffer', [leg, offer]),
    createOffer: (leg) => askFor(leg, 'createOffer', [leg]),
    acceptAnswer: (leg, answer) => askFor(leg, 'acceptAnswer', [leg, answer]),
    async bridge(together) {
      const worker = workerOf(together)
      return worker.ok ? ask(worker.value, 'bridge', [together]) : worker
    },
    unbridge: (leg) => askFor(leg, 'unbridge', [leg]),
    hold: (leg, music) => askFor(leg, 'hold', music ? [leg, music] : [leg]),
    resume: (leg) => askFor(leg, 'resume', [leg]),
    mute: (leg, muted) => askFor(leg, 'mute', [leg, muted]),
    play: (leg, sound) => askFor(leg, 'play', [leg, sound]),
    async stop(play) {
      for (const worker of workers) if (worker.works()) await ask(worker, 'stop', [play])
      return ok(undefined)
    },
    sendDtmf: (leg, digits) => askFor(leg, 'sendDtmf', [leg, digits]),
    async record(recording) {
      const worker = workerOf(recordedLegs(recording))
      if (!worker.ok) return worker
      const begun = await ask<RecordingId>(worker.value, 'record', [recording])
      if (begun.ok) recordings.set(begun.value, { file: recording.file, worker: worker.value })
      return begun
    },
    recordLegs: (recording, channels) => askAbout(recording, 'recordLegs', [recording, channels]),
    pauseRecord: (recording) => askAbout(recording, 'pauseRecord', [recording]),
    resumeRecord: (recording) => askAbout(recording, 'resumeRecord', [recording]),
    stopRecord: (recording) => askAbout(recording, 'stopRecord', [recording]),
    async close(leg) {
      const worker = legs.get(leg)?.worker
      legs.delete(leg)
      if (!worker?.works()) return ok(undefined)
      const closed = await ask<void>(worker, 'close', [leg])
      renewIdle(worker)
      return closed
    },
    stats: (leg) => askFor(leg, 'stats', [leg]),
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.end()))
      legs.clear()
    },
  }
  return { ...engine, pids: () => workers.flatMap((worker) => worker.pid() ?? []) }

  function startWorker(index: number): Worker {
    const port = options.port === 0 ? 0 : options.port + index
    const worker: Worker = createMediaWorker(
      { ...reach, port },
      {
        event: (event) => {
          if (event.type === 'recording-ended') recordings.delete(event.recording)
          tell(event)
        },
        died: () => void mourn(worker),
        notStarted: (reason) => options.notStarted?.({ reason, port }),
      },
    )
    return worker
  }

  function workerFor(callId: string): Worker {
    const own = [...legs.values()].find((leg) => leg.callId === callId)?.worker
    return own ?? workers.reduce((least, one) => (loadOf(one) < loadOf(least) ? one : least))
  }

  // The library keeps some thousand bytes of each connection that has ever been.
  function renewIdle(worker: Worker): void {
    const busy = loadOf(worker) > 0 || [...recordings.values()].some((one) => one.worker === worker)
    if (busy || (served.get(worker) ?? 0) < legsEach) return
    served.set(worker, 0)
    worker.renew()
  }

  function loadOf(worker: Worker): number {
    return [...legs.values()].filter((leg) => leg.worker === worker).length
  }

  function workerOf(together: readonly LegId[]): Result<Worker, MediaProblem> {
    const found = together.map((leg) => legs.get(leg)?.worker)
    const [first] = found
    if (!first || found.includes(undefined)) return fail({ code: 'unknown-leg' })
    return found.every((worker) => worker === first) ? ok(first) : fail({ code: 'apart' })
  }

  async function askFor<T>(leg: LegId, method: Method, args: unknown[]): Promise<Result<T, MediaProblem>> {
    const worker = legs.get(leg)?.worker
    return worker ? ask(worker, method, args) : fail({ code: 'unknown-leg' })
  }

  async function askAbout<T>(
    recording: RecordingId,
    method: Method,
    args: unknown[],
  ): Promise<Result<T, MediaProblem>> {
    const worker = recordings.get(recording)?.worker
    return worker ? ask(worker, method, args) : fail({ code: 'unknown-recording' })
  }

  async function ask<T>(worker: Worker, method: Method, args: unknown[]): Promise<Result<T, MediaProblem>> {
    const answer = ANSWERS[method].safeParse(await worker.ask(method, args))
    // The schema of a method's answer yields what that method answers.
    return answer.success ? (answer.data as Result<T, MediaProblem>) : fail({ code: 'engine-down' })
  }

  // What was said until then is kept before anybody hears that the call is lost.
  async function mourn(worker: Worker): Promise<void> {
    const lost = [...legs].filter(([, leg]) => leg.worker === worker).map(([leg]) => leg)
    const cut = [...recordings].filter(([, recording]) => recording.worker === worker)
    for (const leg of lost) legs.delete(leg)
    for (const [recording, { file }] of cut) {
      recordings.delete(recording)
      const repaired = await repairRecording(file)
      const durationMs = repaired.ok ? repaired.value.durationMs : 0
      tell({ type: 'recording-ended', recording, reason: 'engine-failed', file, durationMs })
    }
    for (const leg of lost) tell({ type: 'failed', leg })
  }

  function tell(event: MediaEvent): void {
    for (const listener of listeners) listener(event)
  }
}

type Worker = MediaWorker

const LEGS_EACH = 1_000

function recordedLegs({ left, right = [] }: NewRecording): LegId[] {
  return [...left, ...right]
}

/** This machine's, as others see it. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
