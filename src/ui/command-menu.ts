/** Where the command menu opens: at everything, at one command's choices, or at people alone. */
export type MenuPlace = {
  at?: string
  people?: boolean
  /** Whom this conversation shall be linked to is chosen there. */
  linking?: string
  /** Opened beside one conversation: what is chosen is done with that one, whatever is marked. */
  alone?: boolean
}

const listeners = new Set<() => void>()
let place: MenuPlace | undefined

/** Whether the page's command menu is open, and where. */
export const commandMenu = {
  place: () => place,
  open: (at: MenuPlace = {}) => become(at),
  close: () => become(undefined),
  /** There is more to choose from than a moment ago. */
  refresh: () => place && become({ ...place }),
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

function become(next: MenuPlace | undefined): void {
  place = next
  for (const listener of listeners) listener()
}
