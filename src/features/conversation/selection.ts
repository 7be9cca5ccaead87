/** Rows of a list that are marked for one thing to be done with all of them. */
export type Selection = {
  ids: ReadonlySet<string>
  /** From where a range reaches. */
  anchor: string | undefined
  /** What was marked before the range began. */
  base: ReadonlySet<string>
}

export const MOST_SELECTED = 1_000

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: undefined, base: new Set() }

export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id) && next.size < MOST_SELECTED) next.add(id)
  return { ids: next, anchor: id, base: next }
}

/** A range to `id` in the list's order, from where the last one began, or from the row where the person is. */
export function extend(
  { anchor, base }: Selection,
  order: readonly string[],
  id: string,
  from: string | undefined,
): Selection {
  const held = anchor !== undefined && order.includes(anchor)
  const begins = held ? anchor : (from ?? id)
  const ids = new Set([...(held ? base : []), ...between(order, begins, id)])
  return { ids: atMost(ids), anchor: begins, base: held ? base : new Set() }
}

export function selectAll(order: readonly string[]): Selection {
  const ids = atMost(new Set(order))
  return { ids, anchor: undefined, base: ids }
}

/** What is still in the list: nothing is done with what nobody sees. */
export function within(selection: Selection, order: readonly string[]): Selection {
  if (selection.ids.size === 0) return selection
  const here = order.filter((id) => selection.ids.has(id))
  if (here.length === selection.ids.size) return selection
  const base = new Set(here.filter((id) => selection.base.has(id)))
  return { ids: new Set(here), anchor: selection.anchor, base }
}

function between(order: readonly string[], a: string, b: string): readonly string[] {
  const [first, last] = [order.indexOf(a), order.indexOf(b)].sort((one, other) => one - other)
  if (first === undefined || last === undefined || first < 0) return [b]
  return order.slice(first, last + 1)
}

function atMost(ids: ReadonlySet<string>): ReadonlySet<string> {
  return ids.size <= MOST_SELECTED ? ids : new Set([...ids].slice(0, MOST_SELECTED))
}
