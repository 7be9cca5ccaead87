import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A push service on this machine, and the browsers that have subscribed with it. */
export type PushService = {
  origin: string
  /** A browser's subscription, with the keys that only it has. */
  subscribe(): Subscription
  /** Resolves with the next push to this browser that nobody has waited for yet, decrypted. */
  nextTo(subscription: Subscription): Promise<Pushed>
  pushedTo(subscription: Subscription): Pushed[]
  /** From now on answers with this status; 201 takes it. */
  answer(status: number): void
  close(): Promise<void>
}

export type Subscription = { endpoint: string; p256dh: string; auth: string }

export type Pushed = {
  words: { id: string; title: string; body: string; path: string; tag: string; unread: number; call?: string }
  headers: IncomingHttpHeaders
  /** Who sent it, as the service has checked. */
  vapid: { key: string; aud: string; sub: string; exp: number }
}

type Held = { ecdh: ReturnType<typeof createECDH>; auth: Buffer; pushed: (Pushed & { read: boolean })[] }

export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, Held>()
  let status = 201
  let waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    void take(request).then(
      (taken) => response.writeHead(taken).end(),
      () => response.writeHead(400).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // It listens on TCP.
  const origin = `http://127.0.0.1:${port}`

  return {
    origin,
    subscribe,
    nextTo,
    pushedTo: ({ endpoint }) => browsers.get(endpoint)?.pushed ?? [],
    answer: (next) => void (status = next),
    close: () => new Promise((closed) => server.close(() => closed())),
  }

  function subscribe(): Subscription {
    const endpoint = `${origin}/push/${randomBytes(12).toString('hex')}`
    const ecdh = createECDH('prime256v1')
    ecdh.generateKeys()
    const auth = randomBytes(16)
    browsers.set(endpoint, { ecdh, auth, pushed: [] })
    return {
      endpoint,
      p256dh: ecdh.getPublicKey('base64url'),
      auth: auth.toString('base64url'),
    }
  }

  async function take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const held = browsers.get(`${origin}${request.url}`)
    if (!held) return 404
    const vapid = checkVapid(String(request.headers.authorization), origin)
    if (status >= 300) return status
    const words = JSON.parse(decrypt(held, Buffer.concat(chunks)))
    held.pushed.push({ words, headers: request.headers, vapid, read: false })
    for (const wake of waiting) wake()
    waiting = []
    return status
  }

  async function nextTo({ endpoint }: Subscription): Promise<Pushed> {
    for (;;) {
      const next = browsers.get(endpoint)?.pushed.find(({ read }) => !read)
      if (next) {
        next.read = true
        return next
      }
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
}

/** RFC 8291 over RFC 8188, as a browser does it. */
function decrypt({ ecdh, auth }: Pick<Held, 'ecdh' | 'auth'>, body: Buffer): string {
  const salt = body.subarray(0, 16)
  const sender = body.subarray(21, 21 + body.readUInt8(20))
  const sealed = body.subarray(21 + sender.length)
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const ikm = expand(hmac(auth, ecdh.computeSecret(sender)), keyInfo, 32)
  const prk = hmac(salt, ikm)
  const key = expand(prk, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = expand(prk, Buffer.from('Content-Encoding: nonce\0'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // The last record ends with a 2 and zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

function expand(prk: Buffer, info: Buffer, length: number): Buffer {
  return hmac(prk, Buffer.concat([info, Buffer.from([1])])).subarray(0, length)
}

/** RFC 8292: throws when the signature is not of the key that it names, or is meant for another service. */
function checkVapid(authorization: string, origin: string): Pushed['vapid'] {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const x = point.subarray(1, 33).toString('base64url')
  const y = point.subarray(33).toString('base64url')
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const valid = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
  if (!valid || said.aud !== origin || said.exp * 1_000 < Date.now())
    throw new Error('Not signed for this service')
  return { key, ...said }
}
