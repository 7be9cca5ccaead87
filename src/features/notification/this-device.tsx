import type { Connection } from '#sync/connection.ts'
import { askPermission } from './desktop.tsx'

const KEPT = 'centralita.device'
// Whose it was stays when their session ends by itself: they need not ask again when they are back.
const OWNER = 'centralita.device-owner'

/** `unsupported`: this browser, or this way of opening the page, has no push. `unreachable`: its service is. */
export type Subscribing = 'subscribed' | 'blocked' | 'unsupported' | 'unreachable' | 'not-taken'

/** The id under which the server delivers to this browser, when it does. */
export function thisDeviceId(): string | null {
  return localStorage.getItem(KEPT)
}

export function canPush(): boolean {
  return isSecureContext && 'serviceWorker' in navigator && 'PushManager' in globalThis
}

/** Has this browser be delivered to, in the name of who is signed in. */
export async function subscribeHere(connection: Connection, pushKey: string): Promise<Subscribing> {
  if (!canPush()) return 'unsupported'
  if ((await askPermission()) !== 'granted') return 'blocked'
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'unsupported'
  const subscription = await registration.pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: pushKey })
    .catch(() => undefined)
  if (!subscription) return 'unreachable'
  return (await register(connection, subscription)) ? 'subscribed' : 'not-taken'
}

/** Browsers change their subscriptions from time to time: the server then learns the new one. */
export async function keepSubscribed(connection: Connection, pushKey: string): Promise<void> {
  const wanted = thisDeviceId() !== null || localStorage.getItem(OWNER) === connection.me()?.memberId
  if (!wanted || !canPush()) return
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (subscription) await register(connection, subscription)
  else await subscribeHere(connection, pushKey)
}

/** Delivers here no more, whoever signs in next. */
export async function unsubscribeHere(connection: Connection): Promise<void> {
  const id = thisDeviceId()
  localStorage.removeItem(OWNER)
  localStorage.removeItem(KEPT)
  if (id !== null) await connection.call('notification.unsubscribe', { id })
  await endSubscription()
}

/** Nobody is signed in here any more: nothing comes to this browser, whatever the server still knows of it. */
export async function endSubscription(): Promise<void> {
  localStorage.removeItem(KEPT)
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  await subscription?.unsubscribe()
}

async function register(connection: Connection, subscription: PushSubscription): Promise<boolean> {
  const { endpoint, keys } = subscription.toJSON()
  const { p256dh = '', auth = '' } = keys ?? {}
  const answer = await connection.call('notification.subscribe', {
    name: deviceName(),
    endpoint,
    p256dh,
    auth,
  })
  if (!answer.ok) return false
  const { id } = answer.value as { id: string } // What the command answers.
  localStorage.setItem(KEPT, id)
  localStorage.setItem(OWNER, connection.me()?.memberId ?? '')
  return true
}

const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'Mac'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

function deviceName(): string {
  const named = (list: readonly (readonly [string, string])[]) =>
    list.find(([mark]) => navigator.userAgent.includes(mark))?.[1]
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(' · ') || 'Browser'
}
