import { expect, test } from 'vitest'
import { GONE_AFTER_MS, type Tab } from './presence.ts'
import { createRoster, newsFor } from './roster.ts'

const SUPPORT = new Set(['support'])
const SALES = new Set(['sales'])
const BOTH = new Set(['support', 'sales'])

function tab(id: string, about: Partial<Tab> = {}): Tab {
  const [memberId = ''] = id.split('-')
  return {
    id,
    memberId,
    inboxId: 'support',
    conversationId: 'dora',
    writing: false,
    heardAt: 0,
    ...about,
  }
}

test('who comes, writes and goes is told, each once, and the same again is no news', () => {
  const roster = createRoster()
  roster.put(tab('ben-1'))
  expect(newsFor(roster.news(), SUPPORT)).toEqual([
    { conversationId: 'dora', present: [{ memberId: 'ben', writing: false }] },
  ])
  roster.put(tab('ben-1', { heardAt: 5_000 }))
  expect(roster.news()).toEqual([])
  roster.put(tab('ben-1', { writing: true }))
  roster.put(tab('ben-1', { writing: false }))
  expect(roster.news()).toEqual([])
  roster.remove('ben-1')
  expect(newsFor(roster.news(), SUPPORT)).toEqual([{ conversationId: 'dora', present: [] }])
  expect(roster.size()).toBe(0)
})

test('several tabs of one person are one person, who writes if one of them does', () => {
  const roster = createRoster()
  roster.put(tab('ben-1'))
  roster.put(tab('ben-2', { writing: true }))
  roster.put(tab('ada-1'))
  expect(newsFor(roster.news(), SUPPORT)).toEqual([
    {
      conversationId: 'dora',
      present: [
        { memberId: 'ada', writing: false },
        { memberId: 'ben', writing: true },
      ],
    },
  ])
  roster.remove('ben-1')
  expect(roster.news()).toEqual([])
})

test('another inbox is told nothing, not even that there is such a conversation', () => {
  const roster = createRoster()
  roster.put(tab('ben-1'))
  expect(newsFor(roster.news(), SALES)).toEqual([])
  expect(roster.whole(SALES)).toEqual([])
  expect(roster.whole(SUPPORT)).toHaveLength(1)
})

test('when a conversation is moved, who stays behind learns that it is empty there, and nothing more', () => {
  const roster = createRoster()
  roster.put(tab('ada-1'))
  roster.news()
  roster.put(tab('ada-1', { inboxId: 'sales' }))
  const news = roster.news()
  expect(newsFor(news, SUPPORT)).toEqual([{ conversationId: 'dora', present: [] }])
  const ada = [{ conversationId: 'dora', present: [{ memberId: 'ada', writing: false }] }]
  expect(newsFor(news, SALES)).toEqual(ada)
  expect(newsFor(news, BOTH)).toEqual(ada)
  roster.put(tab('ada-1', { inboxId: 'sales', writing: true }))
  expect(newsFor(roster.news(), SUPPORT)).toEqual([])
})

test('a tab that goes from one conversation to the next has left the first', () => {
  const roster = createRoster()
  roster.put(tab('ben-1'))
  roster.news()
  roster.put(tab('ben-1', { conversationId: 'sam' }))
  expect(newsFor(roster.news(), SUPPORT)).toEqual([
    { conversationId: 'dora', present: [] },
    { conversationId: 'sam', present: [{ memberId: 'ben', writing: false }] },
  ])
})

test('who is not heard of is gone in time, and not before', () => {
  const roster = createRoster()
  roster.put(tab('ben-1'))
  roster.put(tab('ada-1', { heardAt: 1_000 }))
  roster.put(tab('ben-1', { heardAt: 8_000 }))
  expect(roster.expire(1_000 + GONE_AFTER_MS)).toEqual([])
  expect(roster.expire(1_001 + GONE_AFTER_MS)).toEqual(['ada-1'])
  expect([...roster.at('dora')].map(({ memberId }) => memberId)).toEqual(['ben'])
})
