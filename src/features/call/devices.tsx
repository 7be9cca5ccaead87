import { useEffect, useState } from 'react'
import { fail, ok, type Result } from '#kit/result.ts'

/** Why there is no voice of ours. */
export type MicrophoneProblem = {
  code: 'microphone-refused' | 'no-microphone' | 'microphone-busy' | 'not-secure'
}

export type DeviceKind = 'microphone' | 'speaker'

const KINDS = { microphone: 'audioinput', speaker: 'audiooutput' } as const

/** Whether this browser lets a page choose where it is heard. */
export const CHOOSES_SPEAKER = 'setSinkId' in HTMLMediaElement.prototype

/** The device that was chosen in this browser; none: the system's own. */
export function chosenDevice(kind: DeviceKind): string {
  return localStorage.getItem(`centralita.${kind}`) ?? ''
}

export function chooseDevice(kind: DeviceKind, id: string): void {
  localStorage.setItem(`centralita.${kind}`, id)
}

export async function openMicrophone(): Promise<Result<MediaStream, MicrophoneProblem>> {
  // Browsers give it to pages that came over HTTPS, or from this machine.
  if (!navigator.mediaDevices) return fail({ code: 'not-secure' })
  const id = chosenDevice('microphone')
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    // One that was unplugged is not waited for: the system's own takes its place.
    const wanted = id === '' ? audio : { ...audio, deviceId: { ideal: id } }
    return ok(await navigator.mediaDevices.getUserMedia({ audio: wanted }))
  } catch (error) {
    return fail({ code: problemOf(error) })
  }
}

const TRIAL_HERTZ = 660
const TRIAL_MS = 800

/** A tone where calls are heard. */
export async function playThroughSpeaker(): Promise<void> {
  const context = new AudioContext()
  const tone = new OscillatorNode(context, { frequency: TRIAL_HERTZ })
  const out = context.createMediaStreamDestination()
  tone.connect(new GainNode(context, { gain: 0.2 })).connect(out)
  const audio = new Audio()
  audio.srcObject = out.stream
  await hearThrough(audio)
  tone.start()
  await audio.play().catch(() => {})
  setTimeout(() => void context.close(), TRIAL_MS)
}

/** A speaker that is not there any more leaves the system's own. */
export async function hearThrough(audio: HTMLAudioElement): Promise<void> {
  if (CHOOSES_SPEAKER) await audio.setSinkId(chosenDevice('speaker')).catch(() => {})
}

/** What can be chosen from, as it is plugged in and out. Their names are told once the microphone is `allowed`. */
export function useDevices(kind: DeviceKind, allowed: boolean): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([])
  useEffect(() => {
    const media = navigator.mediaDevices
    if (!media) return
    const look = () =>
      void media
        .enumerateDevices()
        .then((all) => setDevices(all.filter((one) => one.kind === KINDS[kind] && one.deviceId !== '')))
    look()
    media.addEventListener('devicechange', look)
    return () => media.removeEventListener('devicechange', look)
  }, [kind, allowed])
  return devices
}

function problemOf(error: unknown): MicrophoneProblem['code'] {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'microphone-refused'
  return name === 'NotReadableError' || name === 'AbortError' ? 'microphone-busy' : 'no-microphone'
}
