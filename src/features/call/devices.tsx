import { useEffect, useState } from 'react'
import { fail, ok, type Result } from '#kit/result.ts'

/** Why there is no voice of ours. */
export type MicrophoneProblem = {
  code: 'microphone-refused' | 'no-microphone' | 'microphone-busy' | 'not-secure'
}

type Kind = 'microphone' | 'speaker'

const KINDS = { microphone: 'audioinput', speaker: 'audiooutput' } as const

/** Whether this browser lets a page choose where it is heard. */
export const CHOOSES_SPEAKER = 'setSinkId' in HTMLMediaElement.prototype

/** The device that was chosen in this browser; none: the system's own. */
export function chosenDevice(kind: Kind): string {
  return localStorage.getItem(`centralita.${kind}`) ?? ''
}

export function chooseDevice(kind: Kind, id: string): void {
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

/** What can be chosen from, as it is plugged in and out. Their names are told once the microphone is allowed. */
export function useDevices(kind: Kind): MediaDeviceInfo[] {
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
  }, [kind])
  return devices
}

function problemOf(error: unknown): MicrophoneProblem['code'] {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'microphone-refused'
  return name === 'NotReadableError' || name === 'AbortError' ? 'microphone-busy' : 'no-microphone'
}
