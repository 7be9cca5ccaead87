/** What has just happened, said once and briefly; with the way back where there is one. */
export type Toast = {
  id: number
  tone: 'plain' | 'problem'
  text: string
  undo: (() => void) | undefined
  /** The server is still at it. */
  saving: Promise<unknown> | undefined
}

export type Toasts = {
  all(): readonly Toast[]
  say(text: string, more?: { undo?: () => void; saving?: Promise<unknown> }): void
  problem(text: string): void
  /** Takes back what was said in this toast. */
  undo(id: number): void
  /** Takes back the last thing; asked again, the one before it, as long as each has just happened. */
  undoNewest(): boolean
  dismiss(id: number): void
  subscribe(listener: () => void): () => void
}

/** How long something has just happened. */
export const JUST_NOW_MS = 10_000
const MOST_AT_ONCE = 3

export function createToasts(now: () => number = Date.now): Toasts {
  const listeners = new Set<() => void>()
  let toasts: readonly Toast[] = []
  // The toast shows the newest; those before it can still be taken back, in turn.
  let waysBack: { id: number; undo(): void; until: number }[] = []
  let made = 0

  return { all: () => toasts, say, problem, undo, undoNewest, dismiss, subscribe }

  function say(text: string, { undo, saving }: { undo?: () => void; saving?: Promise<unknown> } = {}): void {
    const id = add({ tone: 'plain', text, undo, saving })
    if (undo) waysBack = [...waysBack, { id, undo, until: now() + JUST_NOW_MS }]
  }

  function problem(text: string): void {
    // The same trouble with ten conversations is said once.
    if (toasts.some((toast) => toast.text === text)) return
    add({ tone: 'problem', text, undo: undefined, saving: undefined })
  }

  function undo(id: number): void {
    const way = waysBack.find((one) => one.id === id)
    waysBack = waysBack.filter((one) => one !== way)
    dismiss(id)
    way?.undo()
  }

  function undoNewest(): boolean {
    const shown = new Set(toasts.map(({ id }) => id))
    waysBack = waysBack.filter(({ id, until }) => until > now() || shown.has(id))
    const newest = waysBack.at(-1)
    if (newest) undo(newest.id)
    return newest !== undefined
  }

  function add(toast: Omit<Toast, 'id'>): number {
    // That something was undone is heard late, and takes no way back from what has been done since.
    const informs = toast.tone === 'plain' && toast.undo === undefined
    const stays = ({ tone, undo }: Toast) => tone === 'problem' || (informs && undo !== undefined)
    const kept = toasts.filter(stays).slice(1 - MOST_AT_ONCE)
    become([...kept, { ...toast, id: ++made }])
    return made
  }

  function dismiss(id: number): void {
    become(toasts.filter((toast) => toast.id !== id))
  }

  function become(next: readonly Toast[]): void {
    toasts = next
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}

/** The page's own. */
export const toasts = createToasts()
