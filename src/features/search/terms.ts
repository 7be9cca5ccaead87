import { SHORTEST_PART, type Word, wordsOf } from './words.ts'

/**
 * One thing that must be there: words that follow one another, of which the last may be only begun; or a part of a
 * number, however it is written.
 */
export type Term = { words: string[]; begun: boolean; digits: string | null }

const MOST_TERMS = 12
const MOST_WORDS = 24
const PIECE = /"([^"]*)("?)|(\+?[\d(][\d\s().\-/]*\d(?=$|\s))|[^\s"]+/g

/** What a search asks for: every piece between spaces, phrases in quotes, and numbers across their own spaces. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  for (const { 0: piece, 1: quoted, 2: close, 3: number, index } of text.matchAll(PIECE)) {
    const words = wordsOf(quoted ?? piece).map((word) => word.text)
    if (words.length === 0 || terms.length === MOST_TERMS) continue
    // What is still being typed is the beginning of a word.
    const last = index + piece.length === text.length
    const digits = number?.replace(/\D/g, '') ?? ''
    terms.push({
      words: words.slice(0, MOST_WORDS),
      begun: quoted === undefined ? last : last && close === '',
      digits: digits.length >= SHORTEST_PART ? digits : null,
    })
  }
  return terms
}

/** As Postgres reads it, with `@` where the block's key belongs. `isKept`: which terms to ask for. */
export function tsqueryOf(terms: Term[], isKept: (term: Term) => boolean = () => true): string {
  return terms.filter(isKept).map(toTsquery).join(' & ')
}

function toTsquery({ words, begun, digits }: Term): string {
  const last = words.length - 1
  const said = words.map((word, at) => lexeme(word, begun && at === last)).join(' <-> ')
  return digits === null ? `(${said})` : `((${said}) | ${numberQuery(digits)})`
}

// Who writes nationally begins with a zero that the number itself does not have.
function numberQuery(digits: string): string {
  const national = digits.replace(/^0+/, '')
  const parts = national !== digits && national.length >= SHORTEST_PART ? [digits, national] : [digits]
  return parts.map((part) => lexeme(`#${part}`, true)).join(' | ')
}

function lexeme(word: string, begun: boolean): string {
  return `'@${word}'${begun ? ':*' : ''}`
}

/** A piece of a text: `found` when it is what was searched for. */
export type Piece = { text: string; found: boolean }

/** Where in a text the words of a search stand, in their order: pairs of start and end. */
export function marksIn(text: string, terms: Term[]): [number, number][] {
  const words = wordsOf(text)
  const found = new Set<Word>()
  for (const term of terms) {
    words.forEach((_, at) => {
      if (standsAt(words, at, term))
        for (const word of words.slice(at, at + term.words.length)) found.add(word)
    })
    if (term.digits !== null) for (const word of wordsOfNumber(text, words, term.digits)) found.add(word)
  }
  return words.flatMap((word) => (found.has(word) ? [[word.start, word.end] as [number, number]] : []))
}

function standsAt(words: Word[], at: number, { words: wanted, begun }: Term): boolean {
  return wanted.every((word, offset) => {
    const there = words[at + offset]?.text
    return begun && offset === wanted.length - 1 ? there?.startsWith(word) : there === word
  })
}

// Its digits may stand in several groups: those that the part reaches into.
function wordsOfNumber(text: string, words: Word[], digits: string): Word[] {
  const part = digits.replace(/^0+/, '')
  const written = words.filter(({ text }) => /^\d+$/.test(text))
  const found: Word[] = []
  for (let first = 0; first < written.length; first++) {
    let run = ''
    for (let last = first; last < written.length && run.length < part.length + 15; last++) {
      const [before, word] = [written[last - 1], written[last]]
      if (!word || (last > first && before && /[^\s().\-/]/.test(text.slice(before.end, word.start)))) break
      run += word.text
      const at = run.indexOf(part)
      if (at < 0) continue
      if (at < (written[first]?.text.length ?? 0)) found.push(...written.slice(first, last + 1))
      break
    }
  }
  return found
}

const BEFORE_MARK = 40
const LONGEST_SNIPPET = 180

/** The part of a text around the first mark, for a line of a list, with the marks moved along. */
export function snippet(
  text: string,
  marks: [number, number][],
): { text: string; marks: [number, number][] } {
  const first = marks[0]?.[0] ?? 0
  const from = first <= 2 * BEFORE_MARK ? 0 : wordStart(text, first - BEFORE_MARK)
  const to = Math.min(text.length, from + LONGEST_SNIPPET)
  const [head, tail] = [from > 0 ? '… ' : '', to < text.length ? '…' : '']
  const shift = head.length - from
  const within = marks.filter(([start, end]) => start >= from && end <= to)
  return {
    text: (head + text.slice(from, to) + tail).toWellFormed(),
    marks: within.map(([start, end]) => [start + shift, end + shift]),
  }
}

function wordStart(text: string, near: number): number {
  const space = text.slice(near).search(/\s/)
  return space < 0 || space > BEFORE_MARK ? near : near + space + 1
}

/** A text cut at its marks, for who draws them. */
export function pieces(text: string, marks: readonly (readonly [number, number])[]): Piece[] {
  const all: Piece[] = []
  let at = 0
  for (const [start, end] of marks) {
    if (start > at) all.push({ text: text.slice(at, start), found: false })
    all.push({ text: text.slice(start, end), found: true })
    at = end
  }
  if (at < text.length) all.push({ text: text.slice(at), found: false })
  return all
}
