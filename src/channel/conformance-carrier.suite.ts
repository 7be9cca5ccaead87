import { expect } from 'vitest'
import { instant } from '#kit/time.ts'
import type { Carrier, Cases, Fate, ProviderHarness } from './conformance.suite.ts'
import type { DeliveryStatus } from './event.ts'
import { FAILURES } from './failure.ts'
import type { OutboundMessage, SendResult } from './provider.ts'

const LOST_ANSWERS: Fate[] = ['fail-after-accepting', 'hang-after-accepting', 'break-off-after-accepting']
const FILE = new TextEncoder().encode('a picture')

/** What goes out and what is asked, against the provider's servers. */
export function carrierCases<Settings>(harness: ProviderHarness<Settings>): Cases {
  const { provider, accounts, line, customer } = harness
  let count = 0

  function carrier(): Carrier<Settings> {
    if (typeof harness.carrier === 'string') throw new Error('There is no carrier, so this case is skipped')
    return harness.carrier
  }

  function outbound(about: Partial<OutboundMessage> = {}): OutboundMessage {
    const reference = `0198f0f0-1111-7222-8333-444455556666.${++count}`
    const statusUrl = `https://inbox.example/webhooks/line?reference=${reference}`
    // Each with a text of its own, so that it can be found again.
    const text = `Your order ${count} is ready`
    return { reference, from: line, to: [customer], text, media: [], statusUrl, ...about }
  }

  async function send(message: OutboundMessage, settings?: Settings): Promise<SendResult> {
    return provider.send(carrier().context(settings), message)
  }

  const taken = ({ text }: OutboundMessage) =>
    carrier()
      .accepted()
      .filter((one) => one.text === text)

  async function found({ from, to, text }: OutboundMessage, since = instant(Date.now() - 60_000)) {
    const answer = await provider.findSent(carrier().context(), { from, to, text, since })
    return answer.ok ? answer.value.map(({ providerMessageId }) => providerMessageId) : answer.error
  }

  return {
    'a message is accepted as it was given'() {
      return inTurn(
        [[], ['https://inbox.example/media/1', 'https://inbox.example/media/2']],
        async (files) => {
          const message = outbound({ media: files.map((url) => ({ url, type: 'image/png' })) })
          const result = await send(message)
          const { from, text, statusUrl } = message
          const [one, ...more] = taken(message)
          expect([one, more]).toEqual([
            { providerMessageId: expect.any(String), from, to: customer, text, files, statusUrl },
            [],
          ])
          expect(result).toEqual({ outcome: 'accepted', providerMessageId: one?.providerMessageId })
        },
      )
    },

    'any text is sent as it was written'() {
      return inTurn(
        ['Grüße! 👋🏽 1 + 1 = 2 & 100 %', 'a\nb\r\nc', ' "\'\\;#?=/ ', '汉字'.repeat(400)],
        async (text) => {
          expect((await send(outbound({ text }))).outcome).toBe('accepted')
          expect(carrier().accepted().at(-1)?.text).toBe(text)
        },
      )
    },

    async 'a message that the provider refuses is refused for good, with the reason'() {
      carrier().next('refuse')
      const result = await send(outbound())
      expect(result).toMatchObject({ outcome: 'refused', failure: { code: expect.any(String) } })
      expect(result.outcome === 'refused' && FAILURES[result.failure.code]).toBeTruthy()
    },

    async 'a wrong secret is refused, and says so'() {
      const message = outbound()
      expect(await send(message, accounts.rotated)).toMatchObject({
        outcome: 'refused',
        failure: { code: 'unauthorized' },
      })
      expect(taken(message)).toEqual([])
    },

    async 'a rate limit has not sent, and says when to try again'() {
      const message = outbound()
      carrier().next('limit-rate')
      expect(await send(message)).toMatchObject({
        outcome: 'not-sent',
        failure: { code: 'rate-limited' },
        retryAfterMs: 2_000,
      })
      expect(taken(message)).toEqual([])
    },

    async 'where nobody listens nothing is sent'() {
      expect(await send(outbound(), carrier().unreachable)).toMatchObject({ outcome: 'not-sent' })
    },

    'when the answer is lost, nobody claims to know'() {
      return inTurn(LOST_ANSWERS, async (fate) => {
        const message = outbound()
        carrier().next(fate)
        expect([fate, (await send(message)).outcome]).toEqual([fate, 'uncertain'])
        expect(taken(message)).toHaveLength(1)
      })
    },

    'a send whose answer was lost is found, and found once'() {
      return inTurn(LOST_ANSWERS, async (fate) => {
        const message = outbound()
        carrier().next(fate)
        await send(message)
        const [one] = taken(message)
        expect([fate, await found(message)]).toEqual([fate, [one?.providerMessageId]])
      })
    },

    async 'a send that did not go out is not found'() {
      const message = outbound()
      carrier().next('fail')
      expect((await send(message)).outcome).toBe('uncertain')
      expect(await found(message)).toEqual([])
    },

    async 'only what was sent from here to there since then is found'() {
      const message = outbound()
      await send(message)
      expect(await found(message)).toHaveLength(1)
      expect(await found({ ...message, to: ['+14155550178'] })).toEqual([])
      expect(await found({ ...message, from: '+14155550102' })).toEqual([])
      expect(await found({ ...message, text: 'Something else' })).toEqual([])
      expect(await found(message, instant(Date.now() + 60_000))).toEqual([])
    },

    async 'it says where a message is now'() {
      const sentAt = instant()
      const result = await send(outbound())
      const providerMessageId = result.outcome === 'accepted' ? result.providerMessageId : ''
      const statuses: DeliveryStatus[] = ['accepted', 'sent', 'delivered', 'failed']
      await inTurn(statuses, async (status) => {
        carrier().advance(providerMessageId, status)
        const answer = await provider.statusOf(carrier().context(), {
          providerMessageId,
          to: [customer],
          sentAt,
        })
        const failure = status === 'failed' ? { code: expect.any(String) } : null
        expect(answer).toMatchObject({ ok: true, value: { status, failure } })
      })
    },

    async 'it does not know a message that it never had'() {
      const query = { providerMessageId: harness.webhooks.newMessageId(), to: [customer], sentAt: instant() }
      expect(await provider.statusOf(carrier().context(), query)).toEqual({ ok: true, value: null })
    },

    async 'what came in since a moment is listed: all of it, once, the oldest first'() {
      const start = Date.now() - 3_600_000
      const since = instant(start)
      const receive = (offset: number, to = line, files: Uint8Array[] = []) =>
        carrier().receive({
          from: customer,
          to,
          text: `Number ${offset}`,
          at: instant(start + offset * 1_000),
          files,
        })
      receive(-2)
      receive(5, '+14155550102')
      const ours = await send(outbound({ to: [line], from: '+14155550102' }))
      carrier().advance(ours.outcome === 'accepted' ? ours.providerMessageId : '', 'sent')
      const expected = Array.from({ length: 450 }, (_, offset) =>
        receive(offset + 1, line, offset === 7 ? [FILE] : []),
      )
      const listed = await provider.listReceived(carrier().context(), { to: line, since })
      const events = listed.ok ? listed.value : []
      expect(events.map(({ providerMessageId }) => providerMessageId)).toEqual(expected)
      expect(events[7]).toEqual({
        type: 'message-received',
        providerMessageId: expected[7],
        from: customer,
        to: line,
        text: 'Number 8',
        media: [{ url: expect.any(String), type: 'image/png' }],
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      })
      expect(await provider.fetchMedia(carrier().context(), events[7]?.media[0]?.url ?? '')).toMatchObject({
        ok: true,
      })
    },

    async 'nothing came in, and nothing is listed'() {
      const query = { to: line, since: instant(Date.now() + 60_000) }
      expect(await provider.listReceived(carrier().context(), query)).toEqual({ ok: true, value: [] })
    },

    async 'a question that the provider cannot be asked is answered with a failure'() {
      const query = { from: line, to: [customer], text: 'x', since: instant() }
      const status = { providerMessageId: harness.webhooks.newMessageId(), to: [customer], sentAt: instant() }
      await inTurn([carrier().unreachable, accounts.rotated], async (settings) => {
        const context = carrier().context(settings)
        const failure = { ok: false, error: { code: expect.any(String) } }
        expect(await provider.findSent(context, query)).toMatchObject(failure)
        expect(await provider.statusOf(context, status)).toMatchObject(failure)
        expect(await provider.listReceived(context, { to: line, since: instant() })).toMatchObject(failure)
      })
    },

    'a list that breaks off is a failure and never half a list'() {
      const since = instant(Date.now() - 60_000)
      for (let number = 0; number < 450; number++)
        carrier().receive({ from: customer, to: line, text: `Number ${number}`, at: instant(), files: [] })
      return inTurn([0, 1], async (answered) => {
        carrier().failQuestion(answered)
        expect(await provider.listReceived(carrier().context(), { to: line, since })).toMatchObject({
          ok: false,
        })
      })
    },

    async 'a file is fetched with credentials that no other host sees'() {
      const url = carrier().store(FILE)
      const fetched = await provider.fetchMedia(carrier().context(), url)
      expect(fetched.ok && new TextDecoder().decode(fetched.value)).toBe('a picture')
      expect(carrier().credentialsAtFileHost().at(-1)).toBe(undefined)
    },

    async 'a file that is gone is gone for good, one that cannot be had now is not'() {
      const url = carrier().store(FILE)
      carrier().failQuestion(0)
      const failed = await provider.fetchMedia(carrier().context(), url)
      expect(failed.ok || FAILURES[failed.error.code].retry).toBe('now')
      expect(await provider.fetchMedia(carrier().context(), url)).toMatchObject({ ok: true })
      carrier().forget(url)
      const gone = await provider.fetchMedia(carrier().context(), url)
      expect(gone.ok || FAILURES[gone.error.code].retry).toBe('never')
    },
  }
}

async function inTurn<T>(each: T[], run: (one: T) => Promise<void>): Promise<void> {
  for (const one of each) await run(one)
}
