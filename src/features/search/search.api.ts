import * as z from 'zod/mini'
import { query } from '#sync/query.ts'
import { CONTENTS } from './search-text.ts'

export const LONGEST_SEARCH = 400
const MOST_NAMED = 200

const named = z.nullable(z.array(z.uuid()).check(z.maxLength(MOST_NAMED)))

/** Contacts, numbers and everything that was said, newest first. Null: no matter which. */
export const searchQuery = query(
  'search',
  z.object({
    words: z.string().check(z.maxLength(LONGEST_SEARCH)),
    inboxIds: named,
    tagIds: named,
    /** Members, or the customer. */
    by: z.nullable(z.array(z.union([z.uuid(), z.literal('customer')])).check(z.maxLength(MOST_NAMED))),
    has: z.array(z.enum(CONTENTS)).check(z.maxLength(CONTENTS.length)),
    since: z.nullable(z.iso.datetime()),
    until: z.nullable(z.iso.datetime()),
    /** Where the page before this one has ended. */
    from: z.nullable(z.iso.datetime()),
    limit: z.number().check(z.minimum(1), z.maximum(100)),
  }),
)

export type SearchInput = z.output<typeof searchQuery.input>

/** Something that was said and found: the part of it around what was searched for, and where that stands. */
export type Hit = {
  id: string
  kind: string
  conversationId: string
  seq: number
  at: string
  /** A member, the customer, or null: a program. */
  by: string | null
  text: string
  marks: [number, number][]
}

/** Whom it was found under: a conversation, newest first. */
export type Person = { id: string }

/** Where the next page begins; null: there is nothing older. */
export type SearchPage = { id: 'page'; next: string | null }

/** Under which names an answer holds them. */
export const PEOPLE = 'search_person'
export const HITS = 'search_hit'
export const PAGE = 'search_page'
