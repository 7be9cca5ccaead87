import fc from 'fast-check'
import { expect } from 'vitest'
import type { Cases, ProviderHarness } from './conformance.suite.ts'

/** What a provider says about itself, its accounts and its addresses. */
export function accountCases<Settings>(harness: ProviderHarness<Settings>): Cases {
  const { provider, accounts, addresses, line } = harness
  const { own, rotated, stranger } = accounts
  return {
    'its capabilities do not contradict each other'() {
      const { text, media, group } = provider.capabilities
      expect(provider.name).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(provider.label).not.toBe('')
      expect(text.maxLength).toBeGreaterThan(0)
      if (media) {
        expect(Math.min(media.maxCount, media.maxBytes, media.types.length)).toBeGreaterThan(0)
        for (const type of media.types) expect(type).toMatch(/^[a-z]+\/[a-z0-9.+-]*$/)
      }
      if (group) expect(group.maxRecipients).toBeGreaterThan(1)
    },

    'its settings are what they say, and nothing else is'() {
      for (const settings of Object.values(accounts))
        expect(provider.settings.parse(structuredClone(settings))).toEqual(settings)
      fc.assert(fc.property(fc.anything(), (anything) => !provider.settings.safeParse(anything).success))
    },

    'an account keeps its key when its secret changes'() {
      expect(provider.accountKey(rotated)).toBe(provider.accountKey(own))
      expect(provider.accountKey(stranger)).not.toBe(provider.accountKey(own))
    },

    'an address has one form, however it is written'() {
      for (const written of [line, ...addresses.same])
        expect(provider.validateAddress(written)).toEqual({ ok: true, value: line })
      for (const address of addresses.refused) expect(provider.validateAddress(address).ok).toBe(false)
      fc.assert(
        fc.property(fc.string(), (address) => {
          const first = provider.validateAddress(address)
          if (first.ok) expect(provider.validateAddress(first.value)).toEqual(first)
        }),
      )
    },

    'what it trusts are origins'() {
      for (const settings of Object.values(accounts))
        for (const origin of provider.trustedOrigins(settings)) expect(new URL(origin).origin).toBe(origin)
    },
  }
}
