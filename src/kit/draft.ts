/**
 * What somebody is changing of a row that others change too: of each field that they have touched, what it becomes, and
 * what it was when they did. `kept`: it is taken, and only still has to come back with the row.
 */
export type Draft = ReadonlyMap<string, { to: unknown; was: unknown; kept: boolean }>

export const UNTOUCHED: Draft = new Map()

export function withChanges<Row extends object>(draft: Draft, row: Row, changes: Partial<Row>): Draft {
  const next = new Map(draft)
  for (const [field, to] of Object.entries(changes)) {
    const before = draft.get(field)
    const was = before ? (before.kept ? before.to : before.was) : valueOf(row, field)
    next.set(field, { to, was, kept: false })
  }
  return settled(next, row)
}

/** Without what the row has come to be by now, and what was kept and has been changed since; itself if that is nothing. */
export function settled(draft: Draft, row: object): Draft {
  const open = [...draft].filter(([field, { to, was, kept }]) => {
    const is = valueOf(row, field)
    return !isSame(to, is) && (!kept || isSame(was, is))
  })
  return open.length === draft.size ? draft : new Map(open)
}

/** These changes were taken; `row` is what they were made of. What was touched again meanwhile stays open. */
export function withKept<Row extends object>(draft: Draft, row: Row, changes: Partial<Row>): Draft {
  const taken = new Map<string, unknown>(Object.entries(changes))
  return new Map(
    [...draft].map(([field, change]) =>
      taken.has(field) && isSame(taken.get(field), change.to)
        ? [field, { ...change, was: valueOf(row, field), kept: true }]
        : [field, change],
    ),
  )
}

/** Without these, which are as others have made them. */
export function without(draft: Draft, fields: readonly string[]): Draft {
  return new Map([...draft].filter(([field]) => !fields.includes(field)))
}

/** The row as a form shows it. */
export function drafted<Row extends object>(row: Row, draft: Draft): Row {
  return { ...row, ...Object.fromEntries([...draft].map(([field, { to }]) => [field, to])) }
}

/** What is to be sent. */
export function wantedOf<Row extends object>(draft: Draft): Partial<Row> {
  const open = [...draft].flatMap(([field, { to, kept }]) => (kept ? [] : [[field, to]]))
  // Only ever filled with fields of the row.
  return Object.fromEntries(open) as Partial<Row>
}

/** The touched fields that somebody else has changed meanwhile. */
export function overtaken(draft: Draft, row: object): string[] {
  return [...draft].flatMap(([field, { was, kept }]) =>
    kept || isSame(was, valueOf(row, field)) ? [] : [field],
  )
}

function valueOf(row: object, field: string): unknown {
  return Reflect.get(row, field)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
