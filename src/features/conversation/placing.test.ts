import { beforeEach, expect, test } from 'vitest'
import {
  INBOX_DEFAULTS,
  type Inbox,
  inboxMemberId,
  inboxMemberType,
  inboxType,
} from '#features/inbox/inbox.ts'
import { queuePlaceType } from '#features/inbox/queue.ts'
import { type Member, memberType } from '#features/member/member.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { createStore } from '#sync/store.ts'
import { begin, conversationType } from './conversation.ts'
import { candidates, destinations, mayAssign, mayMove } from './placing.ts'

const NOW = instant(0)
const [ADA, BEN, CLEO] = [uuidv7(), uuidv7(), uuidv7()]
const [SUPPORT, SALES] = [uuidv7(), uuidv7()]
const IN_SUPPORT = 'Dora in Support'
const IN_SALES = 'Dora in Sales'
const TYPES = [inboxType, inboxMemberType, queuePlaceType, memberType, conversationType]

let store: ReturnType<typeof createStore>
let seq = 0

// Ada is in both inboxes, Ben answers Support, Cleo answers Sales; Dora has written to both.
beforeEach(() => {
  store = createStore(TYPES, (flush) => flush())
  become('member', [person(ADA, 'Ada'), person(BEN, 'Ben'), person(CLEO, 'Cleo')])
  open(SUPPORT, 0, [ADA, BEN], IN_SUPPORT)
  open(SALES, 1, [ADA, CLEO], IN_SALES)
})

test('AS-1: only who is in the inbox of a conversation is offered it, and of several who is in all', () => {
  expect(names([IN_SUPPORT])).toEqual(['Ada', 'Ben'])
  expect(names([IN_SALES])).toEqual(['Ada', 'Cleo'])
  expect(names([IN_SUPPORT, IN_SALES])).toEqual(['Ada'])
})

test('AS-6: who is out of the queue of another inbox is not out of this one’s', () => {
  const out = { inboxId: SALES, memberId: ADA, inQueue: false, at: NOW }
  become('queue_place', [{ id: inboxMemberId(SALES, ADA), ...out }])
  const inQueue = (ids: string[]) =>
    candidates(store, ids).find(({ member }) => member.name === 'Ada')?.inQueue
  expect(inQueue([IN_SUPPORT])).toBe(true)
  expect(inQueue([IN_SALES])).toBe(false)
  expect(inQueue([IN_SUPPORT, IN_SALES])).toBe(false)
})

test('AS-2: where one of the inboxes has no assignees, nobody is to be assigned', () => {
  inbox(SALES, { assignmentMode: false })
  expect([[IN_SUPPORT], [IN_SALES], [IN_SUPPORT, IN_SALES]].map((ids) => mayAssign(store, ids))).toEqual([
    true,
    false,
    false,
  ])
})

test('INB-14: neither the inbox where it is nor a private one is offered, and nothing where moving is off', () => {
  inbox(uuidv7(), { position: 2, ownerId: ADA })
  const to = (...ids: string[]) => destinations(store, ids).map(({ id }) => id)
  expect(to(IN_SUPPORT)).toEqual([SALES])
  expect(to(IN_SALES)).toEqual([SUPPORT])
  expect(to(IN_SUPPORT, IN_SALES)).toEqual([SUPPORT, SALES])
  expect(mayMove(store, [IN_SUPPORT, IN_SALES])).toBe(true)
  inbox(SALES, { allowMoving: false })
  expect(mayMove(store, [IN_SUPPORT])).toBe(true)
  expect(mayMove(store, [IN_SUPPORT, IN_SALES])).toBe(false)
  inbox(SALES, { ownerId: CLEO })
  expect(mayMove(store, [IN_SUPPORT])).toBe(false)
})

function names(ids: string[]): string[] {
  return candidates(store, ids).map(({ member }) => member.name)
}

function inbox(id: string, about: Partial<Inbox>): void {
  const before = store.get(inboxType, id) ?? { ...INBOX_DEFAULTS, name: id, emoji: '💬', position: 0 }
  become('inbox', [{ ...before, id, ...about }])
}

/** An inbox with its people and a conversation. */
function open(inboxId: string, position: number, people: string[], id: string): void {
  inbox(inboxId, { position, allowMoving: true })
  const members = people.map((memberId) => ({ id: inboxMemberId(inboxId, memberId), inboxId, memberId }))
  become(
    'inbox_member',
    members.map((member) => ({ ...member, role: 'agent' })),
  )
  const place = { id, inboxId, lineId: inboxId, contactId: 'dora', participants: [], display: '' }
  become('conversation', [begin(place, NOW)])
}

function become(type: string, rows: { id: string }[]): void {
  store.apply(++seq, { rows: { [type]: rows } })
}

function person(id: string, name: string): Member {
  const about = { email: '', role: 'member', picture: null, available: true, removedAt: null } as const
  return { id, name, ...about }
}
