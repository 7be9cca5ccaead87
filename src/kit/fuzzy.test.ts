import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fit, folded, ranked } from './fuzzy.ts'

const COMMANDS = ['Mark as done', 'Mark as open', 'Mark as unread', 'New message', 'Undo', 'Open and reply']

function best(said: string): string | undefined {
  return ranked(said, COMMANDS, (text) => text)[0]
}

test('KB: what begins so comes first, then words in it, then their first letters', () => {
  expect(best('und')).toBe('Undo')
  expect(best('done')).toBe('Mark as done')
  expect(best('mau')).toBe('Mark as unread')
  expect(best('open')).toBe('Open and reply')
  expect(best('mark open')).toBe('Mark as open')
  expect(best('nwmsg')).toBe('New message')
  expect(best('zebra')).toBeUndefined()
})

test('KB: accents and capitals do not matter', () => {
  expect(ranked('esta', ['Está aquí', 'Otro'], (text) => text)).toEqual(['Está aquí'])
  expect(ranked('ETE', ['été'], (text) => text)).toEqual(['été'])
})

test('KB: every piece of a text finds it, and its beginning finds it best', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (raw, from, length) => {
      const text = folded(raw)
      fc.pre(text !== '' && !/\s/.test(text))
      const begin = from % text.length
      const piece = text.slice(begin, begin + 1 + (length % text.length))
      fc.pre(piece === folded(piece) && piece !== '')
      expect(fit(piece, text)).toBeGreaterThan(0)
      expect(fit(text, text)).toBeGreaterThanOrEqual(fit(piece, text))
    }),
  )
})

test('KB: nothing typed leaves everything as it was', () => {
  expect(ranked(' ', COMMANDS, (text) => text)).toEqual(COMMANDS)
})
