/** What a navigation carries that leads to one item of a thread. */
export function foundState(conversationId: string, seq: number): unknown {
  return { found: { conversationId, seq } }
}

/** The number of the item in this thread that somebody came for. */
export function foundIn(state: unknown, conversationId: string): number | undefined {
  const { found } = (state ?? {}) as Partial<FoundState> // Ours, or of a navigation that carries nothing like it.
  return found?.conversationId === conversationId ? found.seq : undefined
}

type FoundState = { found: { conversationId: string; seq: number } }
