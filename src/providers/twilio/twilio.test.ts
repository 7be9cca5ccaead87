import { afterAll } from 'vitest'
import type { Fate } from '#channel/conformance.suite.ts'
import { providerSuite } from '#channel/conformance.suite.ts'
import type { WebhookRequest } from '#channel/provider.ts'
import { createEgress } from '#server/egress.ts'
import { type Behaviour, startFakeTwilio } from '#test/fake-twilio.ts'
import { statusWebhook, textWebhook, type Webhook } from '#test/fake-twilio.webhooks.ts'
import { type FakeMessage, inbound } from '#test/fake-twilio.wire.ts'
import { twilio } from './twilio.ts'

const LINE = '+14155550101'
const DORA = '+14155550177'

const fake = await startFakeTwilio({ cdn: 'other-origin' })
afterAll(() => fake.close())

const egress = createEgress({ timeoutMs: 1_000 })
const own = { ...fake.account, apiBaseUrl: fake.url }

const FATES: Record<Fate, Behaviour> = {
  refuse: { accept: false, answer: { status: 400, code: 21610 } },
  'limit-rate': { accept: false, answer: { status: 429, retryAfterSeconds: 2 } },
  fail: { accept: false, answer: { status: 503 } },
  'fail-after-accepting': { answer: { status: 500 } },
  'hang-after-accepting': { answer: 'hang' },
  'break-off-after-accepting': { answer: 'break-off' },
}
const WORDS = { accepted: 'queued', sent: 'sent', delivered: 'delivered', failed: 'undelivered' } as const

providerSuite({
  provider: twilio,
  accounts: {
    own,
    rotated: { ...own, authToken: '8'.repeat(32) },
    stranger: { accountSid: `AC${'6'.repeat(32)}`, authToken: '6'.repeat(32) },
  },
  line: LINE,
  customer: DORA,
  addresses: {
    same: ['(415) 555-0101', ' 1 415 555 0101 '],
    refused: ['', 'Support', '+1', '+999123456789'],
  },
  webhooks: {
    newMessageId: () => newMessage().sid,
    text: (signer, url, { files, text: body, ...about }) =>
      asRequest(textWebhook(signer, newMessage({ ...about, body }, files), url, fake.url)),
    report: (signer, url, { providerMessageId: sid, status }) =>
      asRequest(statusWebhook(signer, { ...newMessage(), sid, status: WORDS[status] }, url)),
  },
  voice: 'It carries no calls',
  carrier: {
    context: (settings = own) => ({
      settings,
      fetch: egress([...twilio.trustedOrigins(settings), fake.cdnUrl]),
    }),
    unreachable: { ...own, apiBaseUrl: 'http://127.0.0.1:1' },
    next: (fate) => fake.script(FATES[fate]),
    failQuestion: (after) => fake.failQuestions(...Array.from({ length: after }, () => 200), 503),
    accepted: () =>
      fake.accepted().map(({ sid, from, to, body, mediaUrls, statusCallback }) => ({
        providerMessageId: sid,
        from,
        to,
        text: body,
        files: mediaUrls,
        statusUrl: statusCallback ?? '',
      })),
    advance: (sid, status) => fake.advance({ sid, status: WORDS[status] }),
    receive: ({ text: body, files, ...about }) => fake.receive({ ...about, body, media: files.map(asFile) }),
    store(file) {
      const sid = fake.receive({ from: DORA, to: LINE, body: '', media: [asFile(file)] })
      return new URLSearchParams(fake.signedText(sid, 'http://app.test').body).get('MediaUrl0') ?? ''
    },
    forget: (url) => void fake.forget(url.split('/').at(-3) ?? ''),
    credentialsAtFileHost: () => fake.seenByCdn.map(({ authorization }) => authorization),
  },
})

function newMessage(
  about: Partial<FakeMessage> & { providerMessageId?: string } = {},
  files = 0,
): FakeMessage {
  const { providerMessageId, ...fields } = about
  const media = Array.from({ length: files }, () => asFile(new Uint8Array()))
  const message = inbound({ from: DORA, to: LINE, body: 'Is my order ready?', media })
  return { ...message, ...fields, sid: providerMessageId ?? message.sid }
}

function asFile(bytes: Uint8Array) {
  return { type: 'image/png', base64: Buffer.from(bytes).toString('base64') }
}

function asRequest({ url, headers, body }: Webhook): WebhookRequest {
  return { method: 'POST', urls: [url], headers, body: Buffer.from(body) }
}
