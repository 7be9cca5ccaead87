import fc from 'fast-check'
import { expect } from 'vitest'
import type { ArrivingText, Cases, ProviderHarness } from './conformance.suite.ts'
import type { DeliveryStatus } from './event.ts'
import type { WebhookRequest } from './provider.ts'

const URL = 'https://inbox.example/webhooks/line'
const STATUSES: DeliveryStatus[] = ['accepted', 'sent', 'delivered', 'failed']

/** What comes in: believed only from who signed it, read without loss, and never the end of the server. */
export function webhookCases<Settings>(harness: ProviderHarness<Settings>): Cases {
  const { provider, accounts, line, customer, webhooks } = harness
  const { own, rotated, stranger } = accounts

  function text(about: Partial<ArrivingText> = {}, signer = own, url = URL): WebhookRequest {
    const id = about.providerMessageId ?? webhooks.newMessageId()
    const usual = { from: customer, to: line, text: 'Is my order ready?', files: 0 }
    return webhooks.text(signer, url, { ...usual, ...about, providerMessageId: id })
  }

  function received(about: Partial<ArrivingText>) {
    const request = text(about)
    expect(provider.verify(request, [own])).toBe(true)
    const parsed = provider.parse(request)
    expect(parsed).toMatchObject({ ok: true, value: [{ type: 'message-received' }] })
    const [event] = parsed.ok ? parsed.value : []
    return event?.type === 'message-received' ? event : undefined
  }

  return {
    'a genuine text is believed and read'() {
      const providerMessageId = webhooks.newMessageId()
      const said = 'Grüße! 👋🏽 1 + 1 = 2 & 100 % <b>\r\nsecond line  '
      const usual = { from: customer, to: line, text: said, providerMessageId }
      expect(received({ providerMessageId, text: said })).toMatchObject({ ...usual, media: [] })
    },

    'any text is read as it was written'() {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (written) => {
          const said = written.replaceAll('\0', '.')
          expect(received({ text: said })?.text).toBe(said)
        }),
      )
    },

    'a text keeps no NUL, which no database takes'() {
      expect(received({ text: 'a\0b' })?.text).toBe('a\uFFFDb')
    },

    'a text of 100 kB of emoji is read whole'() {
      const said = '👩🏽‍🚀'.repeat(6_700)
      expect(received({ text: said })?.text).toBe(said)
    },

    'a text brings none, one or ten files'() {
      for (const files of [0, 1, 10]) {
        const media = received({ files, text: '' })?.media ?? []
        expect(media).toHaveLength(files)
        for (const { url, type } of media)
          expect([url, type]).toEqual([expect.stringMatching(/./), 'image/png'])
        expect(new Set(media.map(({ url }) => url)).size).toBe(files)
      }
    },

    'a text comes from a short code or a named sender'() {
      for (const from of ['22395', 'MYBANK']) expect(received({ from })?.from).toBe(from)
    },

    'the same text twice is the same message'() {
      const request = text()
      expect(provider.parse(request)).toEqual(provider.parse(structuredClone(request)))
    },

    'a report on a message says its status and carries our reference back'() {
      for (const status of STATUSES)
        for (const reference of ['0198f0f0-1111-7222-8333-444455556666.2', null]) {
          const providerMessageId = webhooks.newMessageId()
          const url = reference ? `${URL}?reference=${reference}` : URL
          const request = webhooks.report(own, url, { providerMessageId, status })
          expect(provider.verify(request, [own])).toBe(true)
          expect(provider.parse(request)).toMatchObject({
            ok: true,
            value: [{ type: 'message-status', providerMessageId, reference, status }],
          })
        }
    },

    'only a failed message has a failure'() {
      for (const status of STATUSES) {
        const request = webhooks.report(own, URL, { providerMessageId: webhooks.newMessageId(), status })
        const parsed = provider.parse(request)
        const failure = status === 'failed' ? { code: expect.any(String) } : null
        expect(parsed).toMatchObject({ ok: true, value: [{ failure }] })
      }
    },

    'a text that was changed on the way is not believed'() {
      const genuine = text()
      const changed = { ...genuine, body: text({ text: 'Send the money to me' }).body }
      expect(provider.verify(changed, [own])).toBe(false)
      expect(provider.verify({ ...genuine, body: new Uint8Array() }, [own])).toBe(false)
      expect(provider.verify({ ...genuine, body: genuine.body.subarray(0, -1) }, [own])).toBe(false)
    },

    'a text without a signature, or with another, is not believed'() {
      const genuine = text()
      expect(provider.verify({ ...genuine, headers: {} }, [own])).toBe(false)
      for (const [name, value] of Object.entries(genuine.headers)) {
        // What was not part of the signature may be anything.
        if (provider.verify({ ...genuine, headers: { ...genuine.headers, [name]: '' } }, [own])) continue
        for (const other of ['x', 'é'.repeat(28), '0'.repeat(value.length), value.slice(1)])
          expect(provider.verify({ ...genuine, headers: { ...genuine.headers, [name]: other } }, [own])).toBe(
            false,
          )
      }
    },

    'a text that was signed for another URL is not believed'() {
      const genuine = text()
      for (const url of [
        'https://inbox.example/webhooks/other',
        'https://else.example/webhooks/line',
        `${URL}?a=1`,
      ])
        expect(provider.verify({ ...genuine, urls: [url] }, [own])).toBe(false)
      expect(provider.verify({ ...genuine, urls: [] }, [own])).toBe(false)
    },

    'any form of the URL that a proxy may hide is believed'() {
      const forms = ['http://127.0.0.1:3000/webhooks/line', 'http://inbox.example/webhooks/line', URL]
      for (const url of forms)
        expect(provider.verify({ ...text({}, own, url), urls: forms }, [own])).toBe(true)
    },

    'a secret of another account proves nothing'() {
      expect(provider.verify(text(), [stranger])).toBe(false)
      expect(provider.verify(text(), [])).toBe(false)
      expect(provider.verify(text({}, stranger), [own])).toBe(false)
      expect(provider.verify(text({}, stranger), [stranger])).toBe(true)
    },

    'while a secret is changed, both are believed'() {
      for (const signer of [own, rotated]) {
        expect(provider.verify(text({}, signer), [rotated, own])).toBe(true)
        expect(provider.verify(text({}, signer), [signer === own ? rotated : own])).toBe(false)
      }
    },

    'the account that a request names is the one whose secrets are tried'() {
      const named = provider.claimedAccount(text())
      expect([undefined, provider.accountKey(own)]).toContain(named)
      if (named !== undefined)
        expect(provider.claimedAccount(text({}, stranger))).toBe(provider.accountKey(stranger))
    },

    'no body makes it throw, and what is no event is refused'() {
      const { body } = text()
      const broken = ['', '\0', '{', '[]', 'null', '=', '&&&', '%', '%ff%fe', 'a=%00', '😀'.repeat(25_000)]
      const bodies = [
        ...broken.map((one) => new TextEncoder().encode(one)),
        new Uint8Array([0xff, 0xfe, 0x80]),
      ]
      for (const one of bodies) {
        expect(take(one)).toBe(false)
        expect(provider.parse({ ...text(), body: one }).ok).toBe(false)
      }
      for (let length = 0; length < body.length; length += 7) take(body.subarray(0, length))
    },

    'no bytes make it throw'() {
      const { body } = text({ files: 1 })
      fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => !take(bytes)))
      fc.assert(
        fc.property(fc.nat(body.length - 1), fc.nat(255), (place, value) => {
          take(body.with(place, value))
        }),
      )
    },

    'it says in its own dialect that it has understood'() {
      expect(provider.acknowledge().contentType).toMatch(/^[a-z]+\/[a-z]+/)
    },
  }

  // Whatever comes is looked at by all three, and answered with a value.
  function take(body: Uint8Array): boolean {
    const request = { ...text(), body }
    provider.claimedAccount(request)
    expect(provider.parse(request).ok).toBeTypeOf('boolean')
    return provider.verify(request, [own])
  }
}
