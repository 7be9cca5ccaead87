type Seek = (seconds: number) => void

/** The players that are on the page, so that a line of a transcript can be listened to from where it was said. */
export const seeking = createSeeking()

function createSeeking() {
  const players = new Map<string, Seek>()
  return {
    register(callId: string, kind: string, seek: Seek): () => void {
      const key = `${callId} ${kind}`
      players.set(key, seek)
      return () => void (players.get(key) === seek && players.delete(key))
    },
    seek: (callId: string, kind: string, seconds: number) => players.get(`${callId} ${kind}`)?.(seconds),
  }
}
