import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import library from 'twilio'
import { afterEach, expect, test } from 'vitest'
import { type FakeTwilio, type FakeTwilioOptions, startFakeTwilio } from './fake-twilio.ts'
import { sign } from './fake-twilio.webhooks.ts'

const LINE = '+14155550101'
const DORA = '+14155550177'
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function start(options?: FakeTwilioOptions) {
  const fake = await startFakeTwilio(options)
  closing.push(() => fake.close())
  return fake
}

type Received = { url: string; signature: string; form: Record<string, string> }

/** Our app, as far as Twilio sees it; answers with these statuses, then with 200. */
async function app(...statuses: number[]) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const signature = String(request.headers['x-twilio-signature'])
    received.push({ url: request.url ?? '', signature, form: Object.fromEntries(new URLSearchParams(body)) })
    response.writeHead(statuses.shift() ?? 200).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return { received, url: `http://127.0.0.1:${port}` }
}

function call(
  { url, account }: FakeTwilio,
  path: string,
  form?: Record<string, string>,
  token = account.authToken,
) {
  const authorization = `Basic ${btoa(`${account.accountSid}:${token}`)}`
  return fetch(url + path, {
    headers: { authorization },
    redirect: 'manual',
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
}

const list = ({ account }: FakeTwilio) => `/2010-04-01/Accounts/${account.accountSid}/Messages.json`
const hello = { From: LINE, To: DORA, Body: 'Your order is ready' }

test('a message is taken and answered with every field of the real thing', async () => {
  const fake = await start()
  const response = await call(fake, list(fake), hello)
  expect(response.status).toBe(201)
  const message = await response.json()
  const path = `/2010-04-01/Accounts/${fake.account.accountSid}/Messages/${message.sid}`
  expect(message).toEqual({
    account_sid: fake.account.accountSid,
    api_version: '2010-04-01',
    body: 'Your order is ready',
    date_created: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
    date_sent: null,
    date_updated: expect.any(String),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: LINE,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    status: 'queued',
    subresource_uris: { media: `${path}/Media.json` },
    to: DORA,
    uri: `${path}.json`,
  })
  expect(fake.accepted()).toMatchObject([{ sid: message.sid, from: LINE, to: DORA }])
  expect(await (await call(fake, `${path}.json`)).json()).toEqual(message)
})

test('who does not know the token gets nothing, and mistakes have their numbers', async () => {
  const fake = await start()
  const refused = await call(fake, list(fake), hello, 'wrong')
  expect([refused.status, await refused.json()]).toMatchObject([401, { code: 20003, status: 401 }])
  const mistakes: [Record<string, string>, number][] = [
    [{ From: LINE, Body: 'x' }, 21604],
    [{ To: DORA, Body: 'x' }, 21603],
    [{ To: DORA, From: LINE }, 21602],
    [{ ...hello, Body: 'x'.repeat(1_601) }, 21617],
  ]
  for (const [form, code] of mistakes)
    expect(await (await call(fake, list(fake), form)).json()).toMatchObject({ code, status: 400 })
  expect(fake.accepted()).toEqual([])
})

test('each way in which an answer can be lost is at hand, by number or in turn', async () => {
  const fake = await start({
    behaviours: { '+14155550195': { accept: false, answer: { status: 400, code: 21610 } } },
  })
  expect((await call(fake, list(fake), { ...hello, To: '+14155550195' })).status).toBe(400)
  fake.script(
    { accept: false, answer: { status: 429, retryAfterSeconds: 2 } },
    { answer: { status: 500 } },
    { answer: 'break-off' },
    { answer: 'hang' },
  )
  const limited = await call(fake, list(fake), hello)
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2'])
  expect(fake.accepted()).toHaveLength(0)
  expect((await call(fake, list(fake), hello)).status).toBe(500)
  await expect(call(fake, list(fake), hello)).rejects.toThrow()
  const hanging = call(fake, list(fake), hello).catch(() => 'hung')
  expect((await call(fake, list(fake), hello)).status).toBe(201)
  expect(fake.accepted()).toHaveLength(4)
  await fake.close()
  closing.length = 0
  expect(await hanging).toBe('hung')
})

test('the list has pages, the newest first, and what comes in meanwhile does not shift them', async () => {
  const fake = await start()
  const start_ = Date.UTC(2026, 10, 1)
  const sids = Array.from({ length: 5 }, (_, day) =>
    fake.receive({
      from: DORA,
      to: LINE,
      body: `Day ${day}`,
      at: new Date(start_ + day * 86_400_000).toISOString(),
    }),
  )
  const read = async (path: string): Promise<string[]> => {
    const page = await (await call(fake, path)).json()
    fake.receive({ from: DORA, to: LINE, body: 'Meanwhile' })
    const here = page.messages.map(({ sid }: { sid: string }) => sid)
    return page.next_page_uri ? [...here, ...(await read(page.next_page_uri))] : here
  }
  expect(await read(`${list(fake)}?PageSize=2&To=${encodeURIComponent(LINE)}`)).toEqual(sids.toReversed())
  const only = async (query: Record<string, string>) => {
    const page = await (await call(fake, `${list(fake)}?${new URLSearchParams(query)}`)).json()
    return page.messages.map(({ sid }: { sid: string }) => sid).filter((sid: string) => sids.includes(sid))
  }
  expect(await only({ From: LINE })).toEqual([])
  expect(await only({ DateSent: '2026-11-02' })).toEqual([sids[1]])
  expect(await only({ 'DateSent>': '2026-11-04' })).toEqual([sids[4], sids[3]])
  expect(await only({ 'DateSent<': '2026-11-02T00:00:00Z' })).toEqual([sids[1], sids[0]])
})

test('media need the token, stand at another host, and that one sees no credentials', async () => {
  const fake = await start({ cdn: 'other-origin' })
  const media = [{ type: 'image/png', base64: btoa('picture') }]
  const sid = fake.receive({ from: DORA, to: LINE, body: '', media })
  const form = new URLSearchParams(fake.signedText(sid, 'http://app.test/').body)
  expect([form.get('NumMedia'), form.get('MediaContentType0')]).toEqual(['1', 'image/png'])
  const path = new URL(form.get('MediaUrl0') ?? '').pathname
  expect((await call(fake, path, undefined, 'wrong')).status).toBe(401)
  const redirect = await call(fake, path)
  expect(redirect.status).toBe(307)
  const file = await fetch(redirect.headers.get('location') ?? '')
  expect([file.headers.get('content-type'), await file.text()]).toEqual(['image/png', 'picture'])
  expect(new URL(file.url).origin).toBe(fake.cdnUrl)
  expect(fake.seenByCdn).toEqual([{ authorization: undefined }])
  fake.forget(sid)
  expect((await call(fake, path)).status).toBe(404)
})

test('webhooks are signed as the official library expects it', async () => {
  const fake = await start()
  const { received, url } = await app()
  const target = `${url}/webhooks/line?reference=1`
  const { sid, statuses } = await fake.text(
    { from: DORA, to: LINE, body: 'Ist es fertig? ✅ & mehr' },
    target,
  )
  expect(statuses).toEqual([200])
  const [webhook] = received
  expect(webhook?.form).toMatchObject({
    MessageSid: sid,
    From: DORA,
    To: LINE,
    SmsStatus: 'received',
    NumMedia: '0',
  })
  const { authToken } = fake.account
  const { signature = '', form = {} } = webhook ?? {}
  expect(library.validateRequest(authToken, signature, target, form)).toBe(true)
  expect(library.validateRequest(authToken, signature, target, { ...form, Body: 'x' })).toBe(false)
  const word = fc.string({ minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.dictionary(word, word), (form) => {
      const { headers } = sign(fake.account, target, form)
      expect(headers['x-twilio-signature']).toBe(library.getExpectedTwilioSignature(authToken, target, form))
    }),
  )
})

test('a status is told at the callback that came with the message', async () => {
  const fake = await start()
  const { received, url } = await app()
  const callback = `${url}/webhooks/line?reference=0198.1`
  const { sid } = await (await call(fake, list(fake), { ...hello, StatusCallback: callback })).json()
  expect(await fake.report({ sid, status: 'undelivered', errorCode: 30003 })).toEqual([200])
  expect(received).toMatchObject([
    {
      url: '/webhooks/line?reference=0198.1',
      form: { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' },
    },
  ])
  expect(fake.accepted()).toMatchObject([{ status: 'undelivered' }])
})

test('webhooks come twice, in the wrong order and again after a failure, when they are asked to', async () => {
  const fake = await start()
  const { received, url } = await app(500, 200)
  const callback = { ...hello, StatusCallback: url }
  const { sid } = await (await call(fake, list(fake), callback)).json()
  const webhooks = ['sent', 'delivered'].map((status) => fake.signedStatus({ sid, status }))
  expect(await fake.deliver(webhooks, { copies: 2, order: 'reversed', attempts: 2 })).toEqual([
    200, 200, 200, 200,
  ])
  expect(received.map(({ form }) => form.MessageStatus)).toEqual([
    'delivered',
    'delivered',
    'sent',
    'delivered',
    'sent',
  ])
  expect(await fake.deliver(webhooks.map((one) => ({ ...one, url: 'http://127.0.0.1:1/' })))).toEqual([0, 0])
})

test('messages go their way by themselves when that is wanted', async () => {
  const fake = await start({ reports: { statuses: ['sent', 'delivered'], everyMs: 5 } })
  const { received, url } = await app()
  await call(fake, list(fake), { ...hello, StatusCallback: url })
  const told = () => received.map(({ form }) => form.MessageStatus)
  await expect.poll(told, { timeout: 10_000 }).toEqual(['sent', 'delivered'])
})

test('it runs in a process of its own, and is asked over HTTP', async () => {
  const options = JSON.stringify({ behaviours: { [DORA]: { answer: { status: 500 } } } })
  const child = spawn(process.execPath, ['test/fake-twilio.ts', options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  closing.push(async () => {
    child.kill()
    await once(child, 'exit')
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, accountSid, authToken } = JSON.parse(line)
  const ask = async (name: string, ...args: unknown[]) =>
    (await fetch(`${url}/_fake/${name}`, { method: 'POST', body: JSON.stringify(args) })).json()
  const authorization = `Basic ${btoa(`${accountSid}:${authToken}`)}`
  const body = new URLSearchParams(hello)
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const post = async () =>
    (await fetch(url + path, { method: 'POST', headers: { authorization }, body })).status
  expect(await post()).toBe(500)
  await ask('behave', DORA, null)
  expect(await post()).toBe(201)
  expect(await ask('accepted')).toMatchObject([{ to: DORA }, { to: DORA }])
  const target = await app()
  const told = await ask('text', { from: DORA, to: LINE, body: 'Hello?' }, target.url, { copies: 2 })
  expect(told.statuses).toEqual([200, 200])
  expect(target.received).toMatchObject([{ form: { Body: 'Hello?' } }, { form: { Body: 'Hello?' } }])
})
