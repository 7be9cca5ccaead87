import fc from 'fast-check'
import library from 'twilio'
import { expect, test } from 'vitest'
import type { WebhookRequest } from '#channel/provider.ts'
import { twilio } from './twilio.ts'

const ACCOUNT = 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const LINE_URL = 'https://inbox.example/webhooks/twilio/WS1/PN1'

/** A webhook as it comes over the wire. */
function arrived(body: string, url = LINE_URL, signature = ''): WebhookRequest {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': signature,
  }
  return { method: 'POST', urls: [url], headers, body: new TextEncoder().encode(body) }
}

function without(body: string, name: string): string {
  const form = new URLSearchParams(body)
  form.delete(name)
  return form.toString()
}

const SMS =
  'ToCountry=US&ToState=CA&SmsMessageSid=SM0c4d9fd12c1c4c7a9b64e3f0a1b2c3d4&NumMedia=0&ToCity=SAN+FRANCISCO' +
  '&FromZip=94103&SmsSid=SM0c4d9fd12c1c4c7a9b64e3f0a1b2c3d4&FromState=CA&SmsStatus=received' +
  '&FromCity=SAN+FRANCISCO&Body=Is+my+order+ready%3F+%F0%9F%91%8B+1+%2B+1&FromCountry=US&To=%2B14155550101' +
  '&MessagingServiceSid=MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&ToZip=94103&NumSegments=1' +
  `&MessageSid=SM0c4d9fd12c1c4c7a9b64e3f0a1b2c3d4&AccountSid=${ACCOUNT}&From=%2B14155550177&ApiVersion=2010-04-01`

const MEDIA = `https%3A%2F%2Fapi.twilio.com%2F2010-04-01%2FAccounts%2F${ACCOUNT}%2FMessages%2FMM1%2FMedia%2F`
const MMS =
  'ToCountry=US&MediaContentType0=image%2Fjpeg&ToState=CA&SmsMessageSid=MM11111111111111111111111111111111' +
  `&NumMedia=2&ToCity=&FromZip=94103&SmsSid=MM11111111111111111111111111111111&FromState=CA&SmsStatus=received` +
  `&FromCity=&Body=&FromCountry=US&To=%2B14155550101&ToZip=&MediaUrl1=${MEDIA}ME2&MediaContentType1=text%2Fx-vcard` +
  `&NumSegments=2&MessageSid=MM11111111111111111111111111111111&AccountSid=${ACCOUNT}&From=%2B14155550177` +
  `&MediaUrl0=${MEDIA}ME1&ApiVersion=2010-04-01`

const DELIVERED =
  'ApiVersion=2010-04-01&MessageStatus=delivered&RawDlrDoneDate=2611230941&SmsSid=SM22222222222222222222222222222222' +
  `&SmsStatus=delivered&To=%2B14155550177&From=%2B14155550101&AccountSid=${ACCOUNT}` +
  '&MessageSid=SM22222222222222222222222222222222'

const UNDELIVERED =
  'ErrorCode=30003&SmsSid=SM22222222222222222222222222222222&SmsStatus=undelivered&MessageStatus=undelivered' +
  '&To=%2B14155550177&MessagingServiceSid=MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' +
  `&MessageSid=SM22222222222222222222222222222222&AccountSid=${ACCOUNT}&From=%2B14155550101&ApiVersion=2010-04-01`

test('a text is read from a form as Twilio posts it', () => {
  expect(twilio.parse(arrived(SMS))).toEqual({
    ok: true,
    value: [
      {
        type: 'message-received',
        providerMessageId: 'SM0c4d9fd12c1c4c7a9b64e3f0a1b2c3d4',
        to: '+14155550101',
        from: '+14155550177',
        text: 'Is my order ready? 👋 1 + 1',
        media: [],
        at: null,
      },
    ],
  })
  expect(twilio.claimedAccount(arrived(SMS))).toBe(ACCOUNT)
})

test('files come in their order, with the types that Twilio claims', () => {
  const url = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media`
  const media = [
    { url: `${url}/ME1`, type: 'image/jpeg' },
    { url: `${url}/ME2`, type: 'text/x-vcard' },
  ]
  expect(twilio.parse(arrived(MMS))).toMatchObject({ ok: true, value: [{ text: '', media }] })
})

test('a report is told from a text by its status, on whatever URL it comes', () => {
  const url = `${LINE_URL}?reference=0198f0f0-1111-7222-8333-444455556666.3`
  const reference = '0198f0f0-1111-7222-8333-444455556666.3'
  const report = { type: 'message-status', providerMessageId: 'SM22222222222222222222222222222222', at: null }
  expect(twilio.parse(arrived(DELIVERED, url))).toEqual({
    ok: true,
    value: [{ ...report, reference, status: 'delivered', failure: null }],
  })
  expect(twilio.parse(arrived(UNDELIVERED))).toEqual({
    ok: true,
    value: [
      {
        ...report,
        reference: null,
        status: 'failed',
        failure: { code: 'unreachable', providerCode: '30003' },
      },
    ],
  })
  expect(twilio.parse(arrived(SMS, url))).toMatchObject({ ok: true, value: [{ type: 'message-received' }] })
})

test('every status of a message has its place, and a word that we do not know yet changes nothing', () => {
  const statusIn = (word: string) => {
    const parsed = twilio.parse(arrived(DELIVERED.replaceAll('=delivered', `=${word}`)))
    return parsed.ok && parsed.value.map((event) => event.type === 'message-status' && event.status)
  }
  const places = {
    accepted: 'accepted queued sending accepted scheduled',
    sent: 'sent',
    delivered: 'delivered read',
    failed: 'failed undelivered canceled',
  }
  for (const [status, words] of Object.entries(places))
    for (const word of words.split(' ')) expect([word, statusIn(word)]).toEqual([word, [status]])
  expect(statusIn('teleported')).toEqual([])
})

test('what cannot be a message is refused', () => {
  const bodies = [
    without(SMS, 'MessageSid'),
    without(SMS, 'From'),
    without(SMS, 'To'),
    without(SMS, 'Body'),
    `${SMS}&From=%2B14155550178`,
    SMS.replace('%2B14155550177', '%00'),
    'CallSid=CA1234567890ABCDE&CallStatus=ringing&From=%2B14155550177&To=%2B14155550101',
  ]
  for (const body of bodies)
    expect(twilio.parse(arrived(body))).toEqual({ ok: false, error: { code: 'malformed-webhook' } })
})

test('a sender in a form that nobody knows is still a customer', () => {
  for (const from of ['+266696687', 'whatsapp:+14155550177', '7733', 'Café & Co'])
    expect(twilio.parse(arrived(SMS.replace('%2B14155550177', encodeURIComponent(from))))).toMatchObject({
      ok: true,
      value: [{ from }],
    })
})

test('the signatures that Twilio publishes are believed', () => {
  // https://www.twilio.com/docs/usage/security, and the one that its libraries are tested with.
  const published = [
    ['https://example.com/myapp.php?foo=1&bar=2', '+14158675310', 'L/OH5YylLD5NRKLltdqwSvS0BnU='],
    ['https://mycompany.com/myapp.php?foo=1&bar=2', '+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ] as const
  for (const [url, caller, signature] of published) {
    const form = {
      CallSid: 'CA1234567890ABCDE',
      Digits: '1234',
      To: '+18005551212',
      Caller: caller,
      From: caller,
    }
    const request = arrived(new URLSearchParams(form).toString(), url, signature)
    const candidate = { accountSid: ACCOUNT, authToken: '12345' }
    expect(twilio.verify(request, [candidate])).toBe(true)
    expect(twilio.verify(request, [{ ...candidate, authToken: '12346' }])).toBe(false)
    expect(twilio.verify({ ...request, urls: [`${url}3`] }, [candidate])).toBe(false)
  }
})

test("one account's token proves nothing about another account", () => {
  const signature = library.getExpectedTwilioSignature(
    '12345',
    LINE_URL,
    Object.fromEntries(new URLSearchParams(SMS)),
  )
  const request = arrived(SMS, LINE_URL, signature)
  const own = { accountSid: ACCOUNT, authToken: '12345' }
  const other = { ...own, accountSid: `AC${'b'.repeat(32)}` }
  expect(twilio.verify(request, [other, own])).toBe(true)
  expect(twilio.verify(request, [other])).toBe(false)
})

test('a standard port in the URL makes no difference, another one does', () => {
  const believed = (signed: string, asked: string) => {
    const signature = library.getExpectedTwilioSignature('12345', signed, { MessageSid: 'SM1' })
    const request = arrived('MessageSid=SM1', asked, signature)
    return twilio.verify(request, [{ accountSid: ACCOUNT, authToken: '12345' }])
  }
  expect(believed('https://inbox.example:443/line', 'https://inbox.example/line')).toBe(true)
  expect(believed('https://inbox.example/line', 'https://inbox.example:443/line')).toBe(true)
  expect(believed('http://127.0.0.1:3000/line', 'http://127.0.0.1:3000/line')).toBe(true)
  expect(believed('http://127.0.0.1:3001/line', 'http://127.0.0.1:3000/line')).toBe(false)
})

test('a host that the sender made up is no reason to fall', () => {
  for (const url of ['', 'https://', 'https://[/webhooks', 'https://a b/webhooks', '/webhooks'])
    expect(twilio.verify(arrived(SMS, url, 'x'), [{ accountSid: ACCOUNT, authToken: '12345' }])).toBe(false)
})

test('a signature over an unusual form stands through reading and laying out again', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 10 })
  const value = fc.string({ unit: 'binary', maxLength: 50 })
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), (pairs) => {
      const form: Record<string, string[]> = Object.create(null)
      for (const [name, value] of pairs) form[name] = [...(form[name] ?? []), value]
      const signature = library.getExpectedTwilioSignature('12345', LINE_URL, form)
      const request = arrived(new URLSearchParams(pairs).toString(), LINE_URL, signature)
      expect(twilio.verify(request, [{ accountSid: ACCOUNT, authToken: '12345' }])).toBe(
        !pairs.some(([name]) => name === 'AccountSid'),
      )
    }),
  )
})
