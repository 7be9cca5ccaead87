import { createHmac } from 'node:crypto'

/** A browser without the screen that keeps its cookies, at one server's sign-in. */
export type Visitor = {
  /** Answers the status and the body; sends a body when there is one. */
  ask(path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  signIn(email: string, password: string): Promise<Answer>
  cookie(): string
}

// Each test knows what it has asked for.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = { status: number; body: any; headers: Headers }

export function visitor(url: string, origin = url): Visitor {
  const cookies = new Map<string, string>()
  return {
    ask,
    signIn: (email, password) => ask('/api/auth/sign-in/email', { email, password }),
    cookie: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  }

  async function ask(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = body
      ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      : { headers: {} }
    const response = await fetch(new URL(path, url), {
      ...sent,
      redirect: 'manual',
      headers: { origin, ...(cookie ? { cookie } : {}), ...sent.headers, ...headers },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(name.length + 1)
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    return { status: response.status, body: parsed(text), headers: response.headers }
  }
}

/** The code that an authenticator app shows, by RFC 6238, for what its QR code says. */
export function codeOf(totpUri: string, at = Date.now()): string {
  const secret = decoded(new URL(totpUri).searchParams.get('secret') ?? '')
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function decoded(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, ''))
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
