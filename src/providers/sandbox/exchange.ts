/** What a handset of `/sandbox` is told by the network that it plays in. */
export type HandsetSignal =
  | { type: 'call'; callId: string; from: string }
  | { type: 'ring' | 'answer'; callId: string; answer: string | null }
  | { type: 'end'; callId: string; why: 'over' | 'busy' | 'refused' }

/** The sandbox's telephone network: between this process and the handsets that are open in browsers. Keeps nothing. */
export type Exchange = {
  /** The handset of this number hears what is for it, until it says that it is gone. */
  join(account: string, number: string, hear: (signal: HandsetSignal) => void): () => void
  /** What follows of this call is for this handset. */
  connect(callId: string, account: string, number: string): void
  tell(signal: HandsetSignal): void
  isThere(account: string, number: string): boolean
}

export function createExchange(): Exchange {
  const handsets = new Map<string, Set<(signal: HandsetSignal) => void>>()
  const calls = new Map<string, string>()
  return {
    join(account, number, hear) {
      const at = `${account} ${number}`
      const here = handsets.get(at) ?? new Set()
      handsets.set(at, here.add(hear))
      return () => {
        here.delete(hear)
        if (here.size === 0) handsets.delete(at)
      }
    },
    connect(callId, account, number) {
      calls.set(callId, `${account} ${number}`)
    },
    tell(signal) {
      const at = calls.get(signal.callId)
      if (signal.type === 'end') calls.delete(signal.callId)
      for (const hear of (at !== undefined && handsets.get(at)) || []) hear(signal)
    },
    isThere: (account, number) => handsets.has(`${account} ${number}`),
  }
}

/** The one that all sandbox lines of this process share. */
export const exchange = createExchange()
