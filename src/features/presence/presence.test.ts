import { expect, test } from 'vitest'
import {
  AWAY_AFTER_MS,
  HEARTBEAT_MS,
  isActive,
  isDue,
  keyOf,
  lockedBy,
  NOWHERE,
  placeOf,
  presenceOf,
  presentIn,
  WRITING_MS,
  warningFor,
} from './presence.ts'

const BEN_WRITES = [{ memberId: 'ben', writing: true }]
const BEN_LOOKS = [{ memberId: 'ben', writing: false }]
const quiet = { present: [], me: 'ada', answering: true, replies: [] }

test('one is writing for some seconds after each change of the draft, and nowhere behind another window', () => {
  const stay = { conversationId: 'dora', visible: true, typedAt: 1_000 }
  const at = (now: number) => placeOf(stay, now)
  expect(at(1_000)).toEqual({ conversationId: 'dora', writing: true })
  expect(at(1_000 + WRITING_MS - 1)).toEqual({ conversationId: 'dora', writing: true })
  expect(at(1_000 + WRITING_MS)).toEqual({ conversationId: 'dora', writing: false })
  expect(placeOf({ ...stay, visible: false }, 1_000)).toEqual(NOWHERE)
  expect(placeOf({ ...stay, typedAt: undefined }, 1_000)).toEqual({ conversationId: 'dora', writing: false })
})

test('the server is told what is new at once, and what stays from time to time; nowhere needs no repeating', () => {
  const dora = { conversationId: 'dora', writing: false }
  const said = { place: dora, at: 0 }
  expect(isDue(said, { ...dora, writing: true }, 1)).toBe(true)
  expect(isDue(said, NOWHERE, 1)).toBe(true)
  expect(isDue(said, dora, HEARTBEAT_MS - 1)).toBe(false)
  expect(isDue(said, dora, HEARTBEAT_MS)).toBe(true)
  expect(isDue({ place: NOWHERE, at: 0 }, NOWHERE, 10 * HEARTBEAT_MS)).toBe(false)
})

test('tabs become people', () => {
  const tabs = [
    { memberId: 'ben', writing: true },
    { memberId: 'ada', writing: false },
    { memberId: 'ben', writing: false },
  ]
  expect(presentIn(tabs)).toEqual([
    { memberId: 'ada', writing: false },
    { memberId: 'ben', writing: true },
  ])
})

test('who is about to answer is warned of another who writes; looking on warns nobody, nor does one’s own other tab', () => {
  expect(warningFor({ ...quiet, present: BEN_WRITES })).toEqual({ kind: 'writing', memberIds: ['ben'] })
  expect(warningFor({ ...quiet, present: BEN_LOOKS })).toBeUndefined()
  expect(warningFor({ ...quiet, present: BEN_WRITES, answering: false })).toBeUndefined()
  expect(warningFor({ ...quiet, present: BEN_WRITES, me: 'ben' })).toBeUndefined()
})

test('what another has answered since is told before what another writes; one’s own answer is no warning', () => {
  const [first, second] = [
    { authorId: 'ben', at: '09:41' },
    { authorId: null, at: '09:42' },
  ]
  const present = BEN_WRITES
  expect(warningFor({ ...quiet, present, replies: [first] })).toEqual({ kind: 'answered', by: first })
  expect(warningFor({ ...quiet, replies: [first, second] })).toEqual({ kind: 'answered', by: second })
  expect(warningFor({ ...quiet, replies: [{ authorId: 'ada', at: '09:43' }] })).toBeUndefined()
})

test('what was said to one warning is no answer to the next', () => {
  const writing = warningFor({ ...quiet, present: BEN_WRITES })
  const answered = warningFor({ ...quiet, replies: [{ authorId: 'ben', at: '09:41' }] })
  const again = warningFor({ ...quiet, replies: [{ authorId: 'ben', at: '09:42' }] })
  expect(keyOf(undefined)).toBeUndefined()
  expect(new Set([writing, answered, again].map(keyOf)).size).toBe(3)
})

test('only a writing assignee keeps others out, and only where the inbox says so', () => {
  const inbox = { replyLock: true, assignmentMode: true }
  const bens = { assigneeId: 'ben' }
  expect(lockedBy(inbox, bens, ['ben'], 'ada')).toBe('ben')
  expect(lockedBy(inbox, bens, ['cleo'], 'ada')).toBeUndefined()
  expect(lockedBy(inbox, bens, ['ben'], 'ben')).toBeUndefined()
  expect(lockedBy(inbox, { assigneeId: null }, ['ben'], 'ada')).toBeUndefined()
  expect(lockedBy({ ...inbox, replyLock: false }, bens, ['ben'], 'ada')).toBeUndefined()
  expect(lockedBy({ ...inbox, assignmentMode: false }, bens, ['ben'], 'ada')).toBeUndefined()
})

test('AS: a colleague is online while they do things, away when they have not for a while, and offline when gone', () => {
  const present = presentIn([
    { memberId: 'ada', writing: isActive(0, AWAY_AFTER_MS - 1) },
    { memberId: 'ben', writing: isActive(0, AWAY_AFTER_MS) },
  ])
  expect(['ada', 'ben', 'cleo'].map((id) => presenceOf(id, present))).toEqual(['online', 'away', 'offline'])
})
