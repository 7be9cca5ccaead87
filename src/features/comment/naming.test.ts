import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fit, mentionedIn, newlyMentioned } from './mention.ts'
import { beingTyped, findMentions, mentionPieces } from './naming.ts'

const ADA = { memberId: 'ada', name: 'Ada' }
const ADA_KING = { memberId: 'king', name: 'Ada King' }
const BEN = { memberId: 'ben', name: 'Ben' }
const TEAM = { memberId: null, name: 'team' }
const PEOPLE = [ADA, ADA_KING, BEN, TEAM]

const named = (text: string) => findMentions(text, PEOPLE).map(({ memberId }) => memberId)

test('CH-12: who is named is found by their whole name, the longest that fits, in any case', () => {
  expect(named('@Ada, ask @ada king and (@BEN)')).toEqual(['ada', 'king', 'ben'])
  expect(findMentions('Thanks @Ben!', PEOPLE)).toEqual([{ memberId: 'ben', from: 7, to: 11 }])
  expect(named('@team: look')).toEqual([null])
})

test('CH-12: an address, half a name and a longer word name nobody', () => {
  expect(named('ada@ben.example, @Be, @Bent and @ Ben')).toEqual([])
  expect(named('')).toEqual([])
})

test('a name is being typed from its @ up to the caret, on one line', () => {
  expect(beingTyped('Hi @Be', 6)).toEqual({ from: 3, query: 'Be' })
  expect(beingTyped('Hi @', 4)).toEqual({ from: 3, query: '' })
  expect(beingTyped('Hi @Ada K', 9)).toEqual({ from: 3, query: 'Ada K' })
  expect(beingTyped('Hi @Be', 3)).toBeUndefined()
  expect(beingTyped('a@b', 3)).toBeUndefined()
  expect(beingTyped('@Ada\nK', 6)).toBeUndefined()
  expect(beingTyped('@ then', 6)).toBeUndefined()
})

test('each person is told once, and of a change only who was not named before', () => {
  const before = findMentions('@Ben @Ben', PEOPLE)
  expect(mentionedIn(before)).toEqual({ mentioned: ['ben'], team: false })
  expect(newlyMentioned(before, findMentions('@Ada @Ben @team', PEOPLE))).toEqual({
    mentioned: ['ada'],
    team: true,
  })
})

test('whatever is typed, mentions fit their text, and its pieces are the text', () => {
  const part = fc.constantFrom('@', 'Ada', 'King', 'Ben', 'team', ' ', ',', 'x', '👋', '\n')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join('')
      const mentions = findMentions(text, PEOPLE)
      expect(fit(mentions, text)).toBe(true)
      const pieces = mentionPieces(text, mentions)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      for (const { text: piece, at, mention } of pieces) {
        expect(text.startsWith(piece, at)).toBe(true)
        expect(piece.startsWith('@') || !mention).toBe(true)
      }
    }),
  )
})

test('mentions that stand on no @, or on one another, do not fit', () => {
  const at = (from: number, to: number) => ({ memberId: null, from, to })
  expect(fit([at(0, 4)], '@Ben')).toBe(true)
  expect(fit([at(1, 4)], '@Ben')).toBe(false)
  expect(fit([at(0, 5)], '@Ben')).toBe(false)
  expect(fit([at(0, 1)], '@Ben')).toBe(false)
  expect(fit([at(0, 4), at(0, 4)], '@Ben')).toBe(false)
})
