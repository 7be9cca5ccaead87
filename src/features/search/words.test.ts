import fc from 'fast-check'
import { expect, test } from 'vitest'
import { folded, numberEnds, numbersIn, wordsOf } from './words.ts'

test('accents, case and forms of letters do not matter', () => {
  const all = ['Peñasco', 'PEÑASCO', 'pen\u0303asco', 'Ｐｅñasco'].map((text) => wordsOf(text)[0]?.text)
  expect(new Set(all)).toEqual(new Set(['penasco']))
  expect(wordsOf('Straße, Œuvre, Łódź').map(({ text }) => text)).toEqual(['strasse', 'oeuvre', 'lodz'])
})

test('where there are no spaces, and for pictures, each character is a word', () => {
  expect(wordsOf('東京で会う 🎉ok').map(({ text }) => text)).toEqual([
    '東',
    '京',
    'て',
    '会',
    'う',
    '🎉',
    'ok',
  ])
})

test('a number is found by any part of it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^\d{7,15}$/),
      fc.nat(),
      fc.integer({ min: 3, max: 15 }),
      (number, at, length) => {
        const from = at % (number.length - 2)
        const part = number.slice(from, from + length)
        expect(numberEnds(`+${number}`).some((end) => end.startsWith(part))).toBe(true)
      },
    ),
  )
})

test('numbers in a text are seen in many spellings, and short or endless ones are not', () => {
  expect(numbersIn('At (415) 555-0177 or +34 612 34 56 78, room 12')).toEqual(['4155550177', '34612345678'])
  expect(numbersIn('12 34, 5, 12345678901234567890')).toEqual([])
})

test('words stand in the text where they are said to, and reading a word again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      let last = 0
      for (const { text: word, start, end } of wordsOf(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(folded(text.slice(start, end)).startsWith(word)).toBe(true)
        expect(
          wordsOf(word)
            .map((again) => again.text)
            .join(''),
        ).toBe(word)
        expect(word).not.toMatch(/['@~#\\:&|!()<>*\s\0]/)
        last = end
      }
    }),
    { numRuns: 1_000 },
  )
})
