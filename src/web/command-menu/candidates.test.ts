import { expect, test } from 'vitest'
import { beginContact, contactType } from '#features/contact/contact.ts'
import { begin, conversationType } from '#features/conversation/conversation.ts'
import { displayPhone } from '#kit/phone.ts'
import type { SyncedRow, SyncedType } from '#sync/synced.ts'
import { candidatesOf, findCandidates, keptCandidate, nameIn } from './candidates.ts'

const NOON = '2026-11-23T12:00:00.000Z'

// Dora has two numbers, of one nobody knows whose it is, and two write as a group.
const DORA = { ...beginContact('dora', 'Dora Díaz', NOON), company: 'Bells & Co' }
const NOBODY = beginContact('nobody', null, NOON)
const TWO = beginContact('two', null, NOON)
const CONVERSATIONS = [
  talk('dora', 1, '+14155550177'),
  talk('dora', 2, '+34612345678'),
  talk('nobody', 3, '+14155550199'),
  talk('two', 4, '+14155550111', '+14155550112'),
]
const candidates = candidatesOf(held(CONVERSATIONS, [DORA, NOBODY, TWO]))

test('MO-7: a contact is found by name, company and each of their numbers, and stands there once', () => {
  for (const said of ['dora', 'diaz', 'bells', '(415) 555-0177', '612 34 56 78'])
    expect(found(said)).toEqual(['dora'])
  expect(found('0199')).toEqual(['nobody'])
  expect(found('')).toEqual(['nobody', 'dora'])
})

test('MO-7: nobody is meant by letters of their name, or by one of several numbers', () => {
  expect(found('drz')).toEqual([])
  expect(found('dd')).toEqual([])
  expect(found('0111')).toEqual([])
})

test('MO-7: whom nobody talks with any more is shown by what is known of them', () => {
  const eve = beginContact('eve', 'Eve Adams', NOON)
  expect(keptCandidate(eve)).toMatchObject({ id: 'eve', name: 'Eve Adams', conversation: { display: '' } })
  const firm = { ...beginContact('firm', null, NOON), company: 'Bells & Co' }
  expect(keptCandidate(firm)).toMatchObject({ name: null, conversation: { display: 'Bells & Co' } })
})

test('MO-7: whom it is linked to already is not offered', () => {
  expect(found('dora', 'dora')).toEqual([])
})

test('MO-7: a new contact is called by words', () => {
  expect(nameIn('  Dan Diaz ')).toBe('Dan Diaz')
  expect(nameIn('李')).toBe('李')
  for (const said of ['', '  ', '(415) 555-0177', '+34']) expect(nameIn(said)).toBeUndefined()
  expect(nameIn('a'.repeat(300))).toHaveLength(120)
})

function found(said: string, current?: string): string[] {
  return findCandidates(said, candidates, current).map(({ id }) => id)
}

function talk(contactId: string, seconds: number, ...participants: string[]) {
  const place = { id: participants.join(), inboxId: 'support', lineId: 'line', contactId, participants }
  const display = participants.map((number) => displayPhone(number)).join(', ')
  return { ...begin({ ...place, display }, NOON), lastActivityAt: NOON.replace(':00.', `:0${seconds}.`) }
}

function held(conversations: SyncedRow[], contacts: SyncedRow[]) {
  const rows = (type: { name: string }) =>
    type.name === contactType.name ? contacts : type.name === conversationType.name ? conversations : []
  return {
    // Rows of the type that is asked for.
    all: <Row extends SyncedRow>(type: SyncedType<Row>) => rows(type) as Row[],
    get: <Row extends SyncedRow>(type: SyncedType<Row>, id: string) =>
      rows(type).find((row) => row.id === id) as Row | undefined,
  }
}
