import type { Mention } from './mention.ts'
import { mentionPieces } from './naming.ts'

/** A part of what a note says, with where it begins. */
export type TextPart =
  | { type: 'text'; text: string; at: number }
  | { type: 'mention'; text: string; at: number; memberId: string | null }
  | { type: 'link'; text: string; at: number }

/** What a note says, cut where somebody is named and where an address of the web stands. */
export function partsOf(text: string, mentions: readonly Mention[]): TextPart[] {
  return mentionPieces(text, mentions).flatMap(({ text: piece, at, mention }) =>
    mention ? [{ type: 'mention', text: piece, at, memberId: mention.memberId } as const] : links(piece, at),
  )
}

// What ends a sentence or closes a bracket after it is no part of an address.
const LINK = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}]/g

function links(text: string, at: number): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const { 0: link, index } of text.matchAll(LINK)) {
    if (index > done) parts.push({ type: 'text', text: text.slice(done, index), at: at + done })
    parts.push({ type: 'link', text: link, at: at + index })
    done = index + link.length
  }
  if (done < text.length) parts.push({ type: 'text', text: text.slice(done), at: at + done })
  return parts
}
