import { firstDayOf } from './days.ts'
import { LONGEST_SEARCH, type SearchInput } from './search.api.ts'
import { authorsOf, contentOf, type Filter, idsNamed, type Named, readSearch } from './search-text.ts'

/** Whom and what the filters of a search can name. `startOf`: the moment at which a day begins for the reader. */
export type Names = {
  members: readonly Named[]
  inboxes: readonly Named[]
  tags: readonly Named[]
  me: string | undefined
  today: string
  startOf(day: string): string
}

/** A filter and what it means: nothing, when it names what is not there. */
export type Resolved = { filter: Filter; part: Partial<Asked> | undefined }

type Asked = Omit<SearchInput, 'words' | 'from' | 'limit'>

/** What is to be asked of the server; undefined when nothing is, because nothing was typed or nothing can be found. */
export type Resolution = { filters: Resolved[]; asked: Omit<SearchInput, 'from' | 'limit'> | undefined }

const ANY: Asked = { inboxIds: null, tagIds: null, by: null, has: [], since: null, until: null }

export function resolve(text: string, names: Names): Resolution {
  const { filters, words } = readSearch(text.slice(0, LONGEST_SEARCH))
  const resolved = filters.map((filter) => ({
    filter,
    part: filter.value === '' ? {} : meaning(filter, names),
  }))
  const parts = resolved.map(({ part }) => part)
  const asked = parts.reduce<Asked>((all, part) => both(all, part ?? {}), ANY)
  const nothing = words === '' && parts.every((part) => !part || Object.keys(part).length === 0)
  const unknown = parts.some((part) => part === undefined)
  return { filters: resolved, asked: nothing || unknown ? undefined : { words, ...asked } }
}

const LONGEST_IN_CHATS = 200

/** What is to be looked for in chats: the words, when nothing else was asked for. */
export function chatWordsOf({ words, ...rest }: Omit<SearchInput, 'from' | 'limit'>): string | undefined {
  const plain = words.replace(/["“”«»]/g, ' ').trim()
  const filtered = JSON.stringify(rest) !== JSON.stringify(ANY)
  return filtered || plain === '' || plain.length > LONGEST_IN_CHATS ? undefined : plain
}

function meaning({ key, value }: Filter, names: Names): Partial<Asked> | undefined {
  switch (key) {
    case 'from':
      return some('by', authorsOf(value, names.members, names.me))
    case 'in':
      return some('inboxIds', idsNamed(value, names.inboxes))
    case 'tag':
      return some('tagIds', idsNamed(value, names.tags))
    case 'has': {
      const content = contentOf(value)
      return content && { has: [content] }
    }
    case 'before':
    case 'after': {
      const day = firstDayOf(value, names.today)
      return day === undefined ? undefined : { [key === 'after' ? 'since' : 'until']: names.startOf(day) }
    }
  }
}

function some(name: 'by' | 'inboxIds' | 'tagIds', ids: string[]): Partial<Asked> | undefined {
  return ids.length > 0 ? { [name]: ids } : undefined
}

// The same filter twice: any of the names, all of the contents, the narrower time.
function both(a: Asked, b: Partial<Asked>): Asked {
  return {
    inboxIds: anyOf(a.inboxIds, b.inboxIds),
    tagIds: anyOf(a.tagIds, b.tagIds),
    by: anyOf(a.by, b.by),
    has: [...new Set([...a.has, ...(b.has ?? [])])],
    since:
      [a.since, b.since]
        .flatMap((at) => at ?? [])
        .toSorted()
        .at(-1) ?? null,
    until: [a.until, b.until].flatMap((at) => at ?? []).toSorted()[0] ?? null,
  }
}

function anyOf(a: string[] | null, b: string[] | null | undefined): string[] | null {
  return a && b ? [...new Set([...a, ...b])] : (a ?? b ?? null)
}
