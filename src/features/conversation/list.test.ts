import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instant } from '#kit/time.ts'
import { begin, type Conversation } from './conversation.ts'
import { beginMember } from './conversation-member.ts'
import { comesBefore, type Listed, type ListFilter, type ListPosition, positionOf, SORTS } from './list.ts'

const INBOX = '018f0000-0000-7000-8000-00000000000a'
const ADA = '018f0000-0000-7000-8000-0000000000ad'

// Few times and few pins, so that many are equal and the id must decide.
const time = fc.integer({ min: 0, max: 3 }).map((days) => instant(days * 86_400_000))
const listed: fc.Arbitrary<Listed> = fc
  .record({
    id: fc.uuid(),
    lastActivityAt: time,
    waitingSince: fc.option(time),
    pinnedAt: fc.option(time),
    unread: fc.boolean(),
    pin: fc.option(fc.integer({ min: -1, max: 1 })),
    mineUnread: fc.boolean(),
    seen: fc.boolean(),
    mode: fc.constantFrom('team', 'personal', 'hybrid'),
  })
  .map(({ id, pin, mineUnread, seen, mode, ...fields }) => {
    const place = { id, inboxId: INBOX, lineId: INBOX, contactId: INBOX, participants: ['+1'], display: '+1' }
    const conversation: Conversation = { ...begin(place, instant(0)), ...fields }
    const mine = seen ? { ...beginMember(conversation, ADA), unread: mineUnread, pin } : undefined
    return { id, conversation, mine, contact: undefined, mode }
  })
const filter: fc.Arbitrary<ListFilter> = fc.constantFrom(...SORTS).map((sort) => ({
  inboxId: null,
  shelf: 'open',
  sort,
}))
const positions = fc
  .tuple(filter, fc.uniqueArray(listed, { selector: ({ id }) => id, maxLength: 12 }))
  .map(([filter, rows]) => ({ filter, positions: rows.map((row) => positionOf(row, filter)) }))

test('CH-7: of two places in a list exactly one comes first, and none before itself', () => {
  fc.assert(
    fc.property(positions, ({ filter, positions }) => {
      for (const a of positions)
        for (const b of positions) {
          if (a === b) expect(comesBefore(a, b, filter)).toBe(false)
          else expect(comesBefore(a, b, filter)).not.toBe(comesBefore(b, a, filter))
        }
    }),
  )
})

test('CH-7: what comes before the one before comes before it too', () => {
  fc.assert(
    fc.property(positions, ({ filter, positions }) => {
      const first = (a: ListPosition, b: ListPosition) => comesBefore(a, b, filter)
      for (const a of positions)
        for (const b of positions)
          for (const c of positions) if (first(a, b) && first(b, c)) expect(first(a, c)).toBe(true)
    }),
  )
})

test('K-4: sorting moves no pinned conversation', () => {
  fc.assert(
    fc.property(listed, ({ mine, conversation, ...rest }) => {
      const row = { ...rest, mine, conversation }
      const [first, ...others] = SORTS.map((sort) => positionOf(row, { inboxId: null, shelf: 'open', sort }))
      const pinned = mine?.pin != null || conversation.pinnedAt !== null
      if (pinned) for (const other of others) expect(other).toEqual(first)
    }),
  )
})
