/** A newer version of the app, kept ready by the service worker until this page lets it in. */
export type NewVersion = {
  isReady(): boolean
  subscribe(listener: () => void): () => void
  /** Opens the page again in the new version. What is being written is a draft, and is there again. */
  apply(): void
  /** Asks the server whether there is one. */
  look(): void
}

const LOOK_AT_MOST_EVERY_MS = 60_000
const REGISTERS_AFTER_MS = 1_000

const listeners = new Set<() => void>()
let registration: ServiceWorkerRegistration | undefined
let ready = false
let looked = 0

export const newVersion: NewVersion = {
  isReady: () => ready,
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  apply,
  look() {
    if (!registration || Date.now() - looked < LOOK_AT_MOST_EVERY_MS) return
    looked = Date.now()
    void registration.update().catch(() => {})
  },
}

/** From now on the app opens without a network. Where there is no service worker, it opens as pages do. */
export async function keepForOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  // What the page itself needs comes first.
  await new Promise((resolve) => setTimeout(resolve, REGISTERS_AFTER_MS))
  // The first one takes over a page that came without any: that is no new version.
  let controlled = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) become()
    controlled = true
  })
  document.addEventListener('visibilitychange', applyUnseen)
  // A browser may forbid it.
  registration = await serviceWorker.register(scriptAddress()).catch(() => undefined)
  if (!registration) return
  looked = Date.now()
  // A page that was on its way while the worker took over was missed by it.
  if (!serviceWorker.controller) registration.active?.postMessage('claim')
  if (registration.waiting && serviceWorker.controller) become()
  registration.addEventListener('updatefound', () => {
    const coming = registration?.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && serviceWorker.controller) become()
    })
  })
}

// The security policy takes no plain text as the address of a script, and knows this one name for who may make one.
function scriptAddress(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
  const policy = trustedTypes?.createPolicy('centralita', { createScriptURL: () => WORKER })
  return policy ? policy.createScriptURL('') : WORKER
}

const WORKER = '/service-worker.js'

// Not every browser has it. What it makes is taken wherever a script's address is.
type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createScriptURL(text: string): string },
  ): { createScriptURL(text: string): string }
}

function become(): void {
  ready = true
  for (const listener of listeners) listener()
  applyUnseen()
}

// Nobody looks, and nothing would be lost: the next look is at the new version.
function applyUnseen(): void {
  if (ready && document.hidden && !isWriting()) apply()
}

function isWriting(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
  return [...fields].some(({ value }) => value !== '') || document.querySelector('[role="dialog"]') !== null
}

function apply(): void {
  const waiting = registration?.waiting
  if (!waiting) return location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('apply')
}
