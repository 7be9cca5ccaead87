import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partsOf } from './note-text.ts'

const shown = (text: string) => partsOf(text, []).map(({ type, text }) => [type, text])

test('an address stands apart from the sentence around it', () => {
  expect(shown('See https://example.com/a?b=1, or (http://x.example).')).toEqual([
    ['text', 'See '],
    ['link', 'https://example.com/a?b=1'],
    ['text', ', or ('],
    ['link', 'http://x.example'],
    ['text', ').'],
  ])
})

test('only what a browser may open is a link', () => {
  expect(shown('javascript:alert(1) data:text/html,x ftp://x https://')).toEqual([
    ['text', 'javascript:alert(1) data:text/html,x ftp://x https://'],
  ])
})

test('whatever is written, its parts are the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('https://', 'a.b', '/', ' ', ')', '.', '@Ben', '👋')), (pieces) => {
      const text = pieces.join('')
      const parts = partsOf(text, [])
      expect(parts.map((part) => part.text).join('')).toBe(text)
      for (const { text: part, at } of parts) expect(text.startsWith(part, at)).toBe(true)
    }),
  )
})
