/** Whom the dial pad shall call, as far as it is known. `now`: without another key. */
export type Dialled = { to: string; lineId: string | undefined; now: boolean }

/** The dial pad: open, and with what in it. */
export const dialler = createDialler()

function createDialler() {
  const listeners = new Set<() => void>()
  let dialled: Dialled | undefined
  return {
    dialled: () => dialled,
    open(next: Partial<Dialled> = {}): void {
      become({ to: '', lineId: undefined, now: false, ...next })
    },
    close: () => become(undefined),
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function become(next: Dialled | undefined): void {
    dialled = next
    for (const listener of listeners) listener()
  }
}
