import { useSyncExternalStore } from 'react'

/** A choice that this browser remembers, the same in all its tabs. */
export type Preference<T extends string> = {
  get(): T
  set(value: T): void
  subscribe(listener: () => void): () => void
}

const PREFIX = 'centralita.'

export function preference<T extends string>(
  name: string,
  values: readonly T[],
  otherwise: T,
): Preference<T> {
  const listeners = new Set<() => void>()
  let value = read()
  addEventListener('storage', ({ key }) => {
    if (key !== PREFIX + name) return
    value = read()
    for (const listener of listeners) listener()
  })
  return {
    get: () => value,
    set(next) {
      value = next
      keep(PREFIX + name, JSON.stringify(next))
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function read(): T {
    const kept = parse(recall(PREFIX + name))
    return values.find((candidate) => candidate === kept) ?? otherwise
  }
}

export function usePreference<T extends string>({
  get,
  set,
  subscribe,
}: Preference<T>): [T, (value: T) => void] {
  return [useSyncExternalStore(subscribe, get), set]
}

// A browser may forbid storage: what was chosen then holds until the page is closed.
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {}
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
