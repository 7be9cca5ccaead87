import webPush from 'web-push'
import type { Fetch } from '#channel/provider.ts'
import { fail, ok, type Result } from '#kit/result.ts'
import type { StoredDevice } from './device.ts'
import type { PushKeys } from './push-keys.server.ts'

/** What a browser's worker is handed. All of it is encrypted for that browser alone. */
export type PushedWords = {
  id: string
  title: string
  body: string
  /** How many it stands for: told again with one more, it is shown again. */
  times: number
  /** The path to open. */
  path: string
  /** What replaces what on the screen. */
  tag: string
  /** The number on the app's icon. */
  unread: number
  /** Of a call: `rings` is heard until somebody takes it, `over` is only read. */
  call?: 'rings' | 'over'
  /** What is not to be on the screen beside it: the tag of another. */
  instead?: string | null
}

export type Delivery = {
  /** How long the service keeps it for a device that is away. */
  ttlSeconds: number
  urgency: 'normal' | 'high'
  /** While it waits there, a newer one of the same topic takes its place. At most 32 letters of base64url. */
  topic: string
}

/**
 * What became of it. `gone`: the device has unsubscribed, for good. `refused`: the service does not want it, with its
 * status. `later`: it asks to be tried again, or could not be reached.
 */
export type PushFailure = { code: 'gone' | 'refused' | 'later'; status: number }

/** Delivers to one device through the push service that its browser chose (RFC 8030, 8188, 8291). */
export async function pushTo(
  fetch: Fetch,
  { endpoint, p256dh, auth }: Pick<StoredDevice, 'endpoint' | 'p256dh' | 'auth'>,
  { publicKey, privateKey }: PushKeys,
  contact: string,
  words: PushedWords,
  { ttlSeconds, urgency, topic }: Delivery,
): Promise<Result<{ status: number }, PushFailure>> {
  const request = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(words),
    {
      vapidDetails: { subject: contact, publicKey, privateKey },
      TTL: ttlSeconds,
      urgency,
      topic,
      contentEncoding: 'aes128gcm',
    },
  )
  const answer = await fetch({
    url: request.endpoint,
    method: request.method,
    // The library's own, all of them texts or numbers.
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: request.body ?? '',
  })
  if (!answer.ok)
    return fail({ code: answer.error.code === 'address-refused' ? 'refused' : 'later', status: 0 })
  const { status } = answer.value
  if (status >= 200 && status < 300) return ok({ status })
  if (status === 404 || status === 410) return fail({ code: 'gone', status })
  return fail({ code: status === 429 || status >= 500 ? 'later' : 'refused', status })
}
