import { fail, ok, type Result } from '#kit/result.ts'
import { RATE } from '#voice/wav.ts'
import { wavFile } from './wav-file.ts'

/** A greeting that is not in use yet: to be listened to first. */
export type Spoken = { file: Blob; seconds: number }

export type SpokenProblem = { code: 'not-a-sound' | 'too-short' | 'too-long' | 'too-large' }

const SHORTEST_S = 1
export const LONGEST_S = 60
/** Nothing that lasts a minute is larger, however it was kept. */
const LARGEST_BYTES = 100 * 1024 * 1024

/** What a browser has recorded or read, whatever its format, as telephones carry it. */
export async function spokenIn(sound: Blob): Promise<Result<Spoken, SpokenProblem>> {
  if (sound.size > LARGEST_BYTES) return fail({ code: 'too-large' })
  const decoded = await decode(await sound.arrayBuffer())
  if (!decoded) return fail({ code: 'not-a-sound' })
  if (decoded.duration < SHORTEST_S) return fail({ code: 'too-short' })
  if (decoded.duration > LONGEST_S) return fail({ code: 'too-long' })
  const samples = await asTelephones(decoded)
  return ok({ file: new Blob([wavFile(samples)], { type: 'audio/wav' }), seconds: decoded.duration })
}

// The browser knows more formats than we could list.
async function decode(bytes: ArrayBuffer): Promise<AudioBuffer | undefined> {
  return new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes).catch(() => undefined)
}

async function asTelephones(sound: AudioBuffer): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, Math.max(1, Math.floor(sound.duration * RATE)), RATE)
  const source = context.createBufferSource()
  source.buffer = sound
  source.connect(context.destination)
  source.start()
  return (await context.startRendering()).getChannelData(0)
}

/** What is said from now on. `stop` answers it. */
export type Recorder = { stop(): Promise<Blob>; discard(): void }

export function recordFrom(microphone: MediaStream): Recorder {
  const recorder = new MediaRecorder(microphone)
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  recorder.start()
  const end = () => {
    for (const track of microphone.getTracks()) track.stop()
  }
  return {
    stop: () =>
      new Promise((done) => {
        recorder.addEventListener('stop', () => {
          end()
          done(new Blob(parts, { type: recorder.mimeType }))
        })
        recorder.stop()
      }),
    discard() {
      if (recorder.state !== 'inactive') recorder.stop()
      end()
    },
  }
}
