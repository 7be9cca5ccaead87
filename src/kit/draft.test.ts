import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Draft,
  drafted,
  overtaken,
  settled,
  UNTOUCHED,
  wantedOf,
  withChanges,
  withKept,
  without,
} from './draft.ts'

type Row = { name: string; emoji: string; days: number[] }

const ROW: Row = { name: 'Support', emoji: '💬', days: [1, 2] }

test('what is not touched follows the row, and only what was touched is sent', () => {
  const draft = withChanges(UNTOUCHED, ROW, { name: 'Help' })
  const now = { ...ROW, emoji: '🛟', days: [3] }
  expect(drafted(now, draft)).toEqual({ name: 'Help', emoji: '🛟', days: [3] })
  expect(wantedOf<Row>(draft)).toEqual({ name: 'Help' })
  expect(overtaken(draft, now)).toEqual([])
})

test('what is typed back, or becomes so by somebody else, is no change any more', () => {
  const draft = withChanges(UNTOUCHED, ROW, { name: 'Help', days: [3] })
  expect(wantedOf<Row>(withChanges(draft, ROW, { name: 'Support', days: [1, 2] }))).toEqual({})
  const now = { ...ROW, name: 'Help' }
  expect(wantedOf<Row>(settled(draft, now))).toEqual({ days: [3] })
  expect(settled(draft, ROW)).toBe(draft)
})

test('what both have changed stays as it was typed, is told, and can be let go', () => {
  const draft = withChanges(UNTOUCHED, ROW, { name: 'Help', days: [3] })
  const now = { ...ROW, name: 'Care' }
  expect(drafted(now, settled(draft, now)).name).toBe('Help')
  expect(overtaken(draft, now)).toEqual(['name'])
  expect(overtaken(withChanges(draft, now, { name: 'Helpers' }), now)).toEqual(['name'])
  expect(drafted(now, without(draft, ['name']))).toEqual({ ...now, days: [3] })
})

test('what was taken is shown until it comes back, and then follows the row again', () => {
  const typed = withChanges(UNTOUCHED, ROW, { name: 'Help', emoji: '🛟' })
  const again = withChanges(typed, ROW, { emoji: '🤝' })
  const kept = withKept(again, ROW, { name: 'Help', emoji: '🛟' })
  expect(drafted(ROW, settled(kept, ROW))).toMatchObject({ name: 'Help', emoji: '🤝' })
  expect([wantedOf<Row>(kept), overtaken(kept, ROW)]).toEqual([{ emoji: '🤝' }, []])
  // Even where their change came so soon after that ours was never seen.
  const later = { ...ROW, name: 'Care' }
  expect(drafted(later, settled(kept, later)).name).toBe('Care')
  const changed = withChanges(kept, ROW, { name: 'Helpers' })
  expect(overtaken(changed, { ...ROW, name: 'Help' })).toEqual([])
})

type Step = { who: 'me' | 'other'; field: 'a' | 'b' | 'c'; to: number } | { who: 'save' }

test('two who each save only their own changes never put back what the other has made of another field', () => {
  const field = fc.constantFrom('a' as const, 'b' as const, 'c' as const)
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ who: fc.constantFrom('me' as const, 'other' as const), field, to: fc.nat(3) }),
    fc.constant({ who: 'save' as const }),
  )
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let row = { a: 0, b: 0, c: 0 }
      let draft: Draft = UNTOUCHED
      const mine = new Set<string>()
      for (const one of steps) {
        if (one.who === 'me') {
          draft = withChanges(draft, row, { [one.field]: one.to })
          mine.add(one.field)
        }
        if (one.who === 'other') row = { ...row, [one.field]: one.to }
        if (one.who === 'save') {
          const wanted = wantedOf<typeof row>(draft)
          const before = row
          row = { ...row, ...wanted }
          for (const [name, value] of Object.entries(before))
            if (!mine.has(name)) expect(Reflect.get(row, name)).toBe(value)
          draft = withKept(draft, before, wanted)
          mine.clear()
        }
        draft = settled(draft, row)
        // What is shown is the row, but for what is still to be sent.
        expect(drafted(row, draft)).toEqual({ ...row, ...wantedOf(draft) })
      }
    }),
  )
})
