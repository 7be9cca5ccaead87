/** What somebody has begun to write, per conversation: kept as it is typed, until it is sent. */
export type Drafts = {
  get(conversationId: string): string
  set(conversationId: string, text: string): void
  subscribe(listener: () => void): () => void
}

/** `storage` outlives the page; drafts are the member's own, whoever else uses this browser. */
export function createDrafts(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  memberId: string,
): Drafts {
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()
  return { get, set, subscribe }

  function get(conversationId: string): string {
    const known = texts.get(conversationId) ?? recall(keyOf(conversationId))
    texts.set(conversationId, known)
    return known
  }

  function set(conversationId: string, text: string): void {
    texts.set(conversationId, text)
    keep(keyOf(conversationId), text)
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function keyOf(conversationId: string): string {
    return `centralita.draft.${memberId}.${conversationId}`
  }

  // Storage may be full or forbidden: the draft then lives as long as the page.
  function recall(key: string): string {
    try {
      return storage.getItem(key) ?? ''
    } catch {
      return ''
    }
  }

  function keep(key: string, text: string): void {
    try {
      if (text === '') storage.removeItem(key)
      else storage.setItem(key, text)
    } catch {}
  }
}
