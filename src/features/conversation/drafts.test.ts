import { expect, test } from 'vitest'
import { createDrafts } from './drafts.ts'

function disk() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  }
}

test('what was begun is there after a reload, in its conversation and for its writer only', () => {
  const storage = disk()
  createDrafts(storage, 'ada').set('dora', 'On my w')
  const later = createDrafts(storage, 'ada')
  expect(later.get('dora')).toBe('On my w')
  expect(later.get('other')).toBe('')
  expect(createDrafts(storage, 'ben').get('dora')).toBe('')
})

test('an empty draft leaves nothing behind', () => {
  const storage = disk()
  const drafts = createDrafts(storage, 'ada')
  drafts.set('dora', 'Hi', 7)
  drafts.set('dora', '')
  expect(storage.kept.size).toBe(0)
  expect(drafts.begunAfter('dora')).toBeUndefined()
})

test('a draft remembers what had been answered when it was begun, after a reload too', () => {
  const storage = disk()
  const drafts = createDrafts(storage, 'ada')
  drafts.set('dora', 'O', 7)
  drafts.set('dora', 'On my w', 9)
  expect(drafts.begunAfter('dora')).toBe(7)
  expect(createDrafts(storage, 'ada').begunAfter('dora')).toBe(7)
  expect(createDrafts(storage, 'ben').begunAfter('dora')).toBeUndefined()
  drafts.set('dora', '')
  drafts.set('dora', 'Again', 9)
  expect(drafts.begunAfter('dora')).toBe(9)
})

test('what was written elsewhere comes with the newest reply that it knew of', () => {
  const storage = disk()
  const drafts = createDrafts(storage, 'ada')
  drafts.set('dora', 'O', 7)
  drafts.put('dora', 'We open at', 5)
  drafts.set('dora', 'We open at nine', 9)
  expect(drafts.begunAfter('dora')).toBe(5)
  expect(createDrafts(storage, 'ada').begunAfter('dora')).toBe(5)
  drafts.put('dora', '', 5)
  expect(storage.kept.size).toBe(0)
})

test('what another page of this browser has written is read again, and told', () => {
  const storage = disk()
  const drafts = createDrafts(storage, 'ada')
  expect(drafts.get('dora')).toBe('')
  const told: string[] = []
  drafts.subscribe((conversationId) => told.push(conversationId))
  createDrafts(storage, 'ada').set('dora', 'We open at', 7)
  drafts.reread('dora')
  expect([drafts.get('dora'), drafts.begunAfter('dora'), told]).toEqual(['We open at', 7, ['dora']])
})

test('without storage a draft lives as long as the page', () => {
  const forbidden = () => {
    throw new Error('QuotaExceededError')
  }
  const drafts = createDrafts({ getItem: forbidden, setItem: forbidden, removeItem: forbidden }, 'ada')
  drafts.set('dora', 'Hi')
  expect(drafts.get('dora')).toBe('Hi')
})

test('who shows a draft hears of each change', () => {
  const drafts = createDrafts(disk(), 'ada')
  const told: string[] = []
  const stop = drafts.subscribe((conversationId) => told.push(conversationId))
  drafts.set('dora', 'H')
  stop()
  drafts.set('dora', 'Hi')
  expect(told).toEqual(['dora'])
})
