import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { SHELVES } from './conversation.ts'
import { type ListFilter, SECTIONS, SORTS } from './list.ts'
import { linkPath, pathOf, readLinkPath, readPath } from './paths.ts'

const inboxId = uuidv7()
const conversationId = uuidv7()
const words = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const uuid = fc.constant(uuidv7())
const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
  .map((at) => at.toISOString())

const filters: fc.Arbitrary<ListFilter> = fc.record(
  {
    inboxId: fc.constantFrom(inboxId, null),
    shelf: fc.constantFrom(...SHELVES),
    section: fc.constantFrom(...SECTIONS),
    unread: fc.constant(true as const),
    unresponded: fc.constant(true as const),
    voicemail: fc.constant(true as const),
    assigneeId: uuid,
    tagId: uuid,
    company: words,
    property: fc.record({ name: words.filter((name) => !name.includes('=')), value: words }),
    lineId: uuid,
    since: time,
    until: time,
    sort: fc.constantFrom(...SORTS),
  },
  { requiredKeys: ['inboxId', 'shelf'] },
)

test('CH-7: a path leads back to the list and the conversation that it was made of', () => {
  fc.assert(
    fc.property(filters, fc.constantFrom(undefined, conversationId), (filter, conversation) => {
      const place = conversation === undefined ? { filter } : { filter, conversationId: conversation }
      const url = new URL(pathOf(place), 'http://localhost')
      expect(readPath(url.pathname, url.search)).toEqual(place)
    }),
  )
})

test('a path that names nothing of ours leads nowhere', () => {
  const good = pathOf({ filter: { inboxId, shelf: 'open' }, conversationId })
  for (const path of ['/inbox', '/inbox/IN1', `${good}/more`, good.replace('/CN', '/AC'), '/sandbox'])
    expect(readPath(path, '')).toBeUndefined()
  for (const search of [
    '?show=x',
    '?section=theirs',
    '?tagId=red',
    '?since=yesterday',
    '?sort=3',
    '?unread=no',
  ])
    expect(readPath(good, search)).toBeUndefined()
})

test('S1: a link leads to a conversation, or to one item of it', () => {
  for (const linked of [{ conversationId }, { conversationId, seq: 12 }])
    expect(readLinkPath(linkPath(linked))).toEqual(linked)
  const beside = pathOf({ filter: { inboxId: null, shelf: 'done' }, conversationId })
  expect(readLinkPath(new URL(beside, 'https://inbox.example').pathname)).toEqual({ conversationId })
})

test('S1: what leads to no conversation is no link', () => {
  const link = linkPath({ conversationId })
  for (const path of [
    '/',
    '/c',
    '/c/',
    '/c/CN1',
    `${link}/0`,
    `${link}/x`,
    `${link}/1/2`,
    '/inbox/all',
    `/x${link}`,
  ])
    expect(readLinkPath(path)).toBeUndefined()
})
