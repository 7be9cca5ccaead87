import type { Term } from './terms.ts'
import { numberEnds, numbersIn, wordsOf } from './words.ts'

/** The kind under which whom one talks to is kept, beside the kinds of what is said. */
export const PERSON = 'conversation'
export const KEY_LENGTH = 6

type Entry = { inboxId: string; kind: string; by?: string | null; files?: string[]; text: string }

const LINK = /\bhttps?:\/\/|\bwww\./i
/** More than an hour of talk. */
const MOST_WORDS = 12_000
const LAST_POSITION = 16_383

/**
 * What an item is found by, as Postgres reads a tsvector: its words with their places, the ends of the numbers in it, and
 * facts that begin with `~`, which no word does. All under the key of its block.
 */
export function entryOf(key: string, { text, numbers, ...facts }: Entry & { numbers?: string[] }): string {
  const ends = (numbers ?? numbersIn(text)).flatMap(numberEnds)
  const words = wordsOf(text).slice(0, MOST_WORDS)
  return [
    ...words.map((word, at) => `${quoted(key + word.text)}:${Math.min(at + 1, LAST_POSITION)}`),
    ...new Set(ends.map((end) => quoted(`${key}#${end}`))),
    ...factsOf({ text, ...facts }).map((fact) => quoted(`${key}~${fact}`)),
  ].join(' ')
}

function factsOf({ inboxId, kind, by, files = [], text }: Entry): string[] {
  return [
    `in:${inboxId}`,
    `is:${kind}`,
    ...(by ? [`by:${by}`] : []),
    ...(files.some((type) => type.startsWith('image/')) ? ['has:picture'] : []),
    ...(files.some((type) => !type.startsWith('image/')) ? ['has:file'] : []),
    ...(LINK.test(text) ? ['has:link'] : []),
  ]
}

/** One of these facts, as a tsquery. */
export function anyFact(facts: string[]): string {
  return `(${facts.map((fact) => `'@~${fact}'`).join(' | ')})`
}

const SELECTIVE = 3

/**
 * Whether an index finds few enough by this term to be asked for it. The first letters of a word alone lead to half of all
 * items; beside other terms they are only looked at in what those have found.
 */
export function isSelective({ words, begun, digits }: Term): boolean {
  return !begun || digits !== null || words.length > 1 || (words[0]?.length ?? 0) >= SELECTIVE
}

function quoted(lexeme: string): string {
  return `'${lexeme}'`
}
