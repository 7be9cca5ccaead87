import { array, assert, constantFrom, integer, property, record, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { UNSAID } from '#features/contact/contact.ts'
import { instant } from '#kit/time.ts'
import { type ConsentEntry, consentOf, heed, mayTakeBack, standing } from './consent.ts'

const ADA = 'ada'
const TYPES = ['out', 'in', 'asked', 'dismissed'] as const
const SOURCES = ['words', 'member', 'carrier'] as const

const said = record({
  type: constantFrom(...TYPES),
  source: constantFrom(...SOURCES),
  at: integer({ min: 1, max: 9e8 }),
})
const history = array(said).map((all) => all.map(entry))

function entry({ type, source, at }: Pick<ConsentEntry, 'type' | 'source'> & { at: number }): ConsentEntry {
  const memberId = source === 'member' ? ADA : null
  const about = { conversationId: 'thread', messageId: `text ${at}`, words: null }
  return { type, source, memberId, ...about, at: instant(at) }
}

test('CT-6: after any history, who said last that they want none gets none, and who said that they want them does', () => {
  assert(
    property(history, (entries) => {
      const last = entries.findLast(({ type }) => type === 'out' || type === 'in')
      expect(consentOf(entries).optOut !== null).toBe(last?.type === 'out')
    }),
  )
})

test('MO-7: whoever said it first is who said it, until they want texts again', () => {
  assert(
    property(history, (entries) => {
      const since = entries.findLastIndex(({ type }) => type === 'in')
      const first = entries.slice(since + 1).find(({ type }) => type === 'out')
      expect(consentOf(entries).optOut?.at).toBe(first?.at)
    }),
  )
})

test('CT-6: whoever wants no texts, or is asked, has said something that still counts, and nobody else has', () => {
  assert(
    property(history, (entries) => {
      const consent = consentOf(entries)
      const { optOut, optOutAsked } = consent
      const counts = standing(consent, entries)
      expect(counts.length > 0).toBe(optOut !== null || optOutAsked !== null)
      if (optOut) expect(counts[0]?.at).toBe(optOut.at)
      if (optOutAsked) expect(counts.at(-1)?.at).toBe(optOutAsked.at)
    }),
  )
})

test('CT-6: nobody is asked about a customer who wants none, or after somebody has answered', () => {
  assert(
    property(history, (entries) => {
      const { optOut, optOutAsked } = consentOf(entries)
      expect(optOut !== null && optOutAsked !== null).toBe(false)
      const last = entries.at(-1)
      if (last?.type === 'dismissed' || last?.type === 'out') expect(optOutAsked).toBeNull()
      if (last?.type === 'asked' && optOut === null) expect(optOutAsked?.messageId).toBe(last.messageId)
    }),
  )
})

test('ruling 10: whatever came last, taken back, is as if it had never been', () => {
  assert(
    property(tuple(history, said), ([entries, slip]) => {
      const undone = { ...entry({ ...slip, source: 'member' }), type: 'undone' } as const
      expect(consentOf([...entries, entry(slip), undone])).toEqual(consentOf(entries))
      expect(consentOf([undone, ...entries])).toEqual(consentOf(entries))
    }),
  )
})

test('CT-6: what changes nothing is the very same', () => {
  const out = entry({ type: 'out', source: 'words', at: 1 })
  const state = heed(UNSAID, out)
  expect(heed(state, out)).toBe(state)
  expect(heed(UNSAID, entry({ type: 'in', source: 'words', at: 2 }))).toBe(UNSAID)
  expect(heed(state, entry({ type: 'asked', source: 'words', at: 2 }))).toBe(state)
})

test('ruling 10: only whoever did what came last takes it back, and only for a while', () => {
  const out = entry({ type: 'out', source: 'member', at: 1_000 })
  expect(mayTakeBack([out], ADA, instant(61_000))).toBe(true)
  expect(mayTakeBack([out], ADA, instant(61_001))).toBe(false)
  expect(mayTakeBack([out], 'ben', instant(2_000))).toBe(false)
  expect(mayTakeBack([out, { ...out, type: 'undone' }], ADA, instant(2_000))).toBe(false)
  expect(mayTakeBack([out, entry({ type: 'in', source: 'words', at: 1_500 })], ADA, instant(2_000))).toBe(
    false,
  )
  expect(mayTakeBack([entry({ type: 'out', source: 'words', at: 1_000 })], null, instant(2_000))).toBe(false)
  expect(mayTakeBack([], ADA, instant(2_000))).toBe(false)
})
