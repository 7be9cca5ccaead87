import type { Mention } from './mention.ts'

/** Who can be named: a member, or null for everybody who is there. */
export type Nameable = { memberId: string | null; name: string }

/** Who is named in a text that somebody has typed: `@` and a whole name, the longest one that fits. */
export function findMentions(text: string, people: readonly Nameable[]): Mention[] {
  const longestFirst = people.toSorted((a, b) => b.name.length - a.name.length)
  const found: Mention[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (isOfWord(text[at - 1])) continue
    const named = longestFirst.find(({ name }) => isNamed(text, at + 1, name))
    if (named) found.push({ memberId: named.memberId, from: at, to: at + 1 + named.name.length })
  }
  return found
}

function isNamed(text: string, at: number, name: string): boolean {
  const end = at + name.length
  return text.slice(at, end).toLowerCase() === name.toLowerCase() && !isOfWord(text[end])
}

const WORD = /[\p{L}\p{N}_]/u

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && WORD.test(character)
}

/** The beginning of a name that is being typed before the caret: where its `@` stands, and what follows it. */
export function beingTyped(text: string, caret: number): { from: number; query: string } | undefined {
  const from = text.lastIndexOf('@', caret - 1)
  const query = text.slice(from + 1, caret)
  if (from < 0 || isOfWord(text[from - 1]) || query.length > LONGEST_QUERY || /\n|^\s/.test(query))
    return undefined
  return { from, query }
}

const LONGEST_QUERY = 40

/** A text as it is drawn: in pieces, those of mentions and those between. */
export function mentionPieces(
  text: string,
  mentions: readonly Mention[],
): { text: string; at: number; mention: Mention | undefined }[] {
  const pieces: ReturnType<typeof mentionPieces> = []
  let at = 0
  for (const mention of mentions) {
    if (mention.from > at) pieces.push({ text: text.slice(at, mention.from), at, mention: undefined })
    pieces.push({ text: text.slice(mention.from, mention.to), at: mention.from, mention })
    at = mention.to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), at, mention: undefined })
  return pieces
}

/** Who sees what is being written and so can be named, and who does not. `place`: what they do not see. */
export type Naming = { people: (Nameable & { hint: string })[]; outsiders: Nameable[]; place: string }

/** Those whose name, or a word of it, begins with what has been typed. */
export function offered<Person extends Nameable>(people: readonly Person[], query: string): Person[] {
  const wanted = plain(query)
  return people.filter(({ name }) => ` ${plain(name)}`.includes(` ${wanted}`)).slice(0, MOST_OFFERED)
}

const MOST_OFFERED = 8

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Somebody who is named and would not see it. */
export function namedOutside(text: string, { people, outsiders }: Naming): Nameable | undefined {
  const named = findMentions(text, [...people, ...outsiders])
  return outsiders.find(({ memberId }) => named.some((mention) => mention.memberId === memberId))
}

/** What has been typed, as it is said. */
export function wordsOf(text: string, { people }: Naming): { text: string; mentions: Mention[] } {
  const said = text.trim()
  return { text: said, mentions: findMentions(said, people) }
}
