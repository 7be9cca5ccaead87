import { folded } from './words.ts'

export type FilterKey = 'from' | 'in' | 'tag' | 'has' | 'before' | 'after'

/** A filter as somebody wrote it, and where: `from:ada`, `in:"West side"`. */
export type Filter = { key: FilterKey; value: string; start: number; end: number }

export type SearchText = { filters: Filter[] /** What is left: the words themselves. */; words: string }

// In each of our languages, whichever one the reader has chosen: a habit is stronger than a setting.
const KEYS: Record<string, FilterKey> = {
  ...{ from: 'from', de: 'from' },
  ...{ in: 'in', en: 'in', dans: 'in' },
  ...{ tag: 'tag', etiqueta: 'tag', etiquette: 'tag' },
  ...{ has: 'has', tiene: 'has', contient: 'has', avec: 'has' },
  ...{ before: 'before', antes: 'before', avant: 'before' },
  ...{ after: 'after', despues: 'after', desde: 'after', apres: 'after', depuis: 'after' },
}

const PIECE = /"[^"]*"?|[^\s"]+(?:"[^"]*"?)?/g
const FILTER = /^([\p{L}\p{M}]+):(?:"([^"]*)"?|(.*))$/u

/** Reads a search as it is typed. What is no filter of ours is words. */
export function readSearch(text: string): SearchText {
  const filters: Filter[] = []
  let words = ''
  let at = 0
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    const [, name = '', quoted, plain = ''] = FILTER.exec(piece) ?? []
    const key = Object.hasOwn(KEYS, folded(name)) ? KEYS[folded(name)] : undefined
    const end = index + piece.length
    if (key) filters.push({ key, value: (quoted ?? plain).trim(), start: index, end })
    words += key ? text.slice(at, index) : text.slice(at, end)
    at = end
  }
  return { filters, words: words.trim() }
}

/** The text without one of its filters. */
export function withoutFilter(text: string, { start, end }: Filter): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim()
}

export const CONTENTS = ['picture', 'file', 'link'] as const
export type Content = (typeof CONTENTS)[number]

const CONTENT_NAMES: Record<string, Content> = {
  ...{ picture: 'picture', image: 'picture', photo: 'picture', imagen: 'picture', foto: 'picture' },
  ...{ file: 'file', archivo: 'file', fichero: 'file', fichier: 'file' },
  ...{ link: 'link', url: 'link', enlace: 'link', lien: 'link' },
}

export function contentOf(value: string): Content | undefined {
  return Object.hasOwn(CONTENT_NAMES, folded(value)) ? CONTENT_NAMES[folded(value)] : undefined
}

const ME = ['me', 'yo', 'mi', 'moi']
const CUSTOMER = ['customer', 'cliente', 'client']

export type Named = { id: string; name: string }

/** Members whose name begins so; `me`, or the customer, in any of our languages. */
export function authorsOf(value: string, members: readonly Named[], me: string | undefined): string[] {
  if (ME.includes(folded(value))) return me === undefined ? [] : [me]
  return CUSTOMER.includes(folded(value)) ? ['customer'] : idsNamed(value, members)
}

/** The ones of exactly this name; else those whose name begins so. */
export function idsNamed(value: string, named: readonly Named[]): string[] {
  const wanted = folded(value)
  if (wanted === '') return []
  const exact = named.filter(({ name }) => folded(name) === wanted)
  const found = exact.length > 0 ? exact : named.filter(({ name }) => folded(name).startsWith(wanted))
  return found.map(({ id }) => id)
}
