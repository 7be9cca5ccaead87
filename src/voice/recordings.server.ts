import { fail, ok, type Result } from '#kit/result.ts'
import type {
  LegId,
  MediaEvent,
  MediaProblem,
  NewRecording,
  RecordedFile,
  RecordingEnd,
  RecordingId,
} from './engine.ts'
import { samplesOf, type VoiceFrame } from './leg.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { createRecordingFile, type GrowingFile } from './recording-file.server.ts'

/** All recordings of one process. */
export type Recordings = {
  hear(leg: LegId, frame: VoiceFrame, now: number): void
  begin(id: RecordingId, recording: NewRecording): Promise<Result<void, MediaProblem>>
  /** The recording, to be changed. */
  change(id: RecordingId, act: (recorder: Recorder, now: number) => void): Result<void, MediaProblem>
  end(id: RecordingId): Promise<Result<RecordedFile, MediaProblem>>
  endAll(): Promise<void>
}

type Running = { recorder: Recorder; file: GrowingFile; timer: NodeJS.Timeout }

/** How often what was said goes to the disk. */
const WRITE_EVERY_MS = 250

export function createRecordings(tell: (event: MediaEvent) => void): Recordings {
  const running = new Map<RecordingId, Running>()
  /** Which recordings a leg is in, so that each packet finds them at once. */
  let heardBy = new Map<LegId, Set<Recorder>>()

  return {
    hear(leg, frame, now) {
      const recorders = heardBy.get(leg)
      if (!recorders) return
      const samples = samplesOf(frame)
      for (const recorder of recorders) recorder.add(leg, frame.timestamp, samples, now)
    },
    async begin(id, recording) {
      const file = await createRecordingFile(recording.file, recording.right ? 2 : 1)
      if (!file.ok) return file
      const recorder = createRecorder(recording, recording.until, performance.now())
      const timer = setInterval(() => write(id), WRITE_EVERY_MS)
      running.set(id, { recorder, file: file.value, timer })
      find()
      return ok(undefined)
    },
    change(id, act) {
      const recording = running.get(id)
      if (!recording) return fail({ code: 'unknown-recording' })
      act(recording.recorder, performance.now())
      find()
      return ok(undefined)
    },
    async end(id) {
      const recording = running.get(id)
      if (!recording) return fail({ code: 'unknown-recording' })
      recording.file.append(recording.recorder.take(performance.now(), true).samples)
      return ok(await finish(id, recording, 'stopped'))
    },
    async endAll() {
      for (const [id, recording] of running) {
        recording.file.append(recording.recorder.take(performance.now(), true).samples)
        await finish(id, recording, 'stopped')
      }
    },
  }

  function find(): void {
    heardBy = new Map()
    for (const { recorder } of running.values()) {
      for (const leg of recorder.legs()) heardBy.set(leg, (heardBy.get(leg) ?? new Set()).add(recorder))
    }
  }

  function write(id: RecordingId): void {
    const recording = running.get(id)
    if (!recording) return
    const { samples, ended } = recording.recorder.take(performance.now())
    const reason = recording.file.append(samples) ? ended : 'write-failed'
    if (reason) void finish(id, recording, reason)
  }

  async function finish(
    id: RecordingId,
    { file, timer }: Running,
    reason: RecordingEnd,
  ): Promise<RecordedFile> {
    clearInterval(timer)
    running.delete(id)
    find()
    const recorded = await file.finish()
    tell({ type: 'recording-ended', recording: id, reason, ...recorded })
    return recorded
  }
}
