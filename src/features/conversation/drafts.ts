/** What somebody has begun to write, per conversation: kept as it is typed, until it is sent. */
export type Drafts = {
  get(conversationId: string): string
  /** `newestReply`: the number of our newest text in the thread, remembered by a draft that begins with this. */
  set(conversationId: string, text: string, newestReply?: number): void
  /** Puts there what was written elsewhere, with the newest reply of when it was begun. */
  put(conversationId: string, text: string, begunAfter: number | undefined): void
  /** The newest reply that was there when this draft was begun. */
  begunAfter(conversationId: string): number | undefined
  /** Another page of this browser has changed what storage holds of it. */
  reread(conversationId: string): void
  subscribe(listener: (conversationId: string) => void): () => void
}

/** `storage` outlives the page; drafts are the member's own, whoever else uses this browser. */
export function createDrafts(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  memberId: string,
): Drafts {
  const texts = new Map<string, string>()
  const begun = new Map<string, number | undefined>()
  const listeners = new Set<(conversationId: string) => void>()
  return { get, set, put, begunAfter, reread, subscribe }

  function get(conversationId: string): string {
    const known = texts.get(conversationId) ?? recall(keyOf(conversationId)) ?? ''
    texts.set(conversationId, known)
    return known
  }

  function set(conversationId: string, text: string, newestReply?: number): void {
    put(conversationId, text, get(conversationId) === '' ? newestReply : begunAfter(conversationId))
  }

  function put(conversationId: string, text: string, after: number | undefined): void {
    texts.set(conversationId, text)
    keep(keyOf(conversationId), text)
    begin(conversationId, text === '' ? undefined : after)
    tell(conversationId)
  }

  function begin(conversationId: string, newestReply: number | undefined): void {
    if (newestReply === begunAfter(conversationId)) return
    begun.set(conversationId, newestReply)
    keep(`${keyOf(conversationId)}.after`, newestReply === undefined ? '' : String(newestReply))
  }

  function begunAfter(conversationId: string): number | undefined {
    if (begun.has(conversationId)) return begun.get(conversationId)
    const kept = recall(`${keyOf(conversationId)}.after`)
    const newestReply = kept === undefined ? undefined : Number(kept)
    begun.set(conversationId, newestReply)
    return newestReply
  }

  function reread(conversationId: string): void {
    texts.delete(conversationId)
    begun.delete(conversationId)
    tell(conversationId)
  }

  function tell(conversationId: string): void {
    for (const listener of listeners) listener(conversationId)
  }

  function subscribe(listener: (conversationId: string) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function keyOf(conversationId: string): string {
    return draftKey(memberId, conversationId)
  }

  // Storage may be full or forbidden: the draft then lives as long as the page.
  function recall(key: string): string | undefined {
    try {
      return storage.getItem(key) ?? undefined
    } catch {
      return undefined
    }
  }

  function keep(key: string, text: string): void {
    try {
      if (text === '') storage.removeItem(key)
      else storage.setItem(key, text)
    } catch {}
  }
}

/** Under which name a browser keeps it. */
export function draftKey(memberId: string, conversationId: string): string {
  return `centralita.draft.${memberId}.${conversationId}`
}
