import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type Address, createEgress, type EgressOptions, isPublicAddress } from './egress.ts'

const LOOPBACK: Address = { address: '127.0.0.1', family: 4 }
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => stop(server))
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return { origin: `http://127.0.0.1:${port}`, port }
}

function stop(server: Server): Promise<unknown> {
  const closed = once(server, 'close')
  server.close().closeAllConnections()
  return closed
}

function fetchFrom(trusted: string[], options: EgressOptions = {}) {
  return createEgress({ timeoutMs: 2_000, ...options })(trusted)
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

test('a request goes out as it is, and the answer comes back whole', async () => {
  const { origin } = await serve(async (request, response) => {
    const chunks = await request.toArray()
    response.writeHead(201, { 'X-Method': request.method ?? '', 'Set-Cookie': ['a=1', 'b=2'] })
    response.end([request.headers['x-name'], Buffer.concat(chunks).toString()].join(': '))
  })
  const answer = await fetchFrom([origin])({
    url: `${origin}/messages?to=dora`,
    method: 'POST',
    headers: { 'x-name': 'Ada' },
    body: 'Is it ready? ✅',
  })
  expect(answer).toMatchObject({
    ok: true,
    value: { status: 201, headers: { 'x-method': 'POST', 'set-cookie': 'a=1, b=2' } },
  })
  expect(answer.ok && text(answer.value.body)).toBe('Ada: Is it ready? ✅')
})

test('nothing that stands beside the server is reached unless an operator named it', async () => {
  let seen = 0
  const { port } = await serve((_request, response) => {
    seen++
    response.end()
  })
  const hosts = ['127.0.0.1', '127.1', '0x7f000001', '2130706433', 'localhost', '[::1]', '[::ffff:127.0.0.1]']
  for (const host of hosts)
    expect(await fetchFrom([])({ url: `http://${host}:${port}/` })).toEqual({
      ok: false,
      error: { code: 'address-refused', reached: false },
    })
  expect(seen).toBe(0)
})

test('one private address among the answers of a name is enough to refuse it', async () => {
  const resolve = async () => [{ address: '93.184.215.14', family: 4 }, LOOPBACK]
  expect(await fetchFrom([], { resolve })({ url: 'http://example.com/' })).toEqual({
    ok: false,
    error: { code: 'address-refused', reached: false },
  })
})

test('only the web is spoken', async () => {
  for (const url of [
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://x',
    'data:text/plain,x',
    'nonsense',
  ])
    expect(await fetchFrom([])({ url })).toEqual({
      ok: false,
      error: { code: 'address-refused', reached: false },
    })
})

test('public is what IANA says: no private, mapped, translated or reserved address', () => {
  const refused = [
    '0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8',
    '192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255',
    '168.63.129.16 :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 fc00::1',
    'fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 a.b',
  ]
  const allowed =
    '8.8.8.8 93.184.215.14 100.63.255.255 100.128.0.1 172.32.0.1 2606:4700::1111 2a00:1450:4001::1'
  for (const address of refused.join(' ').split(' '))
    expect([address, isPublicAddress(address)]).toEqual([address, false])
  for (const address of allowed.split(' '))
    expect([address, isPublicAddress(address)]).toEqual([address, true])
})

test('no address inside a private IPv4 network is public in any way of writing it', () => {
  const byte = fc.nat({ max: 255 })
  fc.assert(
    fc.property(fc.constantFrom('10', '127', '192.168', '169.254'), byte, byte, byte, (network, a, b, c) => {
      const address = `${network}.${a}.${b}.${c}`.split('.').slice(0, 4).join('.')
      const host = new URL(`http://[::ffff:${address}]`).hostname.slice(1, -1)
      return !isPublicAddress(address) && !isPublicAddress(host) && !isPublicAddress(`::ffff:${address}`)
    }),
  )
})

test('a name that answers differently the second time is only asked once', async () => {
  const first = await serve((request, response) => response.end(`checked, for ${request.headers.host}`))
  const answers = [LOOPBACK, { address: '127.0.0.2', family: 4 }]
  const resolve = async () => answers.splice(0, 1)
  const url = `http://gateway.test:${first.port}`
  const answer = await fetchFrom([url], { resolve })({ url })
  expect(answer.ok && text(answer.value.body)).toBe(`checked, for gateway.test:${first.port}`)
  expect(answers).toHaveLength(1)
})

test('a TLS handshake names the host and not the pinned address, and a failed one never reached the peer', async () => {
  let hello = ''
  const server = createTcpServer((socket) => {
    socket.once('data', (data) => {
      hello = data.toString('latin1')
      socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => server.close())
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  const url = `https://gateway.test:${port}`
  const answer = await fetchFrom([url], { resolve: async () => [LOOPBACK] })({
    url,
    method: 'POST',
    body: 'hi',
  })
  expect(answer).toEqual({ ok: false, error: { code: 'connect-failed', reached: false } })
  expect(hello).toContain('gateway.test')
})

test('whether the peer can have seen the request is always told', async () => {
  const gone = await serve(() => {})
  await closing.pop()?.()
  const breaking = await serve((request) => request.socket.destroy())
  const halfway = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  })
  const silent = await serve(() => {})
  const slow = await serve((_request, response) => {
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  })
  const outcome = async ({ origin }: { origin: string }) => {
    const answer = await fetchFrom([origin], { timeoutMs: 1_000 })({
      url: origin,
      method: 'POST',
      body: 'hi',
    })
    return answer.ok ? answer.value.status : answer.error
  }
  expect(await Promise.all([gone, breaking, halfway, silent, slow].map(outcome))).toEqual([
    { code: 'connect-failed', reached: false },
    { code: 'broken-off', reached: true },
    { code: 'broken-off', reached: true },
    { code: 'timeout', reached: true },
    { code: 'timeout', reached: true },
  ])
})

test('a name without an answer, or one whose servers keep silent, is a failure that can be repeated', async () => {
  const failing = fetchFrom([], { resolve: () => Promise.reject(new Error('ENOTFOUND')) })
  expect(await failing({ url: 'http://nowhere.test/' })).toEqual({
    ok: false,
    error: { code: 'dns-failed', reached: false },
  })
  const silent = fetchFrom([], { resolve: () => new Promise(() => {}), timeoutMs: 50 })
  expect(await silent({ url: 'http://nowhere.test/' })).toEqual({
    ok: false,
    error: { code: 'timeout', reached: false },
  })
})

test('an answer that is larger than allowed is cut off, announced or not', async () => {
  const announced = await serve((_request, response) => response.end(Buffer.alloc(2_000)))
  const endless = await serve((_request, response) => {
    const pump = () => response.write(Buffer.alloc(64_000), (broken) => broken || setImmediate(pump))
    pump()
  })
  const tooLarge = { ok: false, error: { code: 'too-large', reached: true } }
  const fetch = fetchFrom([announced.origin, endless.origin])
  expect(await fetch({ url: announced.origin, maxBytes: 1_999 })).toEqual(tooLarge)
  expect(await fetch({ url: announced.origin, maxBytes: 2_000 })).toMatchObject({ ok: true })
  expect(await fetch({ url: endless.origin })).toEqual(tooLarge)
})

test('a redirect within the origin keeps the credentials, one to another origin loses them', async () => {
  const seen: Record<string, string | undefined>[] = []
  const cdn = await serve(({ headers }, response) => {
    const { authorization, cookie, accept } = headers
    seen.push({ authorization, cookie, accept, key: headers['x-api-key']?.toString() })
    response.end('picture')
  })
  const api = await serve(({ url, headers }, response) => {
    seen.push({ url, authorization: headers.authorization })
    response.writeHead(307, { location: url === '/media' ? '/moved' : `${cdn.origin}/file` }).end()
  })
  const headers = { authorization: 'Basic YTpi', cookie: 'a=1', 'x-api-key': 'key', accept: 'image/*' }
  const answer = await fetchFrom([api.origin, cdn.origin])({ url: `${api.origin}/media`, headers })
  expect(answer.ok && text(answer.value.body)).toBe('picture')
  expect(seen).toEqual([
    { url: '/media', authorization: 'Basic YTpi' },
    { url: '/moved', authorization: 'Basic YTpi' },
    { accept: 'image/*' },
  ])
})

test('each hop of a redirect is checked again', async () => {
  let seen = 0
  const inside = await serve((_request, response) => {
    seen++
    response.end()
  })
  const targets = [`${inside.origin}/`, 'http://169.254.169.254/latest/meta-data/', '//[::1]/']
  for (const location of targets) {
    const outside = await serve((_request, response) => response.writeHead(302, { location }).end())
    expect(await fetchFrom([outside.origin])({ url: outside.origin })).toEqual({
      ok: false,
      error: { code: 'address-refused', reached: true },
    })
  }
  expect(seen).toBe(0)
})

test('a stranger cannot redirect to the gateway that an operator trusts', async () => {
  const gateway = 'http://gateway.test'
  const { port } = await serve((_request, response) => response.writeHead(302, { location: gateway }).end())
  const resolve = async (name: string) => [
    { address: name === 'gateway.test' ? '10.0.0.7' : '127.0.0.1', family: 4 },
  ]
  const options = { resolve, isPublic: (address: string) => address === '127.0.0.1' }
  expect(await fetchFrom([gateway], options)({ url: `http://stranger.test:${port}/` })).toEqual({
    ok: false,
    error: { code: 'address-refused', reached: true },
  })
})

test('a redirect that cannot be followed is a failure: too many, none of the web, not an address', async () => {
  let seen = 0
  const circle = await serve((_request, response) => {
    seen++
    response.writeHead(302, { location: '/' }).end()
  })
  const badRedirect = { ok: false, error: { code: 'bad-redirect', reached: true } }
  expect(await fetchFrom([circle.origin])({ url: circle.origin })).toEqual(badRedirect)
  expect(seen).toBe(4)
  for (const location of ['file:///etc/passwd', 'http://', 'javascript:alert(1)']) {
    const odd = await serve((_request, response) => response.writeHead(301, { location }).end())
    expect(await fetchFrom([odd.origin])({ url: odd.origin })).toEqual(badRedirect)
  }
})

test('what is sent is never sent on: the sender gets the redirect', async () => {
  const bodies: string[] = []
  const { origin } = await serve(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString())
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  const answer = await fetchFrom([origin])({ url: origin, method: 'POST', body: 'a text to Dora' })
  expect(answer).toMatchObject({ ok: true, value: { status: 307, headers: { location: '/elsewhere' } } })
  expect(bodies).toEqual(['a text to Dora'])
})

test('a proxy in the environment changes nothing', async () => {
  const proxy = await serve((_request, response) => response.end('proxied'))
  const { origin } = await serve((_request, response) => response.end('direct'))
  process.env.HTTP_PROXY = process.env.http_proxy = proxy.origin
  try {
    const answer = await fetchFrom([origin])({ url: origin })
    expect(answer.ok && text(answer.value.body)).toBe('direct')
  } finally {
    delete process.env.HTTP_PROXY
    delete process.env.http_proxy
  }
})
