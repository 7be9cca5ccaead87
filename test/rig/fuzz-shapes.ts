import { randomBytes } from 'node:crypto'
import { publicId, uuidv7 } from '#kit/id.ts'
import { between, type Chance, pick } from '#kit/random.ts'
import { sign } from '../fake-twilio.webhooks.ts'
import { newSid } from './load.ts'
import { LINE } from './world.ts'

/** Who is attacked, and what an attacker may know of it. */
export type Target = { url: string; webhook: string; account: { accountSid: string; authToken: string } }

/** Bytes to write to a fresh connection. `kind` says what they were to be, for whoever looks for the cause. */
export type Attack = { kind: string; bytes: Buffer }

type Header = readonly [name: string, value: string]
type Fields = Record<string, string>

/** One request of a random kind. */
export function attack(chance: Chance, target: Target): Attack {
  const [kind, make] = pick(chance, KINDS)
  return { kind, bytes: make(chance, target) }
}

const KINDS: [[string, Make], ...[string, Make][]] = [
  ['wrong signature', (chance, target) => forged(target, text(chance))],
  ['garbage body', (chance, target) => post(target.webhook, headers(chance), garbage(chance, 2_000))],
  ['garbage, signed header', (chance, target) => post(target.webhook, [signature()], garbage(chance, 500))],
  ['truncated', (chance, target) => truncated(chance, signed(target, text(chance)))],
  ['huge', (chance, target) => post(target.webhook, headers(chance), garbage(chance, 2_400_000))],
  ['nearly huge', (chance, target) => post(target.webhook, [FORM], garbage(chance, 1_000_000))],
  [
    'not UTF-8',
    (_, target) => post(target.webhook, [FORM, signature()], Buffer.from('Body=%ff%fe\xff\xfe', 'latin1')),
  ],
  ['NUL bytes, signed', (chance, target) => signed(target, text(chance, { Body: `a\0b${'\0'.repeat(50)}` }))],
  ['unknown number, signed', (chance, target) => signed(target, text(chance, { To: phone(chance) }))],
  [
    '100 kB of emoji, signed',
    (chance, target) => signed(target, text(chance, { Body: '👩‍👩‍👧‍👦'.repeat(4_000) })),
  ],
  ['odd fields, signed', (chance, target) => signed(target, odd(chance))],
  ['odd status, signed', (chance, target) => signedStatus(chance, target)],
  [
    'odd path',
    (chance, target) => post(target.url + oddPath(chance, target), headers(chance), garbage(chance, 100)),
  ],
  [
    'odd method',
    (chance, target) => request(method(chance), path(chance, target), headers(chance), garbage(chance, 50)),
  ],
  ['odd content type', (chance, target) => post(target.webhook, headers(chance), Buffer.from('{"a":1}'))],
  [
    'compressed',
    (chance, target) => post(target.webhook, [FORM, ['content-encoding', 'gzip']], garbage(chance, 400)),
  ],
  [
    'flood of headers',
    (chance, target) => request('POST', pathOf(target.webhook), flood(chance), Buffer.alloc(0)),
  ],
  [
    'odd host',
    (chance, target) => request('GET', path(chance, target), [['host', oddText(chance)]], Buffer.alloc(0)),
  ],
  ['bad chunks', (chance, target) => badChunks(chance, target)],
  [
    'two lengths',
    (_, target) =>
      request('POST', pathOf(target.webhook), [['content-length', '5'], FORM], Buffer.from('ab')),
  ],
  ['not HTTP', (chance) => garbage(chance, 600)],
  [
    'a route, oddly asked',
    (chance, target) =>
      request(oneOf(chance, ['GET', 'POST']), path(chance, target), headers(chance), json(chance)),
  ],
  [
    'a route, oddly queried',
    (chance, target) =>
      request('GET', `${path(chance, target)}?${oddQuery(chance)}`, headers(chance), Buffer.alloc(0)),
  ],
]

type Make = (chance: Chance, target: Target) => Buffer

const FORM: Header = ['content-type', 'application/x-www-form-urlencoded']
const ROUTES = [
  ...['/', '/healthz', '/sync', '/api/setup', '/api/setup/workspace', '/api/me', '/blob/x', '/assets/x.js'],
  ...['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/sign-out', '/api/auth/sign-up/email'],
  ...['/api/auth/reset-password', '/api/auth/change-password', '/api/auth/callback/x', '/api/auth/%2e%2e/x'],
  ...['/v1/messages', '/v1/conversations', '/v1/phone-numbers', '/v1/messages/ACx', '/v1/nothing'],
  ...[
    '/media/x/0',
    '/api/handset',
    '/api/handset/messages',
    '/api/handset/stream',
    '/sandbox',
    '/favicon.ico',
  ],
]

function forged({ webhook }: Target, form: Fields): Buffer {
  return post(webhook, [FORM, signature()], Buffer.from(new URLSearchParams(form).toString()))
}

function signed({ webhook, account }: Target, form: Fields, query = ''): Buffer {
  const one = sign(account, webhook + query, form)
  return post(one.url, Object.entries(one.headers), Buffer.from(one.body))
}

function signedStatus(chance: Chance, target: Target): Buffer {
  const references = [
    `${uuidv7()}.1`,
    `${'-'.repeat(36)}.1`,
    `${uuidv7()}.999999`,
    'x',
    '',
    `%00.1`,
    oddText(chance),
  ]
  const words = ['delivered', 'failed', 'undelivered', 'sent', 'queued', 'no-such-word', '']
  const form = {
    ...{ MessageSid: newSid(), AccountSid: target.account.accountSid, MessageStatus: oneOf(chance, words) },
    ...{ ErrorCode: pick(chance, ['30003', '', '-1', 'x'.repeat(1_000), '99999999999999999999']) },
  }
  return signed(target, form, `?reference=${encodeURIComponent(oneOf(chance, references).toWellFormed())}`)
}

function text(chance: Chance, about: Fields = {}): Fields {
  return { MessageSid: newSid(), From: phone(chance), To: LINE, Body: oddText(chance), ...about }
}

function odd(chance: Chance): Fields {
  const names = [
    'MessageSid',
    'From',
    'To',
    'Body',
    'NumMedia',
    'MediaUrl0',
    'MediaContentType0',
    'SmsStatus',
    '__proto__',
    '',
  ]
  const form = text(chance)
  for (let count = Math.floor(between(chance, 1, 6)); count > 0; count--)
    form[oneOf(chance, names)] = oddText(chance)
  if (chance() < 0.1) for (let index = 0; index < 1_500; index++) form[`Field${index}`] = 'x'
  return form
}

const TEXTS = [
  ...['', ' ', '\0', '\ud83d', '\uffff', '﷽'.repeat(50), '‮gnidaeh', 'é', 'x'.repeat(70_000), '-1', '1e309'],
  ...[
    "'; drop table message; --",
    '{{7*7}}',
    '${jndi:x}',
    '<script>alert(1)</script>',
    '%00',
    '%',
    '%zz',
    '../../etc/passwd',
  ],
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '+1',
    '+14155550199',
    'http://[',
    'https://127.0.0.1:1/',
    'javascript:1',
    '0000-00-00T00:00:00Z',
  ],
]

function oddText(chance: Chance): string {
  return oneOf(chance, TEXTS)
}

function json(chance: Chance): Buffer {
  const values: unknown[] = [
    ...[null, true, 1e308, '', [], {}, [[[[[]]]]], { email: oddText(chance), password: oddText(chance) }],
    ...[
      { email: 'a@b.example', password: null },
      { email: ['a'], password: {} },
      { __proto__: { x: 1 }, constructor: 1 },
    ],
    ...[
      { content: oddText(chance), from: oddText(chance), to: [oddText(chance)] },
      { workspace: oddText(chance), name: 1 },
    ],
  ]
  const written = JSON.stringify(values[Math.floor(chance() * values.length)])
  return Buffer.from(chance() < 0.2 ? '['.repeat(20_000) : chance() < 0.2 ? written.slice(0, -1) : written)
}

function oddQuery(chance: Chance): string {
  const names = [
    'phoneNumberId',
    'participants',
    'maxResults',
    'pageToken',
    'createdAfter',
    'line',
    'number',
    'reference',
    'token',
  ]
  const pairs = Array.from({ length: 3 }, () => {
    const value = oddText(chance).slice(0, 2_000)
    return `${oneOf(chance, names)}=${chance() < 0.5 ? encodeURIComponent(value.toWellFormed()) : printable(value)}`
  })
  return pairs.join('&')
}

function path(chance: Chance, target: Target): string {
  return chance() < 0.3 ? pathOf(target.webhook) : oneOf(chance, ROUTES)
}

function oddPath(chance: Chance, { webhook }: Target): string {
  const whole = pathOf(webhook)
  const [, , provider = '', workspace = '', line = ''] = whole.split('/')
  const other = publicId('PN', uuidv7())
  return oneOf(chance, [
    ...[
      `/webhooks/${provider}/${workspace}/${other}`,
      `/webhooks/nobody/${workspace}/${line}`,
      `/webhooks/${provider}//`,
    ],
    ...[
      `/webhooks/${provider}/${publicId('WS', uuidv7())}/${line}`,
      `${whole}/`,
      `${whole}/x`,
      `${whole}?${'a'.repeat(9_000)}`,
    ],
    ...[
      `${whole}%00`,
      `${whole}%ff`,
      `/webhooks/%2e%2e/${workspace}/${line}`,
      `${whole}#x`,
      `//webhooks/${provider}`,
    ],
    ...[
      `/webhooks/${provider}/${workspace}/PN${'z'.repeat(22)}`,
      `/webhooks/${provider}/${workspace}/PN${'é'.repeat(22)}`,
    ],
  ])
}

function method(chance: Chance): string {
  return oneOf(chance, [
    'GET',
    'HEAD',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'PROPFIND',
    'PURGE',
    'BREW',
    'get',
    'POST',
  ])
}

function headers(chance: Chance): Header[] {
  const types = [
    'application/x-www-form-urlencoded',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'image/png',
    'x',
    '',
    ';',
    'application/json; charset=utf-16',
  ]
  const others: Header[] = [
    ...[
      ['x-twilio-signature', oddText(chance)],
      ['origin', oddText(chance)],
      ['cookie', `centralita.session_token=${oddText(chance)}`],
    ],
    ...[
      ['authorization', oddText(chance)],
      ['x-forwarded-host', oddText(chance)],
      ['expect', '100-continue'],
      ['range', 'bytes=9-1'],
    ],
    ...[
      ['upgrade', 'websocket'],
      ['connection', 'upgrade'],
      ['sec-websocket-key', oddText(chance)],
      ['accept', 'text/html'],
      ['if-none-match', oddText(chance)],
    ],
  ].map(([name = '', value = '']) => [name, printable(value).slice(0, 3_000)])
  return [['content-type', oneOf(chance, types)], ...others.filter(() => chance() < 0.2)]
}

function flood(chance: Chance): Header[] {
  const count = Math.floor(between(chance, 100, 3_000))
  return Array.from({ length: count }, (_, index) => [
    `x-${index}`,
    'y'.repeat(Math.floor(between(chance, 1, 60))),
  ])
}

function signature(): Header {
  return ['x-twilio-signature', randomBytes(20).toString('base64')]
}

function badChunks(chance: Chance, { webhook }: Target): Buffer {
  const chunk = oneOf(chance, [
    'zz\r\nab\r\n',
    '5\r\nab\r\n0\r\n\r\n',
    'ffffffffffffffffff\r\n',
    '2\r\nab\r\n0\r\nX: \0\r\n\r\n',
    '0\r\n\r\n',
  ])
  return Buffer.from(
    `POST ${pathOf(webhook)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`,
  )
}

function truncated(chance: Chance, whole: Buffer): Buffer {
  return whole.subarray(0, Math.floor(between(chance, 1, whole.length)))
}

function oneOf(chance: Chance, choices: readonly string[]): string {
  return choices[Math.floor(chance() * choices.length)] ?? ''
}

function garbage(chance: Chance, most: number): Buffer {
  return randomBytes(Math.floor(between(chance, 0, most)))
}

function phone(chance: Chance): string {
  return `+1415${String(Math.floor(between(chance, 4_000_000, 4_000_500)))}`
}

function post(url: string, headers: readonly Header[], body: Buffer): Buffer {
  return request('POST', pathOf(url), headers, body)
}

function request(method: string, path: string, headers: readonly Header[], body: Buffer): Buffer {
  const given = new Set(headers.map(([name]) => name))
  const own: Header[] = [
    ['host', '127.0.0.1'],
    ['connection', 'close'],
    ['content-length', String(body.length)],
  ]
  const lines = [...own.filter(([name]) => !given.has(name)), ...headers].map(
    ([name, value]) => `${name}: ${printable(value)}`,
  )
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), body])
}

// Without line breaks: those would make other headers of it.
function printable(text: string): string {
  return text.replace(/[\r\n]/g, ' ')
}

// As it stands in the request line; `URL` would tidy it up.
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '')
}
