import { expect, test } from 'vitest'
import { chatWordsOf, type Names, resolve } from './resolve.ts'

const NAMES: Names = {
  members: [
    { id: 'ada', name: 'Ada Mills' },
    { id: 'ben', name: 'Ben' },
  ],
  inboxes: [
    { id: 'support', name: 'Support' },
    { id: 'sales', name: 'Sales' },
  ],
  tags: [{ id: 'vip', name: 'VIP' }],
  me: 'ben',
  today: '2026-11-23',
  startOf: (day) => `${day}T00:00:00.000Z`,
}

test('filters become what is asked for, and words stay words', () => {
  expect(resolve('red bike from:me in:su tag:vip has:photo after:november', NAMES).asked).toEqual({
    ...{ words: 'red bike', by: ['ben'], inboxIds: ['support'], tagIds: ['vip'], has: ['picture'] },
    ...{ since: '2026-11-01T00:00:00.000Z', until: null },
  })
})

test('the same filter twice: any of the names, all of the contents, the narrower time', () => {
  expect(resolve('from:ada from:ben has:link has:file before:2026 before:2025', NAMES).asked).toMatchObject({
    by: ['ada', 'ben'],
    has: ['link', 'file'],
    until: '2025-01-01T00:00:00.000Z',
  })
})

test('a filter that names nothing finds nothing, and says which it is', () => {
  const { filters, asked } = resolve('bike in:nowhere before:someday', NAMES)
  expect(filters.map(({ part }) => part)).toEqual([undefined, undefined])
  expect(asked).toBeUndefined()
})

test('nothing is asked before something is typed', () => {
  for (const text of ['', '   ', 'from:', 'in:""']) expect(resolve(text, NAMES).asked).toBeUndefined()
  expect(resolve('from:ada', NAMES).asked).toMatchObject({ words: '', by: ['ada'] })
})

test('INB-12: chats are looked through for plain words, and for nothing that only conversations have', () => {
  const wordsOf = (text: string) => {
    const { asked } = resolve(text, NAMES)
    return asked && chatWordsOf(asked)
  }
  expect(wordsOf('spare “front wheel”')).toBe('spare  front wheel')
  for (const text of [
    'wheel from:ada',
    'wheel in:sales',
    'wheel has:photo',
    'after:2025',
    '""',
    'x'.repeat(201),
  ])
    expect([text, wordsOf(text)]).toEqual([text, undefined])
})
