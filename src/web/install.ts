import { useSyncExternalStore } from 'react'

// Not every browser has it, and the types know none that does.
type InstallPrompt = Event & { prompt(): Promise<unknown> }

const listeners = new Set<() => void>()
let offer: InstallPrompt | undefined

addEventListener('beforeinstallprompt', (event) => {
  // Said by our own menu, when the person looks for it.
  event.preventDefault()
  become(event as InstallPrompt)
})
addEventListener('appinstalled', () => become(undefined))

/** Installs the app, where the browser offers to. */
export function useInstall(): (() => void) | undefined {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => offer,
  )
  return now && (() => void now.prompt().then(() => become(undefined)))
}

function become(next: InstallPrompt | undefined): void {
  offer = next
  for (const listener of listeners) listener()
}
