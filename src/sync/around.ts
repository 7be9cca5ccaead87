/** What a person does with the conversation that they look at. */
export type Place = { conversationId: string | null; writing: boolean }

export type Present = { memberId: string; writing: boolean }

/**
 * Everybody who is at one conversation; nobody when the list is empty. Under the workspace's id: everybody who is here at
 * all, of whom those are writing who have done anything lately.
 */
export type PresentAt = { conversationId: string; present: Present[] }

/** Who looks at which conversation, and who is writing there, as the server said last. True now, and kept nowhere. */
export type Around = {
  /** The array is replaced when somebody comes, goes, or begins or ends to write. */
  at(conversationId: string): readonly Present[]
  subscribe(conversationId: string, listener: () => void): () => void
}

export type HeardAround = Around & {
  /** `whole`: nobody is anywhere else. */
  hear(places: readonly PresentAt[], whole: boolean): void
}

const NOBODY: readonly Present[] = []

export function createAround(): HeardAround {
  let places = new Map<string, readonly Present[]>()
  const listeners = new Map<string, Set<() => void>>()
  return { at, subscribe, hear }

  function at(conversationId: string): readonly Present[] {
    return places.get(conversationId) ?? NOBODY
  }

  function subscribe(conversationId: string, listener: () => void): () => void {
    const set = listeners.get(conversationId) ?? new Set()
    listeners.set(conversationId, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0) listeners.delete(conversationId)
    }
  }

  function hear(heard: readonly PresentAt[], whole: boolean): void {
    const before = whole ? places : new Map<string, readonly Present[]>()
    if (whole) places = new Map()
    for (const { conversationId, present } of heard) {
      if (present.length > 0) places.set(conversationId, present)
      else places.delete(conversationId)
    }
    const changed = new Set([...before.keys(), ...heard.map(({ conversationId }) => conversationId)])
    for (const id of changed) for (const listener of listeners.get(id) ?? []) listener()
  }
}
