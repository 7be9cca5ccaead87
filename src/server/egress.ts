import { lookup } from 'node:dns/promises'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Fetch, FetchFailure, FetchRequest, FetchResponse } from '#channel/provider.ts'
import { fail, ok, type Result } from '#kit/result.ts'

export type Address = { address: string; family: number }

export type EgressOptions = {
  /** For a whole exchange, redirects included, unless the request says otherwise. */
  timeoutMs?: number
  /** Of one answer's body, unless the request says otherwise. */
  maxBytes?: number
  /** Every address of a name. */
  resolve?: (name: string) => Promise<Address[]>
  /** Where strangers' addresses may lead. */
  isPublic?: (address: string) => boolean
}

/**
 * The one way out. Names of others' choosing (a media URL, a webhook's target) must never reach what stands beside
 * this server: a name is resolved once, all its addresses must be public, and the connection goes to these addresses.
 * `trustedOrigins` (`http://10.0.0.7:8080`), which an operator configured, may be anywhere.
 */
export function createEgress(options: EgressOptions = {}): (trustedOrigins: string[]) => Fetch {
  const { timeoutMs = 15_000, maxBytes = 10_000_000 } = options
  const { resolve = resolveName, isPublic = isPublicAddress } = options
  // A kept connection can break under the next request, and then nobody knows whether the peer saw it: each has its
  // own. Agents of our own also know nothing of a proxy in the environment.
  const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) }
  return (trustedOrigins) => async (request) => {
    const expiry = new AbortController()
    const timer = setTimeout(() => expiry.abort(), request.timeoutMs ?? timeoutMs)
    const limits = { signal: expiry.signal, maxBytes: request.maxBytes ?? maxBytes }
    const route = { ...limits, resolve, isPublic, agents, trusted: new Set(trustedOrigins) }
    try {
      return await follow(route, request)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Whether an address belongs to the public internet, by IANA's special-purpose registries. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !SPECIAL.check(address, 'ipv4')
  return family === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6')
}

const MAX_REDIRECTS = 3

type Route = {
  signal: AbortSignal
  maxBytes: number
  resolve: (name: string) => Promise<Address[]>
  isPublic: (address: string) => boolean
  agents: { http: HttpAgent; https: HttpsAgent }
  trusted: ReadonlySet<string>
}

type Hop = {
  url: URL
  trusted: boolean
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array
}
type Answer = Result<FetchResponse, FetchFailure>

async function follow(route: Route, request: FetchRequest): Promise<Answer> {
  let hop = firstHop(route, request)
  for (let redirects = 0; hop; redirects++) {
    const answer = await exchange(route, hop)
    if (!answer.ok) return redirects > 0 ? fail({ ...answer.error, reached: true }) : answer
    const location = redirection(hop, answer.value)
    if (location === undefined) return answer
    hop = redirects < MAX_REDIRECTS ? nextHop(route, hop, location) : undefined
    if (!hop) return fail({ code: 'bad-redirect', reached: true })
  }
  return fail({ code: 'address-refused', reached: false })
}

function firstHop({ trusted }: Route, request: FetchRequest): Hop | undefined {
  const { method = 'GET', headers = {}, body } = request
  const url = parseWebUrl(request.url)
  return (
    url && { url, trusted: trusted.has(url.origin), method, headers, ...(body !== undefined && { body }) }
  )
}

function parseWebUrl(text: string, base?: URL): URL | undefined {
  const url = URL.parse(text, base)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined
}

// What was to be done once (a POST) is not repeated at another place: the caller gets the redirect as it is.
function redirection({ method }: Hop, { status, headers }: FetchResponse): string | undefined {
  const asks = [301, 302, 303, 307, 308].includes(status) && (method === 'GET' || method === 'HEAD')
  return asks ? headers.location : undefined
}

function nextHop({ trusted }: Route, from: Hop, location: string): Hop | undefined {
  const url = parseWebUrl(location, from.url)
  if (!url || (from.url.protocol === 'https:' && url.protocol === 'http:')) return undefined
  const headers = url.origin === from.url.origin ? from.headers : harmless(from.headers)
  // A stranger's redirect must not be the way to an operator's gateway.
  return { url, trusted: from.trusted && trusted.has(url.origin), method: from.method, headers }
}

// Any header can carry a credential, so only those that cannot go on to another origin.
function harmless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(accept(-.*)?|range|user-agent)$/i.test(name)),
  )
}

async function exchange(route: Route, hop: Hop): Promise<Answer> {
  const addresses = await addressesOf(route, hop)
  return addresses.ok ? ask(route, hop, addresses.value) : addresses
}

async function addressesOf(
  { resolve, isPublic, signal }: Route,
  { url, trusted }: Hop,
): Promise<Result<Address[], FetchFailure>> {
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(name)
  const found = family ? [{ address: name, family }] : await untilExpired(resolve(name), signal)
  if (found.length === 0) return fail({ code: signal.aborted ? 'timeout' : 'dns-failed', reached: false })
  const allowed = trusted || found.every(({ address }) => isPublic(address))
  return allowed ? ok(found) : fail({ code: 'address-refused', reached: false })
}

function resolveName(name: string): Promise<Address[]> {
  return lookup(name, { all: true })
}

function untilExpired(found: Promise<Address[]>, signal: AbortSignal): Promise<Address[]> {
  return new Promise((done) => {
    const nothing = () => done([])
    signal.addEventListener('abort', nothing, { once: true })
    found.then(done, nothing)
  })
}

async function ask(route: Route, hop: Hop, addresses: Address[]): Promise<Answer> {
  let reached = false
  const sent = open(route, hop, addresses)
  const connected = hop.url.protocol === 'https:' ? 'secureConnect' : 'connect'
  sent.once('socket', (socket) => socket.once(connected, () => void (reached = true)))
  try {
    const response = await new Promise<IncomingMessage>((answered, broken) => {
      sent.once('response', answered).once('close', broken)
      // Stays for good: a connection can still fail after its answer was read, and an unheard error ends the process.
      sent.on('error', broken)
      sent.end(hop.body)
    })
    const body = await read(response, route.maxBytes)
    return body ? ok(toResponse(response, body)) : fail({ code: 'too-large', reached })
  } catch {
    const code = route.signal.aborted ? 'timeout' : reached ? 'broken-off' : 'connect-failed'
    return fail({ code, reached })
  } finally {
    sent.destroy()
  }
}

function open({ agents, signal }: Route, { url, method, headers }: Hop, addresses: Address[]) {
  const secure = url.protocol === 'https:'
  return (secure ? requestHttps : requestHttp)(url, {
    method,
    headers: { ...headers, 'accept-encoding': 'identity' },
    agent: secure ? agents.https : agents.http,
    lookup: pinned(addresses),
    signal,
  })
}

// Asking the name servers again here would let them answer differently now that the check is over.
function pinned(addresses: Address[]): LookupFunction {
  return (_name, { all }, done) => {
    const [first] = addresses
    if (all || !first) done(null, addresses)
    else done(null, first.address, first.family)
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(response.headers['content-length']) > maxBytes) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function toResponse({ statusCode = 0, headers }: IncomingMessage, body: Uint8Array): FetchResponse {
  const joined = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return { status: statusCode, headers: Object.fromEntries(joined), body }
}

const SPECIAL = subnets('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Looks public, but inside a cloud it is the machine's own host: 168.63.129.16 hands out Azure's secrets.
  '168.63.129.16/32',
])

// Everything else (mapped IPv4, NAT64, loopback, unique and link-local, multicast) lies outside of it.
const GLOBAL_UNICAST = subnets('ipv6', ['2000::/3'])

const SPECIAL_6 = subnets('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

function subnets(family: 'ipv4' | 'ipv6', ranges: string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/')
    list.addSubnet(network, Number(prefix), family)
  }
  return list
}
