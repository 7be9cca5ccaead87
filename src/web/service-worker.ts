// Keeps the built app, so that it opens without a network. Nothing that the server says about anybody is kept here:
// that is the page's own copy. A new version waits until the pages of the old one say that they can do without it.

const CACHE = 'centralita __VERSION__'
// The build puts the names here.
const FILES = new Set('__FILES__' as unknown as string[])
const SHELL = '/index.html'
const SERVER = /^\/(api|v1|sync|media|blob|webhooks|healthz)(\/|$)/

// The parts of a service worker's world that the page's types do not know.
type Waiting = Event & { waitUntil(work: Promise<unknown>): void }
type Pushing = Waiting & { data: { json(): unknown } | null }
type Pressing = Waiting & { notification: Notification }
type Fetching = Waiting & { request: Request; respondWith(response: Promise<Response>): void }
type Page = { visibilityState: string; focus(): Promise<unknown>; postMessage(message: unknown): void }
const worker = self as unknown as {
  addEventListener<T extends Event>(type: string, listener: (event: T) => void): void
  skipWaiting(): Promise<void>
  clients: {
    claim(): Promise<void>
    matchAll(which: { type: 'window'; includeUncontrolled: true }): Promise<Page[]>
    openWindow(url: string): Promise<unknown>
  }
  registration: ServiceWorkerRegistration
}

worker.addEventListener<Waiting>('install', (event) => event.waitUntil(keepFiles()))
worker.addEventListener<Waiting>('activate', (event) => event.waitUntil(takeOver()))
worker.addEventListener<MessageEvent>('message', ({ data }) => {
  if (data === 'apply') void worker.skipWaiting()
  if (data === 'claim') void worker.clients.claim()
})
worker.addEventListener<Fetching>('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || SERVER.test(pathname)) return
  if (request.mode === 'navigate') event.respondWith(kept(SHELL))
  else if (FILES.has(pathname) || pathname.startsWith('/assets/')) event.respondWith(kept(pathname))
})

worker.addEventListener<Pushing>('push', (event) => event.waitUntil(tell(event.data?.json())))
worker.addEventListener<Pressing>('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})

// The server sends it to this browser alone (see src/features/notification/push-service.server.ts).
type Pushed = {
  id: string
  times: number
  title: string
  body: string
  path: string
  tag: string
  unread: number
  call?: 'rings' | 'over'
  instead?: string | null
}

async function tell(data: unknown): Promise<void> {
  const { id, times, title, body, path, tag, unread, call, instead } = data as Pushed
  const { registration } = worker
  const shown = await registration.getNotifications({ tag })
  // It was pushed twice, or the page has shown it already.
  if (shown.some(({ data: one }) => one?.id === id && one.times >= times)) return
  await navigator.setAppBadge?.(unread).catch(() => {})
  if (instead) await withdraw(instead)
  // The page that somebody looks at rings by itself, and stops.
  if (call && (await isSeen())) return withdraw(tag)
  // `renotify` and `vibrate` are not known to the types: a newer one of the same conversation is heard again.
  const options: NotificationOptions & { renotify: boolean; vibrate?: number[] } = {
    body,
    tag,
    renotify: call !== 'over',
    silent: call === 'over',
    requireInteraction: call === 'rings',
    ...(call === 'rings' ? { vibrate: RING_MS } : {}),
    icon: ICON,
    data: { id, times, path },
  }
  await registration.showNotification(title, options)
}

async function withdraw(tag: string): Promise<void> {
  for (const one of await worker.registration.getNotifications({ tag })) one.close()
}

async function isSeen(): Promise<boolean> {
  return (await pages()).some(isVisible)
}

function pages(): Promise<Page[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
}

function isVisible({ visibilityState }: Page): boolean {
  return visibilityState === 'visible'
}

const RING_MS = [1_000, 500, 1_000, 500, 1_000, 500, 1_000]
const ICON = '/icon-192.png'

async function open({ id, path }: { id: string; path: string }): Promise<void> {
  const all = await pages()
  const page = all.find(isVisible) ?? all[0]
  if (!page) return void (await worker.clients.openWindow(path))
  await page.focus()
  page.postMessage({ open: { id, path } })
}

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    [...FILES].map(async (file) => {
      // A file that is named after its content is the one that the last version has.
      const known = isForever(file) ? await find(file) : undefined
      if (known) await cache.put(file, known)
      else await cache.add(new Request(file, { cache: isForever(file) ? 'default' : 'reload' }))
    }),
  )
}

// Pages of the last version may still be open, and ask for their parts: its files are kept until the one after it.
async function takeOver(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith('centralita '))
  const old = ours.filter((name) => name !== CACHE).slice(0, -1)
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

async function kept(file: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  const known = (await cache.match(file, { ignoreVary: true })) ?? (await find(file))
  if (known) return known
  const fresh = await fetch(file)
  if (fresh.ok && isForever(file)) await cache.put(file, fresh.clone())
  return fresh
}

// `Vary: Origin` would hide a script from the page that asks for it as a module.
function find(file: string): Promise<Response | undefined> {
  return isForever(file) ? caches.match(file, { ignoreVary: true }) : Promise.resolve(undefined)
}

function isForever(file: string): boolean {
  return file.startsWith('/assets/')
}
