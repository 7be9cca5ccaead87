import { useSyncExternalStore } from 'react'

const A_SECOND_MS = 1_000

/** The time of now, to the second. */
export function useSecond(): number {
  return useSyncExternalStore(everySecond, () => Math.floor(Date.now() / A_SECOND_MS))
}

function everySecond(listener: () => void): () => void {
  const ticking = setInterval(listener, A_SECOND_MS)
  return () => clearInterval(ticking)
}

/** Minutes and seconds, as a clock shows them. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = `${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
