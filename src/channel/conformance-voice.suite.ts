import fc from 'fast-check'
import { expect } from 'vitest'
import type { Cases, ProviderHarness, VoiceNetwork } from './conformance.suite.ts'
import type { ChannelEvent } from './event.ts'
import type { WebhookRequest } from './provider.ts'
import { CALL_FAILURES, type CallFailure, type Voice, type VoiceKind } from './voice.ts'

const URL = 'https://inbox.example/webhooks/line'
const REFERENCE = '0198f0f0-1111-7222-8333-444455556666'
const ANSWER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'

/** How the far end's description looks, by what lies between the provider and our engine; a media stream has none. */
const OFFERED: Record<VoiceKind, RegExp | null> = {
  webrtc: /^v=0[\s\S]*m=audio \d+ UDP\/TLS\/RTP\/SAVPF/,
  rtp: /^v=0[\s\S]*m=audio \d+ RTP\/S?AVPF? /,
  ws: null,
}

/** How calls come and go: offered, rung, answered, dialled, ended, and why not. */
export function voiceCases<Settings>(harness: ProviderHarness<Settings>): Cases {
  const { provider, accounts, line, customer } = harness
  const { own, stranger } = accounts

  function network(): VoiceNetwork<Settings> {
    if (typeof harness.voice === 'string') throw new Error('It carries no calls, so this case is skipped')
    return harness.voice
  }

  function voice(): Voice<Settings> {
    if (!provider.voice) throw new Error('Its test has a network for calls, and it carries none')
    return provider.voice
  }

  function offered(about: { providerCallId?: string; from?: string } = {}, signer = own): WebhookRequest {
    const { providerCallId = network().newCallId(), from = customer } = about
    return network().offered(signer, URL, { providerCallId, from, to: line })
  }

  function dial(to = customer, reference = REFERENCE) {
    const offer = voice().dialsWithOffer ? ANSWER : null
    return voice().dial(network().context, { reference, from: line, to, offer })
  }

  async function dialled(): Promise<string> {
    const called = await dial()
    if (!called.ok) throw new Error(`The customer could not be called: ${called.error}`)
    return called.value.providerCallId
  }

  function eventIn(request: WebhookRequest): ChannelEvent | undefined {
    expect(provider.verify(request, [own])).toBe(true)
    const parsed = provider.parse(request)
    expect(parsed.ok && parsed.value).toHaveLength(1)
    return parsed.ok ? parsed.value[0] : undefined
  }

  return {
    'a customer’s call is offered: who, whom, under which name, and how they are reached'() {
      const providerCallId = network().newCallId()
      const event = eventIn(offered({ providerCallId }))
      expect(event).toMatchObject({ type: 'call-offered', providerCallId, from: customer, to: line })
      const looks = OFFERED[voice().kind]
      const offer = event?.type === 'call-offered' ? event.offer : undefined
      if (looks) expect(offer).toMatch(looks)
      else expect(offer).toBeNull()
    },

    'a caller who withholds their number is anonymous'() {
      expect(eventIn(offered({ from: 'anonymous' }))).toMatchObject({
        type: 'call-offered',
        from: 'anonymous',
      })
    },

    'a call that is offered again has the same name'() {
      const providerCallId = network().newCallId()
      expect(eventIn(offered({ providerCallId }))).toMatchObject({ providerCallId })
      expect(eventIn(offered({ providerCallId }))).toMatchObject({ providerCallId })
    },

    'a call that somebody else has signed is not believed'() {
      expect(provider.verify(offered({}, stranger), [own])).toBe(false)
    },

    'whatever comes as a call is answered with a value'() {
      const request = offered()
      fc.assert(
        fc.property(fc.nat(request.body.length - 1), fc.nat(255), (place, value) => {
          expect(provider.parse({ ...request, body: request.body.with(place, value) }).ok).toBeTypeOf(
            'boolean',
          )
        }),
      )
    },

    async 'the caller hears that it rings, is answered, and that it is over'() {
      const providerCallId = network().newCallId()
      const { context, comes, heard } = network()
      comes(providerCallId, customer)
      const ours = { providerCallId, answer: voice().kind === 'ws' ? null : ANSWER }
      expect(await voice().ring(context, ours)).toMatchObject({ ok: true })
      expect(await voice().answer(context, ours)).toMatchObject({ ok: true })
      expect(await voice().hangUp(context, { providerCallId, why: 'over' })).toMatchObject({ ok: true })
      expect(heard(providerCallId)).toEqual(['rings', 'is answered', 'over'])
    },

    async 'a call that is not taken says whether we are busy or do not want it'() {
      for (const why of ['busy', 'refused'] as const) {
        const providerCallId = network().newCallId()
        network().comes(providerCallId, customer)
        await voice().hangUp(network().context, { providerCallId, why })
        expect(network().heard(providerCallId)).toEqual([why])
      }
    },

    async 'ending what is over already, or was never there, is no surprise'() {
      const providerCallId = network().newCallId()
      network().comes(providerCallId, customer)
      for (const _ of [1, 2]) {
        const ended = await voice().hangUp(network().context, { providerCallId, why: 'over' })
        expect(ended.ok || CALL_FAILURES.includes(ended.error)).toBe(true)
      }
      const nobody = await voice().hangUp(network().context, {
        providerCallId: network().newCallId(),
        why: 'over',
      })
      expect(nobody.ok || CALL_FAILURES.includes(nobody.error)).toBe(true)
    },

    async 'whom we call sees who calls, and what becomes of it carries our reference'() {
      const providerCallId = await dialled()
      expect(network().calledFrom(providerCallId)).toBe(line)
      const answered = eventIn(network().answered(own, URL, providerCallId))
      expect(answered).toMatchObject({ type: 'call-answered', providerCallId, reference: REFERENCE })
      const sdp = answered?.type === 'call-answered' ? answered.sdp : undefined
      if (voice().kind === 'ws') expect(sdp).toBeNull()
      else expect(sdp?.type).toBe(voice().dialsWithOffer ? 'answer' : 'offer')
      const over = eventIn(network().ended(own, URL, providerCallId, 'hung-up'))
      expect(over).toMatchObject({ type: 'call-ended', providerCallId, reference: REFERENCE, why: 'hung-up' })
    },

    async 'two calls of ours have two names'() {
      const first = await dial()
      const second = await dial(customer, REFERENCE.replace('6666', '7777'))
      expect(first.ok && second.ok && first.value.providerCallId !== second.value.providerCallId).toBe(true)
    },

    async 'whom we call is busy, does not answer or does not want to: each is said'() {
      for (const why of ['busy', 'no-answer', 'refused'] as const) {
        const providerCallId = await dialled()
        expect(eventIn(network().ended(own, URL, providerCallId, why))).toMatchObject({
          ...{ type: 'call-ended', providerCallId, reference: REFERENCE, why },
        })
      }
    },

    async 'a number that cannot be called is a failure with its reason'() {
      for (const [code, number] of Object.entries(network().failing))
        expect([number, await dial(number)]).toEqual([number, { ok: false, error: code }])
      const known: readonly string[] = CALL_FAILURES
      const needed: CallFailure[] = ['busy', 'unknown-number', 'unreachable']
      expect(Object.keys(network().failing).every((code) => known.includes(code))).toBe(true)
      expect(Object.keys(network().failing)).toEqual(expect.arrayContaining(needed))
    },
  }
}
