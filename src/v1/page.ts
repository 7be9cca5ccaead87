import * as z from 'zod'

/**
 * How many items a list counts at most: `totalItems` is exact below it, and says "this many or more" when it is
 * reached, so that no request costs more than reading this many entries of an index.
 */
export const MOST_COUNTED = 10_000

/** A page of a list in the API's envelope. `totalItems` is counted for the first page and travels in its token. */
export type Page<Item> = { data: Item[]; totalItems: number; nextPageToken: string | null }

export const maxResults = z.coerce.number('Expected an integer from 1 to 100').int().min(1).max(100)

/** Where the next page begins: behind this item, in a text that clients hand back unread. */
export function pageTokenOf<Position extends z.ZodType>(position: Position) {
  return z.string().transform((text, context) => {
    const read = position.safeParse(parse(text))
    if (read.success) return read.data
    context.addIssue({ code: 'custom', message: 'Expected a token from nextPageToken' })
    return z.NEVER
  })
}

/**
 * The page of these rows, of which one more than `limit` was asked for: it tells whether another page follows. Only a
 * first page that does not hold everything is counted.
 */
export async function pageOf<Row, Item>(
  rows: Row[],
  { maxResults: limit, pageToken }: { maxResults: number; pageToken?: { totalItems: number } | undefined },
  parts: { item(row: Row): Item; position(last: Row): object; count(): Promise<number> },
): Promise<Page<Item>> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const more = rows.length > limit
  const totalItems = pageToken?.totalItems ?? (more ? await parts.count() : rows.length)
  const nextPageToken = last && more ? written({ ...parts.position(last), totalItems }) : null
  return { data: shown.map(parts.item), totalItems, nextPageToken }
}

function written(position: object): string {
  return btoa(JSON.stringify(position)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function parse(token: string): unknown {
  try {
    return JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined
  }
}
