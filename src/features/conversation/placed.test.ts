import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Instant, instant } from '#kit/time.ts'
import { assign, begin, type Conversation, move } from './conversation.ts'
import { movedFrom, type Placed, tookFrom, withPlaced } from './placed.ts'

const INBOXES = ['support', 'sales', 'shop']
const PEOPLE = ['ada', 'ben', null]

/** Who does it, where to, and how many seconds after the last one. */
const step = fc.record({
  by: fc.constantFrom('ada', 'ben'),
  to: fc.oneof(
    fc.record({ inboxId: fc.constantFrom(...INBOXES), keeps: fc.boolean() }),
    fc.record({ assigneeId: fc.constantFrom(...PEOPLE) }),
  ),
  seconds: fc.integer({ min: 0, max: 40 }),
})

type Moment = { by: string; before: Conversation; after: Conversation; now: Instant; placed: Placed[] }

/** A conversation that two people put here and there, and what each of them has placed of late. */
const life: fc.Arbitrary<Moment[]> = fc.array(step, { minLength: 1, maxLength: 20 }).map((steps) => {
  let now = instant(Date.UTC(2026, 10, 23))
  const place = {
    id: 'c',
    inboxId: 'support',
    lineId: 'l',
    contactId: 'k',
    participants: ['+1'],
    display: '',
  }
  let after = begin(place, now)
  const placed: Record<string, Placed[]> = {}
  return steps.map(({ by, to, seconds }) => {
    now = later(now, seconds)
    const before = after
    after = 'inboxId' in to ? move(before, to.inboxId, to.keeps, now) : assign(before, to.assigneeId, now)
    placed[by] = withPlaced(placed[by] ?? [], before, after, now)
    return { by, before, after, now, placed: placed[by] }
  })
})

test('ruling 10: whoever has just moved it may move it back, with whoever had it, for a minute', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, after, now, placed } of moments) {
        if (before.inboxId === after.inboxId) continue
        const { inboxId, assigneeId } = before
        expect(movedFrom(placed, after, inboxId, later(now, 60))).toEqual({ inboxId, assigneeId })
        expect(movedFrom(placed, after, inboxId, later(now, 61))).toBeUndefined()
        const given = assign(after, 'cleo', now)
        expect(movedFrom(placed, given, inboxId, now)).toEqual({ inboxId, assigneeId: 'cleo' })
      }
    }),
  )
})

test('ruling 10, AS-4: whoever has just taken it from somebody may give it back, until it is placed again', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, after, now, placed } of moments) {
        if (before.assigneeId === null || after.inboxId !== before.inboxId || after === before) continue
        expect(tookFrom(placed, after, before.assigneeId, later(now, 60))).toBe(true)
        expect(tookFrom(placed, after, before.assigneeId, later(now, 61))).toBe(false)
        expect(tookFrom(placed, assign(after, 'cleo', now), before.assigneeId, now)).toBe(false)
        expect(tookFrom(placed, move(after, 'elsewhere', true, now), before.assigneeId, now)).toBe(false)
      }
    }),
  )
})

test('ruling 10: nobody takes back what they have not done', () => {
  fc.assert(
    fc.property(life, fc.constantFrom(...INBOXES), fc.constantFrom('ada', 'ben'), (moments, inboxId, who) => {
      const last = moments.at(-1)
      if (!last) return
      const others = moments.filter(({ by }) => by !== last.by).at(-1)?.placed ?? []
      const were = moments.filter(({ by }) => by !== last.by).map(({ before }) => before)
      if (!were.some((before) => before.inboxId === inboxId))
        expect(movedFrom(others, last.after, inboxId, last.now)).toBeUndefined()
      if (!were.some((before) => before.assigneeId === who))
        expect(tookFrom(others, last.after, who, last.now)).toBe(false)
    }),
  )
})

test('only what may still be taken back is remembered', () => {
  fc.assert(
    fc.property(life, (moments) => {
      for (const { before, after, now, placed } of moments)
        if (before.inboxId !== after.inboxId || before.assigneeId !== after.assigneeId)
          for (const { at } of placed) expect(at >= later(now, -60)).toBe(true)
    }),
  )
})

function later(now: Instant, seconds: number): Instant {
  return instant(Date.parse(now) + seconds * 1_000)
}
