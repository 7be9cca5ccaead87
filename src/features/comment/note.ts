import * as z from 'zod/mini'
import { isStorable } from '#features/message/message.ts'
import type { Instant } from '#kit/time.ts'
import { fit, type Mention } from './mention.ts'
import { mentionSchema, noteFields } from './note-fields.ts'

const noteSchema = z.object(noteFields)
export type Note = z.output<typeof noteSchema>

export const LONGEST_NOTE = 5_000
const MOST_MENTIONS = 100
const MOST_EDITS = 50
const MOST_REACTIONS = 500

/** What somebody has written: its text, and who is named where in it. */
export const wordsFields = {
  text: z.string().check(z.maxLength(LONGEST_NOTE), z.refine(isStorable)),
  mentions: z.array(mentionSchema).check(z.maxLength(MOST_MENTIONS)),
}

export type Words = { text: string; mentions: Mention[] }

/** Why words cannot be said; undefined when they can. */
export function objection({ text, mentions }: Words): 'empty-note' | 'invalid-input' | undefined {
  if (text.trim() === '') return 'empty-note'
  return fit(mentions, text) ? undefined : 'invalid-input'
}

export function beginNote({ text, mentions }: Words, authorId: string, now: Instant): Note {
  return {
    ...{ authorId, text, mentions },
    reactions: [],
    earlier: [],
    deletedAt: null,
    deletedBy: null,
    createdAt: now,
    updatedAt: now,
  }
}

/** Undefined: it has been changed so often that what it said would be lost. */
export function edit<Of extends Note>(note: Of, words: Words, now: Instant): Of | undefined {
  if (note.text === words.text) return { ...note, mentions: words.mentions, updatedAt: now }
  if (note.earlier.length >= MOST_EDITS) return undefined
  return { ...note, ...words, earlier: [...note.earlier, { text: note.text, until: now }], updatedAt: now }
}

export function remove<Of extends Note>(note: Of, by: string, now: Instant): Of {
  return note.deletedAt === null ? { ...note, deletedAt: now, deletedBy: by, updatedAt: now } : note
}

export function restore<Of extends Note>(note: Of, now: Instant): Of {
  return note.deletedAt === null ? note : { ...note, deletedAt: null, deletedBy: null, updatedAt: now }
}

/** Puts a member's reaction there, or takes it away. Undefined: there are too many already. */
export function react<Of extends Note>(
  note: Of,
  { emoji, on }: { emoji: string; on: boolean },
  memberId: string,
  now: Instant,
): Of | undefined {
  const others = note.reactions.filter((one) => one.emoji !== emoji || one.memberId !== memberId)
  if (on === others.length < note.reactions.length) return note
  if (!on) return { ...note, reactions: others, updatedAt: now }
  if (others.length >= MOST_REACTIONS) return undefined
  return { ...note, reactions: [...others, { emoji, memberId, at: now }], updatedAt: now }
}

/** One emoji, however many characters it is made of, and nothing else. */
export function isEmoji(text: string): boolean {
  return text.length <= LONGEST_EMOJI && EMOJI.test(text) && [...graphemes.segment(text)].length === 1
}

const LONGEST_EMOJI = 40
// A key cap begins with a digit, a flag is of two letters.
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Reactions as they are shown: each emoji once, with who chose it, in the order in which they came. */
export function reactionGroups(note: Pick<Note, 'reactions'>): { emoji: string; memberIds: string[] }[] {
  const groups = Map.groupBy(note.reactions, ({ emoji }) => emoji)
  return [...groups].map(([emoji, all]) => ({ emoji, memberIds: all.map(({ memberId }) => memberId) }))
}
