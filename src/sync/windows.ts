import type { Problem } from '#kit/result.ts'
import type { Connection } from './connection.ts'
import type { Answer, Query } from './query.ts'

/**
 * How far a list or a thread is held: everything up to `cursor`, and whether there is `more` beyond it. Rows beyond
 * the cursor may be here by chance; a list must not show them, or it would have gaps.
 */
export type Window<Cursor> = {
  cursor: Cursor | undefined
  more: boolean
  loading: boolean
  problem: Problem | undefined
}

export type Windows = {
  get<Cursor>(key: string): Window<Cursor>
  /** Loads the next page, unless one is under way or there is no more. `cursorOf` reads how far the answer reaches. */
  extend<Input, Cursor>(key: string, page: Page<Input, Cursor>): Promise<void>
  /** Nothing is held any more. */
  clear(): void
  forget(key: string): void
  subscribe(key: string, listener: () => void): () => void
  /** For storing, and for coming back. */
  entries(): [string, Window<unknown>][]
  restore(entries: [string, Window<unknown>][]): void
}

export type Recall = (key: string) => Promise<Window<unknown> | undefined>

export type Page<Input, Cursor> = {
  query: Query<Input>
  input(cursor: Cursor | undefined): Input
  cursorOf(answer: Answer): Cursor | undefined
}

const UNKNOWN: Window<never> = { cursor: undefined, more: true, loading: false, problem: undefined }

/**
 * `recall` brings back from the disk what was held under a key once and let go since. It is shown until the server has
 * said how it is now.
 */
export function createWindows(ask: Connection['ask'], recall: Recall = async () => undefined): Windows {
  const windows = new Map<string, Window<unknown>>()
  const listeners = new Map<string, Set<() => void>>()

  return {
    // A key's cursor is what its own page put there.
    get: <Cursor>(key: string) => (windows.get(key) ?? UNKNOWN) as Window<Cursor>,
    extend,
    clear() {
      const keys = [...windows.keys()]
      windows.clear()
      for (const key of keys) tell(key)
    },
    forget(key) {
      windows.delete(key)
      tell(key)
    },
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set()
      listeners.set(key, set.add(listener))
      return () => set.delete(listener)
    },
    entries: () => [...windows].filter(([, { loading }]) => !loading),
    restore(entries) {
      for (const [key, window] of entries) set(key, window)
    },
  }

  async function extend<Input, Cursor>(
    key: string,
    { query, input, cursorOf }: Page<Input, Cursor>,
  ): Promise<void> {
    const before = (windows.get(key) ?? UNKNOWN) as Window<Cursor> // As in `get`.
    if (before.loading || !before.more) return
    const asked = { ...before, loading: true, problem: undefined }
    set(key, asked)
    const stale = before.cursor === undefined ? await recall(key) : undefined
    const shown = stale && windows.get(key) === asked ? { ...stale, loading: true } : asked
    if (shown !== asked) set(key, shown)
    const result = await ask(query, input(before.cursor))
    // Started again in the meantime: the answer belongs to a list that is not held any more.
    if (windows.get(key) !== shown) return
    if (!result.ok) return set(key, { ...before, problem: result.error })
    const cursor = cursorOf(result.value) ?? before.cursor
    set(key, { cursor, more: result.value.more, loading: false, problem: undefined })
  }

  function set(key: string, window: Window<unknown>): void {
    windows.set(key, window)
    tell(key)
  }

  function tell(key: string): void {
    for (const listener of listeners.get(key) ?? []) listener()
  }
}
