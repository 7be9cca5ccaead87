import { vi } from 'vitest'

const SOON = { timeout: 15_000, interval: 20 }

/** Waits until it holds, as long as a machine may need that much else keeps busy, and answers with what it found. */
export function eventually<T>(holds: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(holds, SOON)
}
