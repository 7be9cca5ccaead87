import { describe, expect, test } from 'vitest'
import type { Instant } from '#kit/time.ts'
import { accountCases } from './conformance-account.suite.ts'
import { carrierCases } from './conformance-carrier.suite.ts'
import { voiceCases } from './conformance-voice.suite.ts'
import { webhookCases } from './conformance-webhook.suite.ts'
import type { DeliveryStatus } from './event.ts'
import type { Provider, ProviderContext, WebhookRequest } from './provider.ts'
import type { CallEnded, CallFailure } from './voice.ts'

/**
 * What every provider must do, whoever it is. A provider's test is one call of this with a harness that plays the
 * provider's other side. A case that cannot hold for a provider is skipped by its name, with the reason.
 */
export function providerSuite<Settings>(harness: ProviderHarness<Settings>): void {
  const { provider, carrier, voice, skip = [] } = harness
  const outward = carrierCases(harness)
  const calls = voiceCases(harness)
  const cases = { ...accountCases(harness), ...webhookCases(harness), ...outward, ...calls }
  const absent = [
    ...(typeof carrier === 'string' ? [{ reason: carrier, tests: Object.keys(outward) }] : []),
    ...(typeof voice === 'string' ? [{ reason: voice, tests: Object.keys(calls) }] : []),
  ]
  const reasons = new Map(
    [...skip, ...absent].flatMap(({ reason, tests }) => tests.map((name) => [name, reason] as const)),
  )
  describe(`${provider.label} as a provider`, () => {
    for (const [name, run] of Object.entries(cases)) {
      const reason = reasons.get(name)
      reasons.delete(name)
      test(name, async (context) => (reason ? context.skip(reason) : run()))
    }
    test('what it says of calls is tried', () => {
      expect(typeof voice === 'string').toBe(provider.voice === null)
    })
    for (const name of reasons.keys())
      test(name, () => Promise.reject(new Error('A case is skipped that does not exist')))
  })
}

export type Cases = Record<string, () => void | Promise<void>>

export type ProviderHarness<Settings> = {
  provider: Provider<Settings>
  /** `own` has an account at the provider, `rotated` is the same with its next secret, `stranger` is another's. */
  accounts: { own: Settings; rotated: Settings; stranger: Settings }
  /** An address of `own`, as the line knows it, and a customer's. */
  line: string
  customer: string
  /** Ways of writing `line`, and what the provider cannot serve. */
  addresses: { same: string[]; refused: string[] }
  webhooks: WebhookMaker<Settings>
  /** The provider's servers, or the reason why it has none. */
  carrier: Carrier<Settings> | string
  /** The provider's telephone network, or the reason why it carries no calls. */
  voice: VoiceNetwork<Settings> | string
  /** Cases that cannot hold, by name. */
  skip?: { reason: string; tests: string[] }[]
}

/** Makes the requests that the provider would make, signed with `signer`'s secret for `url`. */
export type WebhookMaker<Settings> = {
  newMessageId(): string
  text(signer: Settings, url: string, text: ArrivingText): WebhookRequest
  report(signer: Settings, url: string, report: ArrivingReport): WebhookRequest
}

export type ArrivingText = {
  providerMessageId: string
  from: string
  to: string
  text: string
  files: number
}
export type ArrivingReport = { providerMessageId: string; status: DeliveryStatus }

/** Customers' phones at the provider, and the requests by which it tells of them, signed with `signer`'s secret. */
export type VoiceNetwork<Settings> = {
  context: ProviderContext<Settings>
  newCallId(): string
  offered(
    signer: Settings,
    url: string,
    call: { providerCallId: string; from: string; to: string },
  ): WebhookRequest
  /** Of calls that we have begun. */
  answered(signer: Settings, url: string, providerCallId: string): WebhookRequest
  ended(signer: Settings, url: string, providerCallId: string, why: CallEnded['why']): WebhookRequest
  /** A customer's phone is calling under this name. */
  comes(providerCallId: string, customer: string): void
  /** What that phone has heard of us since. */
  heard(providerCallId: string): ('rings' | 'is answered' | 'over' | 'busy' | 'refused')[]
  /** Whose number the called phone has shown. */
  calledFrom(providerCallId: string): string | undefined
  /** Numbers that cannot be called, each for its reason. */
  failing: Partial<Record<CallFailure, string>>
}

/**
 * What becomes of the next request to send. `limit-rate` asks for a wait of two seconds. After accepting, the message
 * is on its way whatever we hear.
 */
export type Fate =
  | 'refuse'
  | 'limit-rate'
  | 'fail'
  | 'fail-after-accepting'
  | 'hang-after-accepting'
  | 'break-off-after-accepting'

export type Carrier<Settings> = {
  /** A context with the real way out and a short time limit; without settings, `own`'s. */
  context(settings?: Settings): ProviderContext<Settings>
  /** Settings that lead to where nobody listens. */
  unreachable: Settings
  next(fate: Fate): void
  /** After so many answers, one question (a list's page, a status, a file) fails. A list of 450 takes several answers. */
  failQuestion(after: number): void
  /** Everything that was taken, once for each time it would reach the customer. */
  accepted(): AcceptedMessage[]
  advance(providerMessageId: string, status: DeliveryStatus): void
  /** A customer's text, kept for `listReceived`; returns its id. */
  receive(text: { from: string; to: string; text: string; at: Instant; files: Uint8Array[] }): string
  /** The URL of a file in the provider's store, as a webhook would name it; kept on a host of its own. */
  store(file: Uint8Array): string
  /** The provider forgets a file. */
  forget(url: string): void
  /** What requests for files carried to the host that only keeps them. */
  credentialsAtFileHost(): (string | undefined)[]
}

export type AcceptedMessage = {
  providerMessageId: string
  from: string
  to: string
  text: string
  files: string[]
  statusUrl: string
}
