import { providerSuite, type VoiceNetwork } from '#channel/conformance.suite.ts'
import { uuidv7 } from '#kit/id.ts'
import { exchange, type HandsetSignal } from './exchange.ts'
import { type SandboxHappening, type SandboxSettings, sandbox, sandboxWebhook } from './sandbox.ts'

const CUSTOMER = '+14155550177'
const own = { account: 'mills', secret: 'a secret that is long enough' }

providerSuite({
  provider: sandbox,
  accounts: {
    own,
    rotated: { ...own, secret: 'another secret, as long' },
    stranger: { account: 'others', secret: 'the secret of somebody else' },
  },
  line: '+14155550101',
  customer: CUSTOMER,
  addresses: { same: ['(415) 555-0101', '415 555 0101'], refused: ['', 'Support', '+1'] },
  webhooks: {
    newMessageId: () => uuidv7(),
    text: ({ secret }, url, { providerMessageId: id, files, ...text }) => {
      const media = Array.from({ length: files }, (_, file) => ({
        url: `data:image/png;base64,${btoa(String(file))}`,
        type: 'image/png',
      }))
      const at = new Date().toISOString()
      return { method: 'POST', urls: [url], ...sandboxWebhook(secret, { id, ...text, media, at }) }
    },
    report: () => {
      throw new Error('The sandbox reports nothing')
    },
  },
  carrier: 'It has no network',
  voice: handsets(),
  skip: [
    {
      reason: 'Its statuses are asked for, never pushed',
      tests: [
        'a report on a message says its status and carries our reference back',
        'only a failed message has a failure',
      ],
    },
    {
      reason: 'It signs the body only: its handsets are pages of this very server',
      tests: ['a text that was signed for another URL is not believed'],
    },
  ],
})

const OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'

/** The customer's handset, which is open for as long as this file runs. */
function handsets(): VoiceNetwork<SandboxSettings> {
  const signals: HandsetSignal[] = []
  exchange.join(own.account, CUSTOMER, (signal) => signals.push(signal))
  const told = ({ secret }: SandboxSettings, url: string, happened: SandboxHappening) => ({
    ...{ method: 'POST', urls: [url], ...sandboxWebhook(secret, happened) },
  })
  const at = new Date().toISOString()
  return {
    context: { settings: own, fetch: () => Promise.reject(new Error('It has no network')) },
    newCallId: () => uuidv7(),
    offered: (signer, url, { providerCallId: callId, from, to }) =>
      told(signer, url, { call: 'offered', callId, from, to, offer: OFFER, at }),
    answered: (signer, url, callId) => told(signer, url, { call: 'answered', callId, offer: OFFER, at }),
    ended: (signer, url, callId, why) =>
      told(signer, url, { call: 'ended', callId, why: why as 'hung-up' /* Those that handsets know. */, at }),
    comes: (callId, customer) => exchange.connect(callId, own.account, customer),
    heard: (callId) => signals.flatMap((signal) => (signal.callId === callId ? [heardAs(signal)] : [])),
    calledFrom(callId) {
      const call = signals.find((signal) => signal.callId === callId && signal.type === 'call')
      return call?.type === 'call' ? call.from : undefined
    },
    failing: {
      refused: '+14155550195',
      busy: '+14155550196',
      'no-answer': '+14155550197',
      'unknown-number': '+14155550198',
      unreachable: '+14155550199',
    },
  }
}

function heardAs(signal: HandsetSignal) {
  if (signal.type === 'end') return signal.why
  return signal.type === 'answer' ? 'is answered' : 'rings'
}
