import { providerSuite } from '#channel/conformance.suite.ts'
import { uuidv7 } from '#kit/id.ts'
import { sandbox, sandboxWebhook } from './sandbox.ts'

const own = { account: 'mills', secret: 'a secret that is long enough' }

providerSuite({
  provider: sandbox,
  accounts: {
    own,
    rotated: { ...own, secret: 'another secret, as long' },
    stranger: { account: 'others', secret: 'the secret of somebody else' },
  },
  line: '+14155550101',
  customer: '+14155550177',
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
