import { execFileSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import type { FetchRequest, FetchResponse, OutboundMessage, SendResult } from '#channel/provider.ts'
import { ok } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import { createEgress } from '#server/egress.ts'
import { startFakeTwilio } from '#test/fake-twilio.ts'
import { type TwilioSettings, twilio } from './twilio.ts'

const LINE = '+14155550101'
const DORA = '+14155550177'
const ACCOUNT = { accountSid: `AC${'5'.repeat(32)}`, authToken: '7'.repeat(32) }
const message: OutboundMessage = {
  reference: '0198.1',
  from: LINE,
  to: [DORA],
  text: 'Your order is ready',
  media: [],
  statusUrl: 'https://inbox.example/webhooks/line?reference=0198.1',
}

const fake = await startFakeTwilio()
afterAll(() => fake.close())
const settings: TwilioSettings = { ...fake.account, apiBaseUrl: fake.url }
const context = { settings, fetch: createEgress()(twilio.trustedOrigins(settings)) }

/** A context whose every request is answered with this; the requests are kept. */
function answering(answer: Partial<FetchResponse> & { text?: string }, about: TwilioSettings = ACCOUNT) {
  const asked: FetchRequest[] = []
  const { status = 200, headers = {}, text = '' } = answer
  return {
    asked,
    settings: about,
    fetch: async (request: FetchRequest) => {
      asked.push(request)
      return ok({ status, headers, body: new TextEncoder().encode(text) })
    },
  }
}

function sendAnswered(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Promise<SendResult> {
  return twilio.send(answering({ status, text, headers }), message)
}

test('a line that has a messaging service sends by it, and still from its own number', async () => {
  const messagingServiceSid = `MG${'b'.repeat(32)}`
  const result = await twilio.send({ ...context, settings: { ...settings, messagingServiceSid } }, message)
  expect(result.outcome).toBe('accepted')
  expect(fake.accepted().at(-1)).toMatchObject({
    from: LINE,
    to: DORA,
    messagingServiceSid,
    status: 'accepted',
  })
})

test('the request goes to the address that the owner gave, whatever the environment says', async () => {
  process.env.TWILIO_EDGE = 'sydney'
  process.env.TWILIO_REGION = 'au1'
  const path = `/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`
  try {
    for (const [apiBaseUrl, url] of [
      [undefined, `https://api.twilio.com${path}`],
      ['https://api.dublin.ie1.twilio.com', `https://api.dublin.ie1.twilio.com${path}`],
      ['http://gateway.test:8080/twilio/', `http://gateway.test:8080/twilio${path}`],
    ]) {
      const context = answering({ status: 201, text: '{"sid":"SM1"}' }, { ...ACCOUNT, apiBaseUrl })
      expect(await twilio.send(context, message)).toEqual({ outcome: 'accepted', providerMessageId: 'SM1' })
      const authorization = `Basic ${btoa(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`)}`
      expect(context.asked).toMatchObject([{ url, method: 'POST', headers: { authorization } }])
    }
  } finally {
    delete process.env.TWILIO_EDGE
    delete process.env.TWILIO_REGION
  }
})

test('a message of files alone has no text, and one for several people is not ours to send', async () => {
  const context = answering({ status: 201, text: '{"sid":"MM1"}' })
  const media = ['a', 'b'].map((name) => ({ url: `https://inbox.example/${name}`, type: 'image/png' }))
  await twilio.send(context, { ...message, text: '', media })
  const form = new URLSearchParams(String(context.asked[0]?.body))
  expect([form.has('Body'), form.getAll('MediaUrl')]).toEqual([false, media.map(({ url }) => url)])
  expect(await twilio.send(context, { ...message, to: [DORA, '+14155550178'] })).toMatchObject({
    outcome: 'refused',
  })
  expect(context.asked).toHaveLength(1)
})

test('what Twilio refuses has a reason in our words, and its own number', async () => {
  const reasons = {
    'unknown-number': [21211, 21614],
    landline: [21635],
    'opted-out': [21610],
    'not-registered': [30034],
    'not-allowed': [21408, 21606, 21612, 63016],
    'too-long': [21617],
    'empty-message': [21602],
    'media-rejected': [21620, 11751],
    'no-credit': [20005],
    unauthorized: [20003],
    unknown: [21609],
  }
  for (const [code, numbers] of Object.entries(reasons))
    for (const number of numbers)
      expect(await sendAnswered(400, JSON.stringify({ code: number, status: 400 }))).toEqual({
        outcome: 'refused',
        failure: { code, providerCode: String(number) },
      })
})

test('what passes by itself was not sent and may be tried again', async () => {
  const limited = { outcome: 'not-sent', failure: { code: 'rate-limited', providerCode: '20429' } }
  const body = JSON.stringify({ code: 20429, status: 429 })
  expect(await sendAnswered(429, body)).toEqual(limited)
  expect(await sendAnswered(429, body, { 'retry-after': '7' })).toEqual({ ...limited, retryAfterMs: 7_000 })
  expect(await sendAnswered(429, body, { 'retry-after': 'soon' })).toEqual(limited)
  const inAMinute = new Date(Date.now() + 60_000).toUTCString()
  const dated = await sendAnswered(429, body, { 'retry-after': inAMinute })
  expect(dated.outcome === 'not-sent' && dated.retryAfterMs).toBeGreaterThan(55_000)
  expect(await sendAnswered(400, JSON.stringify({ code: 21611 }))).toMatchObject({
    outcome: 'not-sent',
    failure: { code: 'rate-limited', providerCode: '21611' },
  })
})

test('an answer that is not from Twilio, or not whole, claims nothing that nobody knows', async () => {
  const html = '<html>Bad gateway</html>'
  const outcome = async (status: number, text = html) => {
    const result = await sendAnswered(status, text)
    return [status, result.outcome, result.outcome !== 'accepted' && result.failure.code]
  }
  for (const status of [301, 307, 408, 500, 502, 503, 504])
    expect(await outcome(status)).toEqual([status, 'uncertain', 'provider-unavailable'])
  for (const text of [html, '', '{}', '[]', 'null', '{"sid":null}'])
    expect(await outcome(201, text)).toEqual([201, 'uncertain', 'provider-unavailable'])
  expect(await outcome(401)).toEqual([401, 'refused', 'unauthorized'])
  expect(await outcome(403)).toEqual([403, 'refused', 'unauthorized'])
  expect(await outcome(402)).toEqual([402, 'refused', 'no-credit'])
  expect(await outcome(429)).toEqual([429, 'not-sent', 'rate-limited'])
  expect(await outcome(404)).toEqual([404, 'refused', 'unknown'])
})

test('a sent text is found although Twilio changed or hid it, and whatever else went to the customer', async () => {
  const since = instant(Date.now() - 60_000)
  const find = async (text: string, to = '+14155550179') => {
    const found = await twilio.findSent(context, { from: LINE, to: [to], text, since })
    return found.ok && found.value.map(({ text }) => text)
  }
  const sent = async (text: string) => {
    await twilio.send(context, { ...message, to: ['+14155550179'], text })
  }
  await sent('Sent from your Twilio trial account - Your order is ready')
  await sent('"It\'s ready" - we said...')
  await sent('👍')
  expect(await find('Your order is ready')).toEqual([
    'Sent from your Twilio trial account - Your order is ready',
  ])
  expect(await find('“It’s ready” — we said…')).toEqual(['"It\'s ready" - we said...'])
  expect(await find('👍')).toEqual(['👍'])
  expect(await find('👎')).toEqual([])
  expect(await find('Your order is ready', '+14155550180')).toEqual([])
})

/** A message in a list as Twilio writes it. */
function listed(about: Record<string, string | null>) {
  const now = new Date().toUTCString()
  const dates = { date_created: now, date_sent: now }
  return {
    direction: 'outbound-api',
    from: LINE,
    to: DORA,
    body: message.text,
    num_media: '0',
    ...dates,
    ...about,
  }
}

function listing(...messages: Record<string, string | null>[]): string {
  return JSON.stringify({ messages: messages.map(listed), next_page_uri: null })
}

test('a body that Twilio does not keep may be any text', async () => {
  const context = answering({ text: listing({ sid: 'SM1', body: '', date_sent: null }) })
  const query = { from: LINE, to: [DORA], text: message.text, since: instant(Date.now() - 5_000) }
  expect(await twilio.findSent(context, query)).toMatchObject({
    ok: true,
    value: [{ providerMessageId: 'SM1' }],
  })
})

test('a date that nobody can read hides no message', async () => {
  const odd = { date_created: 'yesterday', date_sent: null }
  const context = answering({ text: listing({ sid: 'SM1', ...odd }, { sid: 'SM2' }) })
  const query = { from: LINE, to: [DORA], text: message.text, since: instant(Date.now() - 5_000) }
  const sent = await twilio.findSent(context, query)
  expect(sent.ok && sent.value.map(({ providerMessageId }) => providerMessageId).sort()).toEqual([
    'SM1',
    'SM2',
  ])
})

test('a gateway that does not know the filters confuses nobody', async () => {
  const old = new Date(Date.now() - 60_000).toUTCString()
  const context = answering({
    text: listing(
      { sid: 'SM1' },
      { sid: 'SM2', from: '+14155550102' },
      { sid: 'SM3', to: '+14155550178' },
      { sid: 'SM4', date_created: old, date_sent: old },
      { sid: 'SM5', direction: 'inbound', from: DORA, to: LINE },
      { sid: 'SM6', direction: 'inbound', from: DORA, to: '+14155550102' },
      { sid: 'SM7', direction: 'inbound', from: DORA, to: LINE, date_created: old, date_sent: old },
    ),
  })
  const since = instant(Date.now() - 5_000)
  const sent = await twilio.findSent(context, { from: LINE, to: [DORA], text: message.text, since })
  expect(sent).toMatchObject({ ok: true, value: [{ providerMessageId: 'SM1' }] })
  const received = await twilio.listReceived(context, { to: LINE, since })
  expect(received).toMatchObject({ ok: true, value: [{ providerMessageId: 'SM5' }] })
})

test('a text whose files were deleted at Twilio is listed without them', async () => {
  const text = listing({ sid: 'MM1', direction: 'inbound', from: DORA, to: LINE, num_media: '1' })
  const page = ok({ status: 200, headers: {}, body: Buffer.from(text) })
  const gone = ok({ status: 404, headers: {}, body: Buffer.from('') })
  const fetch = async ({ url }: FetchRequest) => (url.includes('/Media') ? gone : page)
  const since = instant(Date.now() - 5_000)
  expect(await twilio.listReceived({ settings: ACCOUNT, fetch }, { to: LINE, since })).toMatchObject({
    ok: true,
    value: [{ providerMessageId: 'MM1', media: [] }],
  })
})

test("only Twilio's own host is shown the credentials", async () => {
  const credentialsFor = async (url: string, about?: TwilioSettings) => {
    const context = answering({ text: 'picture' }, about)
    await twilio.fetchMedia(context, url)
    return context.asked[0]?.headers?.authorization !== undefined
  }
  expect(await credentialsFor('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1')).toBe(
    true,
  )
  expect(await credentialsFor(`${fake.url}/media`, settings)).toBe(true)
  for (const url of [
    'http://api.twilio.com/x',
    'https://api.twilio.com.evil.test/x',
    'https://mms.twiliocdn.com/x',
    'x',
  ])
    expect([url, await credentialsFor(url)]).toEqual([url, false])
})

test('what became of a file says whether to ask again', async () => {
  const code = async (status: number) => {
    const fetched = await twilio.fetchMedia(answering({ status }), 'https://api.twilio.com/x')
    return fetched.ok ? 'ok' : fetched.error.code
  }
  expect(await code(200)).toBe('ok')
  for (const status of [404, 410]) expect(await code(status)).toBe('media-rejected')
  for (const status of [401, 403]) expect(await code(status)).toBe('unauthorized')
  expect(await code(429)).toBe('rate-limited')
  for (const status of [302, 500, 503]) expect(await code(status)).toBe('provider-unavailable')
})

test('who does not send does not wait for the library', () => {
  const script = `
    await import('#providers/index.ts')
    const { createRequire } = await import('node:module')
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => /node_modules.axios/.test(file)).length)`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
  expect(output.trim()).toBe('0')
})
