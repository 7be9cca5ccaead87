import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksIn, pieces, snippet, termsOf, tsqueryOf } from './terms.ts'

test('pieces, phrases and numbers', () => {
  expect(termsOf('red  "blue bike" pe')).toEqual([
    { words: ['red'], begun: false, digits: null },
    { words: ['blue', 'bike'], begun: false, digits: null },
    { words: ['pe'], begun: true, digits: null },
  ])
  expect(termsOf('"not closed')).toEqual([{ words: ['not', 'closed'], begun: true, digits: null }])
  expect(termsOf("l'eau")).toEqual([{ words: ['l', 'eau'], begun: true, digits: null }])
  expect(termsOf('+1 (415) 555 01 dora').map(({ digits }) => digits)).toEqual(['141555501', null])
  expect(termsOf('12').map(({ digits }) => digits)).toEqual([null])
  expect(termsOf('() "" : ')).toEqual([])
})

test('as Postgres reads them', () => {
  expect(tsqueryOf(termsOf('red "a b"'))).toBe(`('@red') & ('@a' <-> '@b')`)
  expect(tsqueryOf(termsOf('0612'))).toBe(`(('@0612':*) | '@#0612':* | '@#612':*)`)
})

test('marks are the words that were looked for', () => {
  const marked = (text: string, search: string) =>
    pieces(text, marksIn(text, termsOf(search)))
      .map(({ text, found }) => (found ? `[${text}]` : text))
      .join('')
  expect(marked('The Red bike, redder', 'the red')).toBe('[The] [Red] bike, [redder]')
  expect(marked('b a b', '"a b"')).toBe('b [a] [b]')
  expect(marked('at (415) 555-0177 or 12', '555 01')).toBe('at (415) [555]-[0177] or 12')
  expect(marked('nothing', 'else')).toBe('nothing')
})

test('a snippet shows the first mark, with all marks where they stand', () => {
  const text = `${'word '.repeat(100)}needle ${'tail '.repeat(100)}`
  const cut = snippet(text, marksIn(text, termsOf('needle')))
  expect(cut.text.length).toBeLessThan(200)
  expect(cut.marks.map(([start, end]) => cut.text.slice(start, end))).toEqual(['needle'])
})

test('whatever is typed becomes a question, and marks and pieces never lose a letter', () => {
  const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^["'() 0-9a-c+*&|!:~@#\\-]*$/))
  fc.assert(
    fc.property(typed, fc.string({ unit: 'grapheme', maxLength: 300 }), (search, text) => {
      const terms = termsOf(search)
      for (const { words } of terms) expect(words.length).toBeGreaterThan(0)
      expect(tsqueryOf(terms).replace(/'@#?[\p{L}\p{N}\p{Extended_Pictographic}]+'(:\*)?/gu, '')).toMatch(
        /^[()&|<> -]*$/,
      )
      const marks = marksIn(text, terms)
      expect(
        pieces(text, marks)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
      const cut = snippet(text, marks)
      expect(cut.text.isWellFormed()).toBe(true)
      expect(
        pieces(cut.text, cut.marks)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(cut.text)
    }),
    { numRuns: 1_000 },
  )
})

test('a text is marked wherever it is looked for by its own words', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
      const text = words.join(' ')
      expect(marksIn(text, termsOf(`"${text}"`))).toHaveLength(words.length)
    }),
  )
})
