/** A word of a text, as it is compared: without accents, in small letters. `start` and `end`: where it stands. */
export type Word = { text: string; start: number; end: number }

const LONGEST_WORD = 40
// Where words are written without spaces between them, and for pictures, each character is a word of its own.
const ALONE =
  '\\p{Script=Han}|\\p{Script=Hiragana}|\\p{Script=Katakana}|\\p{Script=Thai}|\\p{Script=Lao}|\\p{Script=Khmer}|\\p{Script=Myanmar}|\\p{Extended_Pictographic}'
const WORD = new RegExp(`(?:${ALONE})\\p{M}*|(?:(?!${ALONE})[\\p{L}\\p{N}]\\p{M}*)+`, 'gu')

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].flatMap(({ 0: found, index }) => {
    const word = cut(folded(found))
    return word === '' ? [] : [{ text: word, start: index, end: index + found.length }]
  })
}

const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
}

/** Without accents and in small letters; other forms of a letter or a digit are the plain one. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
}

function cut(word: string): string {
  // Not through the middle of a character of two halves.
  return word.slice(0, LONGEST_WORD).replace(/[\ud800-\udbff]$/, '')
}

export const SHORTEST_PART = 3
const LONGEST_NUMBER = 15
const WRITTEN_NUMBER = /\+?\(?\d(?:[\d\s().\-/]{5,}\d)/g

/** Each end of a number that is long enough to be looked for: any part of it is the beginning of one of them. */
export function numberEnds(number: string): string[] {
  const digits = number.replace(/\D/g, '')
  const ends: string[] = []
  for (let at = 0; at <= digits.length - SHORTEST_PART; at++) ends.push(digits.slice(at))
  return ends
}

/** The telephone numbers that somebody wrote into a text, as digits. */
export function numbersIn(text: string): string[] {
  const written = [...text.matchAll(WRITTEN_NUMBER)].map(([number]) => number.replace(/\D/g, ''))
  return [...new Set(written)].filter(({ length }) => length >= 7 && length <= LONGEST_NUMBER)
}
