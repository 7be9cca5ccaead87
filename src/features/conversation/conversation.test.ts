import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Instant, instant } from '#kit/time.ts'
import {
  assign,
  begin,
  type Conversation,
  markDone,
  markOpen,
  markRead,
  markSpam,
  markUnread,
  miss,
  move,
  pin,
  preview,
  receive,
  ring,
  send,
  shareHistory,
  shelfOf,
  snooze,
  tag,
  talk,
  waitsSince,
  wake,
  withItsNumber,
} from './conversation.ts'
import { stepsOf } from './conversation-member.ts'

const PLACE = {
  id: 'c',
  inboxId: 'support',
  lineId: 'l',
  contactId: 'k',
  participants: ['+1'],
  display: '+1',
}
const SAID = { direction: 'in', text: 'Hello', media: 0, authorId: null } as const
const REPLY = { direction: 'out', text: 'Hi', media: 0, authorId: 'ada' } as const

type Step = (conversation: Conversation, now: Instant) => Conversation

const person = fc.constantFrom('ada', 'ben', null)
const steps = {
  receive: fc.constant<Step>((before, now) => receive(before, SAID, now)),
  send: fc.boolean().map<Step>((done) => (before, now) => send(before, REPLY, now, done)),
  done: fc.constant<Step>(markDone),
  open: fc.constant<Step>(markOpen),
  spam: fc.constant<Step>(markSpam),
  unread: fc.constant<Step>(markUnread),
  read: fc.constant<Step>(markRead),
  snooze: fc
    .integer({ min: 1, max: 4 })
    .map<Step>((minutes) => (before, now) => snooze(before, later(now, minutes), now)),
  wake: fc.constant<Step>(wake),
  assign: person.map<Step>((who) => (before, now) => assign(before, who, now)),
  move: fc.record({ inboxId: fc.constantFrom('support', 'sales'), keeps: fc.boolean() }).map<Step>(
    ({ inboxId, keeps }) =>
      (before, now) =>
        move(before, inboxId, keeps, now),
  ),
  tag: fc.record({ id: fc.constantFrom('vip', 'new'), on: fc.boolean() }).map<Step>(
    ({ id, on }) =>
      (before, now) =>
        tag(before, id, on, now),
  ),
  pin: fc.boolean().map<Step>((on) => (before, now) => pin(before, on, now)),
}
type Kind = keyof typeof steps

/** What takes a number in the thread, and so is a line or a message of its own there, whenever it changes something. */
const NUMBERED = new Set<Kind>([
  'receive',
  'send',
  'done',
  'open',
  'spam',
  'unread',
  'snooze',
  'wake',
  'assign',
  'move',
])

type Taken = { kind: Kind; step: Step; minutes: number }
type Moment = { kind: Kind; before: Conversation; after: Conversation; now: Instant; step: Step }

const taken: fc.Arbitrary<Taken> = fc
  .constantFrom(...(Object.keys(steps) as Kind[])) // The keys of that very object.
  .chain((kind) => fc.record({ kind: fc.constant(kind), step: steps[kind], minutes: fc.nat(3) }))

/** Everything that happens to one conversation, one step after the other. */
const life: fc.Arbitrary<Moment[]> = fc.array(taken, { minLength: 1, maxLength: 40 }).map((all) => {
  let now = instant(Date.UTC(2026, 10, 23))
  let conversation = begin(PLACE, now)
  return all.map(({ kind, step, minutes }) => {
    now = later(now, minutes)
    const before = conversation
    conversation = step(before, now)
    return { kind, before, after: conversation, now, step }
  })
})

function always(holds: (moment: Moment, past: Moment[]) => void): void {
  fc.assert(
    fc.property(life, (moments) => {
      for (const [index, moment] of moments.entries()) holds(moment, moments.slice(0, index + 1))
    }),
    { numRuns: 500 },
  )
}

test('ST-1: a new conversation is open, nobody’s, and its first text is unread', () => {
  const now = instant(0)
  const first = receive(begin(PLACE, now), SAID, now)
  expect(first).toMatchObject({
    status: 'open',
    assigneeId: null,
    unread: true,
    waitingSince: now,
    itemSeq: 1,
  })
})

test('ST-10: a text reopens what was done or asleep, and is unread', () => {
  always(({ kind, before, after }) => {
    if (kind !== 'receive' || before.status === 'spam') return
    expect(after).toMatchObject({ status: 'open', snoozedUntil: null, unread: true })
  })
})

test('ST-8: spam is never unread, waits for nobody, does not sleep, and no text reopens it', () => {
  always(({ kind, before, after }) => {
    if (after.status === 'spam')
      expect([after.unread, waitsSince(after), after.snoozedUntil]).toEqual([false, null, null])
    if (kind === 'receive' && before.status === 'spam') expect(after.status).toBe('spam')
  })
})

test('ST-3, ST-7: what is unread is where people look', () => {
  always(({ after }) => {
    if (after.unread) expect(shelfOf(after)).toBe('open')
  })
})

test('ST-3, ruling 4: nobody has it unread for themselves but where people look', () => {
  fc.assert(
    fc.property(life, fc.constantFrom('ada', 'ben', null), (moments, actorId) => {
      let mayBeUnread = false
      for (const { before, after } of moments) {
        const steps = stepsOf(actorId, before, after)
        if (steps.some(({ kind }) => kind === 'left')) mayBeUnread = false
        if (steps.some(({ kind }) => ['heard', 'handed', 'returned'].includes(kind))) mayBeUnread = true
        if (shelfOf(after) !== 'open') expect(mayBeUnread).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})

test('ruling 1: done and read are two facts: opening or reading changes only its own', () => {
  always(({ kind, before, after }) => {
    if (kind === 'open') expect(after.unread).toBe(before.unread)
    if (kind === 'read')
      expect([after.status, after.snoozedUntil]).toEqual([before.status, before.snoozedUntil])
  })
})

test('ruling 3: an answer opens it and is read by all, or leaves it done when that was asked for', () => {
  always(({ kind, after }) => {
    if (kind !== 'send') return
    expect(after).toMatchObject({ unread: false, snoozedUntil: null, waitingSince: null })
    expect(after.status).not.toBe('spam')
  })
  const now = instant(0)
  const heard = receive(begin(PLACE, now), SAID, now)
  expect(send(heard, REPLY, now).status).toBe('open')
  expect(send(heard, REPLY, now, true).status).toBe('done')
})

test('ruling 4: done is read; marked unread, it is open again', () => {
  always(({ kind, before, after }) => {
    if (kind === 'done') expect(after).toMatchObject({ status: 'done', unread: false, snoozedUntil: null })
    if (kind === 'unread' && before.status !== 'spam')
      expect(after).toMatchObject({ status: 'open', unread: true, snoozedUntil: null })
  })
})

test('ruling 7: only a text, a reminder or a sleep that ends makes it unread', () => {
  always(({ kind, before, after }) => {
    if (after.unread && !before.unread) expect(['receive', 'unread', 'wake']).toContain(kind)
  })
})

test('ruling 8, CH-3: somebody waits since the first text that came after our newest answer', () => {
  always(({ after }, past) => {
    const answered = past.findLastIndex(({ kind }) => kind === 'send')
    const first = past.slice(answered + 1).find(({ kind }) => kind === 'receive')
    expect(waitsSince(after)).toBe(after.status === 'spam' ? null : (first?.now ?? null))
  })
})

test('ruling 8, CH-3: who calls in spam and is not answered waits since then, once it is opened', () => {
  const [now, then] = [instant(0), later(instant(0), 5)]
  const spam = markSpam(begin(PLACE, now), now)
  const rung = ring(spam, { id: 'call', state: 'live', seconds: 0 }, now)
  for (const heard of [rung, miss(rung, rung.itemSeq, then), miss(spam, 1, now)]) {
    expect(waitsSince(heard)).toBeNull()
    expect(waitsSince(markOpen(heard, then))).toBe(now)
  }
  expect(waitsSince(markOpen(talk(rung, rung.itemSeq, now), then))).toBeNull()
})

test('ST-13, K-4: a pin stays whatever happens, until it is taken away', () => {
  always(({ kind, before, after }) => {
    if (kind !== 'pin') expect(after.pinnedAt).toBe(before.pinnedAt)
  })
})

test('ruling 11, ST-10: who has it keeps it through closing, texts and sleep', () => {
  always(({ kind, before, after }) => {
    if (kind !== 'assign' && kind !== 'move') expect(after.assigneeId).toBe(before.assigneeId)
  })
})

test('snooze: it sleeps until its time or the customer’s next text, and comes back as a reminder', () => {
  always(({ kind, before, after, now }) => {
    const due = before.snoozedUntil !== null && before.snoozedUntil <= now
    if (kind === 'snooze') {
      expect(shelfOf(after)).toBe('snoozed')
      expect(after.unread).toBe(false)
    }
    if (kind === 'wake' && shelfOf(before) === 'snoozed') {
      if (due)
        expect(after).toMatchObject({ snoozedUntil: null, unread: true, lastActivityAt: now, status: 'open' })
      else expect(after).toBe(before)
    }
    if (after.snoozedUntil !== null) expect(after.status).toBe('open')
  })
})

test('each line of the thread has a number of its own, without gaps', () => {
  always(({ kind, before, after }) => {
    const grown = after.itemSeq - before.itemSeq
    expect([0, 1]).toContain(grown)
    if (grown === 1) expect(NUMBERED.has(kind)).toBe(true)
    if (kind === 'receive') expect(after.inboundSeq).toBe(after.itemSeq)
    if (kind === 'send') expect(after.outboundSeq).toBe(after.itemSeq)
    if (after.status !== before.status && kind !== 'receive' && kind !== 'send') expect(grown).toBe(1)
    if (after.assigneeId !== before.assigneeId || after.inboxId !== before.inboxId) expect(grown).toBe(1)
  })
})

test('what changes nothing is the same object, and what changes something says when', () => {
  always(({ kind, before, after, now, step }) => {
    if (kind === 'receive' || kind === 'send') return
    // Said again in the same moment it says nothing new.
    expect(step(after, now)).toBe(after)
    if (after !== before) expect(after).not.toEqual({ ...before, updatedAt: now })
    if (after !== before) expect(after.updatedAt).toBe(now)
  })
})

test('nothing but the customer, an answer and a sleep that ends moves it in the list', () => {
  always(({ kind, before, after }) => {
    if (after.lastActivityAt !== before.lastActivityAt) expect(['receive', 'send', 'wake']).toContain(kind)
    if (after.preview !== before.preview) expect(['receive', 'send']).toContain(kind)
  })
})

test('INB-14: in another inbox it keeps everything but an assignee who is not there', () => {
  always(({ kind, before, after }) => {
    if (kind !== 'move' || after === before) return
    const { inboxId, assigneeId, itemSeq, updatedAt } = after
    expect(after).toEqual({ ...before, inboxId, assigneeId, itemSeq, updatedAt })
  })
})

test('CH-9: a tag is there once or not at all', () => {
  always(({ after: { tagIds } }) => expect(new Set(tagIds).size).toBe(tagIds.length))
})

test('INB-11: it follows its number out of a private inbox once, and hides what was said until then', () => {
  always(({ after }) => {
    expect(withItsNumber(after, after.inboxId, 'ada')).toBe(after)
    expect(withItsNumber(after, 'shop', null)).toBe(after)
    const shared = withItsNumber(after, 'shop', 'ada')
    const hidden = { hiddenSeq: after.itemSeq, historyOwnerId: 'ada', voicemails: 0 }
    expect(shared).toEqual({ ...after, inboxId: 'shop', ...hidden })
    const now = instant(0)
    const open = shareHistory(shared, 'shop', after.voicemails, now)
    expect(open).toEqual({ ...after, inboxId: 'shop', updatedAt: now })
    expect(shareHistory(open, 'shop', after.voicemails, now)).toBe(open)
  })
})

test('a preview is one line of whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const { text: short } = preview({ ...SAID, text })
      expect(short.length).toBeLessThanOrEqual(160)
      expect(short).not.toMatch(/[\n\t]|  /)
      expect(short.isWellFormed()).toBe(true)
      expect(text.replace(/\s+/g, ' ').trim().startsWith(short)).toBe(true)
    }),
  )
})

function later(now: Instant, minutes: number): Instant {
  return instant(Date.parse(now) + minutes * 60_000)
}
