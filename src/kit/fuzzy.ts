/** A text as it is compared: without capitals and accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/**
 * How well what somebody has typed fits a text, both folded; 0 is not at all. Every word of it must be found: best where
 * the text or a word of it begins so, then inside a word, then as the first letters of words or letters in their order.
 */
export function fit(said: string, text: string): number {
  const words = said.split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  let sum = 0
  for (const word of words) {
    const one = fitOfWord(word, text)
    if (one === 0) return 0
    sum += one
  }
  // Of two that fit alike, the shorter one is meant.
  return sum / words.length - Math.min(text.length, 500) / 1_000
}

function fitOfWord(word: string, text: string): number {
  const at = text.indexOf(word)
  if (at === 0) return 5
  if (at > 0) return beginsWord(text, at) || beginsWord(text, text.indexOf(` ${word}`) + 1) ? 4 : 3
  if (word.length < 2) return 0
  if (isWithin(word, initials(text))) return 2
  return isWithin(word, text) ? 1 : 0
}

function beginsWord(text: string, at: number): boolean {
  return at > 0 && !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))
}

function initials(text: string): string {
  return (text.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []).join('')
}

function isWithin(word: string, text: string): boolean {
  let at = -1
  for (const letter of word) {
    at = text.indexOf(letter, at + 1)
    if (at < 0) return false
  }
  return true
}

/** Those that fit, the best first; alike ones stay in their order. */
export function ranked<Item>(said: string, items: readonly Item[], textOf: (item: Item) => string): Item[] {
  const wanted = folded(said)
  if (wanted === '') return [...items]
  return items
    .map((item) => ({ item, how: fit(wanted, folded(textOf(item))) }))
    .filter(({ how }) => how > 0)
    .sort((a, b) => b.how - a.how)
    .map(({ item }) => item)
}
