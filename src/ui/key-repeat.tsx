import { useState, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let repeating = false

addEventListener('keydown', ({ repeat }) => become(repeat))
addEventListener('keyup', () => become(false))
addEventListener('blur', () => become(false))

/** The value as it was before a key began to repeat, until the key is released: what is only passed is not drawn. */
export function useReleased<T>(value: T): T {
  const held = useSyncExternalStore(subscribe, () => repeating)
  const [settled, settle] = useState(value)
  if (held || settled === value) return settled
  settle(value)
  return value
}

function become(next: boolean): void {
  if (repeating === next) return
  repeating = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
