import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authorsOf, contentOf, idsNamed, readSearch, withoutFilter } from './search-text.ts'

const filtersIn = (text: string) => readSearch(text).filters.map(({ key, value }) => [key, value])

test('filters are read in each language, and what is left is words', () => {
  expect(filtersIn('from:ada de:yo en:Ventas dans:"Côté ouest" etiqueta:VIP étiquette:a')).toEqual([
    ['from', 'ada'],
    ['from', 'yo'],
    ['in', 'Ventas'],
    ['in', 'Côté ouest'],
    ['tag', 'VIP'],
    ['tag', 'a'],
  ])
  expect(filtersIn('has:photo antes:ayer AVANT:mars después:2026 Après:hier')).toEqual([
    ['has', 'photo'],
    ['before', 'ayer'],
    ['before', 'mars'],
    ['after', '2026'],
    ['after', 'hier'],
  ])
  expect(readSearch('red from:ada bike in:sales').words).toBe('red  bike')
})

test('what looks like a filter and is none is searched for', () => {
  expect(readSearch('https://example.com at 10:30 "from:ada" note:this constructor:x')).toEqual({
    filters: [],
    words: 'https://example.com at 10:30 "from:ada" note:this constructor:x',
  })
})

test('a filter that is still being written has no value yet', () => {
  expect(filtersIn('from: in:"')).toEqual([
    ['from', ''],
    ['in', ''],
  ])
})

test('names are found whole before they are found begun', () => {
  const named = [
    { id: '1', name: 'Ana' },
    { id: '2', name: 'Anabel' },
  ]
  expect(idsNamed('ana', named)).toEqual(['1'])
  expect(idsNamed('án', named)).toEqual(['1', '2'])
  expect(idsNamed('', named)).toEqual([])
  expect(authorsOf('moi', named, 'me')).toEqual(['me'])
  expect(authorsOf('Cliente', named, 'me')).toEqual(['customer'])
  expect(contentOf('Imagen')).toBe('picture')
  expect(contentOf('constructor')).toBeUndefined()
})

test('whatever is typed: filters stand where they are said to, and taking them all away leaves none', () => {
  const part = fc.constantFrom(
    'from:ada',
    'in:"a b"',
    'has:',
    'word',
    '"',
    '"from:x"',
    ' ',
    ':',
    'né:',
    'from:"',
    '10:30',
  )
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(typed, (text) => {
      const { filters, words } = readSearch(text)
      expect(words.length).toBeLessThanOrEqual(text.length)
      for (const { start, end } of filters) expect(text.slice(start, end)).toMatch(/^[\p{L}\p{M}]+:/u)
      let left = text
      for (let most = filters.length; most > 0; most--) {
        const [filter] = readSearch(left).filters
        if (filter) left = withoutFilter(left, filter)
      }
      expect(readSearch(left).filters).toEqual([])
    }),
    { numRuns: 1_000 },
  )
})
