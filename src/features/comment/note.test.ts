import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginNote, edit, isEmoji, objection, react, reactionGroups, remove, restore } from './note.ts'

const NOW = '2026-11-23T09:00:00.000Z'
const LATER = '2026-11-23T10:00:00.000Z'
const words = (text: string) => ({ text, mentions: [] })
const note = beginNote(words('First'), 'ada', NOW)

test('what a note said before it was changed stays, with until when', () => {
  const after = edit(note, words('Second'), LATER)
  expect(after).toMatchObject({ text: 'Second', earlier: [{ text: 'First', until: LATER }] })
  expect(edit(note, words('First'), LATER)?.earlier).toEqual([])
})

test('a note that was changed too often keeps all that it said', () => {
  let edited = note
  for (let times = 0; times < 50; times++) edited = edit(edited, words(`Version ${times}`), LATER) ?? note
  expect(edited.earlier).toHaveLength(50)
  expect(edit(edited, words('One more'), LATER)).toBeUndefined()
})

test('deleting keeps who and when, and taking it back leaves no trace', () => {
  const gone = remove(note, 'ben', LATER)
  expect(gone).toMatchObject({ deletedAt: LATER, deletedBy: 'ben', text: 'First' })
  expect(remove(gone, 'ada', NOW)).toBe(gone)
  expect(restore(gone, LATER)).toEqual({ ...note, updatedAt: LATER })
})

test('each person has each reaction once, however often it is chosen and taken away', () => {
  const who = fc.constantFrom('ada', 'ben')
  const emoji = fc.constantFrom('👍', '🎉')
  fc.assert(
    fc.property(fc.array(fc.record({ who, emoji, on: fc.boolean() })), (steps) => {
      const wanted = new Set<string>()
      let reacted = note
      for (const { who, emoji, on } of steps) {
        reacted = react(reacted, { emoji, on }, who, NOW) ?? reacted
        if (on) wanted.add(`${emoji} ${who}`)
        else wanted.delete(`${emoji} ${who}`)
      }
      const shown = reactionGroups(reacted).flatMap(({ emoji, memberIds }) =>
        memberIds.map((id) => `${emoji} ${id}`),
      )
      expect(shown.toSorted()).toEqual([...wanted].toSorted())
    }),
  )
})

test('a reaction is one emoji and nothing else', () => {
  for (const emoji of ['👍', '❤️', '👩🏽‍🚀', '🇪🇸', '5️⃣']) expect(isEmoji(emoji)).toBe(true)
  for (const text of ['', 'a', '👍👍', '5', '<b>', `👍${'\u200d👍'.repeat(20)}`])
    expect(isEmoji(text)).toBe(false)
})

test('nothing, and names that are not there, cannot be said', () => {
  expect(objection(words('  \n'))).toBe('empty-note')
  expect(objection({ text: 'Ben', mentions: [{ memberId: null, from: 0, to: 3 }] })).toBe('invalid-input')
  expect(objection(words('Fine'))).toBeUndefined()
})
