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
