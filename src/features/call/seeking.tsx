import { useSyncExternalStore } from 'react'

type Kind = 'recording' | 'voicemail'
type Player = { seek(seconds: number): void; at: number }

/** The players that are on the page: a transcript goes along with its own, and is listened to from any line. */
export const seeking = createSeeking()

/** How far the player of this call is, in whole seconds. */
export function usePlace(callId: string, kind: Kind): number {
  return useSyncExternalStore(seeking.subscribe, () => Math.floor(seeking.at(callId, kind)))
}

function createSeeking() {
  const players = new Map<string, Player>()
  const listeners = new Set<() => void>()
  const of = (callId: string, kind: Kind) => players.get(`${callId} ${kind}`)
  return {
    register(callId: string, kind: Kind, seek: Player['seek']): () => void {
      const key = `${callId} ${kind}`
      const player = { seek, at: 0 }
      players.set(key, player)
      return () => void (players.get(key) === player && players.delete(key))
    },
    seek: (callId: string, kind: Kind, seconds: number) => of(callId, kind)?.seek(seconds),
    at: (callId: string, kind: Kind) => of(callId, kind)?.at ?? 0,
    /** The player has come so far. */
    reach(callId: string, kind: Kind, seconds: number): void {
      const player = of(callId, kind)
      if (!player) return
      player.at = seconds
      for (const listener of listeners) listener()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
