import { useSyncExternalStore } from 'react'

/** `insecure`: browsers show none for a page that came without https. `none`: this browser has none at all. */
export type Permission = NotificationPermission | 'insecure' | 'none'

export function permission(): Permission {
  if (!isSecureContext) return 'insecure'
  return 'Notification' in globalThis ? Notification.permission : 'none'
}

const listeners = new Set<() => void>()
let watching: PermissionStatus | undefined
// To ask is to wait for another process of the browser: too long for whatever is painted with every key.
let known: Permission | undefined

/** What this browser lets us show, also when it is changed in its own settings. */
export function usePermission(): Permission {
  return useSyncExternalStore(subscribe, () => (known ??= permission()))
}

/** Has the browser ask its person. It does so only after they have pressed something. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'default') await Notification.requestPermission()
  tell()
  return permission()
}

export type Shown = {
  id: string
  times: number
  title: string
  body: string
  path: string
  tag: string
  /** Until it is pressed or taken back. */
  stays?: boolean
}

/** Shows it as the computer shows notifications; of one conversation only the newest. */
export async function show({ id, times, title, body, path, tag, stays = false }: Shown): Promise<boolean> {
  if (permission() !== 'granted') return false
  const registration = await navigator.serviceWorker?.getRegistration()
  // The worker answers the press, whether the page is still there or not.
  const options = {
    ...{ body, tag, icon: '/icon-192.png', silent: true, data: { id, times, path } },
    requireInteraction: stays,
  }
  if (registration?.active) await registration.showNotification(title, options)
  else new Notification(title, options)
  return true
}

/** What is about these conversations is on the screen no more. */
export async function withdraw(tag: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  for (const notification of (await registration?.getNotifications({ tag })) ?? []) notification.close()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  known = permission()
  void watch()
  return () => listeners.delete(listener)
}

async function watch(): Promise<void> {
  if (watching || !navigator.permissions) return
  // Not every browser knows the name.
  watching = await navigator.permissions.query({ name: 'notifications' }).catch(() => undefined)
  watching?.addEventListener('change', tell)
}

function tell(): void {
  known = permission()
  for (const listener of listeners) listener()
}
