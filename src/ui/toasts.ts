/** What has just happened, said once and briefly; with the way back where there is one. */
export type Toast = {
  id: number
  tone: 'plain' | 'problem'
  text: string
  undo: (() => void) | undefined
}

export type Toasts = {
  all(): readonly Toast[]
  /** Only the newest can be undone: an older way back may no longer lead where it says. */
  say(text: string, undo?: () => void): void
  problem(text: string): void
  undoNewest(): boolean
  dismiss(id: number): void
  subscribe(listener: () => void): () => void
}

const MOST_AT_ONCE = 3

export function createToasts(): Toasts {
  const listeners = new Set<() => void>()
  let toasts: readonly Toast[] = []
  let made = 0

  return { all: () => toasts, say, problem, undoNewest, dismiss, subscribe }

  function say(text: string, undo?: () => void): void {
    add({ tone: 'plain', text, undo })
  }

  function problem(text: string): void {
    // The same trouble with ten conversations is said once.
    if (!toasts.some((toast) => toast.text === text)) add({ tone: 'problem', text, undo: undefined })
  }

  function undoNewest(): boolean {
    const toast = toasts.findLast(({ undo }) => undo)
    if (!toast) return false
    dismiss(toast.id)
    toast.undo?.()
    return true
  }

  function add(toast: Omit<Toast, 'id'>): void {
    const kept = toasts.filter(({ tone }) => tone === 'problem').slice(1 - MOST_AT_ONCE)
    become([...kept, { ...toast, id: ++made }])
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
