import type { Result } from '#kit/result.ts'

/** Something that is true of a conversation and can be made so again: its status, its tags. */
export type Fact<Value = unknown> = {
  of(id: string): Value
  /** Answers what came of it. */
  restore(ids: string[], value: Value): Promise<Result<unknown>>[]
}

/** How many conversations kept something, and whether all the rest could be made as it was. */
export type TakenBack = { kept: number; able: Promise<boolean> }

/** What was done to conversations, fact by fact. */
export type Done = { id: string; fact: Fact; before: unknown; after: unknown }[]

/** Notes how conversations are. The answer, asked after something was done with them, says what that was. */
export function watch(facts: readonly Fact[], ids: readonly string[]): () => Done {
  const noted = facts.flatMap((fact) => ids.map((id) => ({ fact, id, before: fact.of(id) })))
  return () =>
    noted.flatMap(({ fact, id, before }) => {
      const after = fact.of(id)
      return same(before, after) ? [] : [{ id, fact, before, after }]
    })
}

/** Makes everything as it was before, but for what somebody has changed since: that is theirs. */
export function takeBack(done: Done): TakenBack {
  const kept = done.filter(({ id, fact, before, after }) => {
    const now = fact.of(id)
    return !same(now, after) && !same(now, before)
  })
  const facts = new Set(done.map(({ fact }) => fact))
  const said = [...facts].flatMap((fact) =>
    restore(
      fact,
      done.filter((one) => one.fact === fact && !kept.includes(one)),
    ),
  )
  return {
    kept: new Set(kept.map(({ id }) => id)).size,
    able: Promise.all(said).then((results) => results.every(({ ok }) => ok)),
  }
}

// Those that were alike go back together: a thousand conversations are one command.
function restore(fact: Fact, done: Done): Promise<Result<unknown>>[] {
  // One fact may have come back with another: spam is never unread.
  const needed = done.filter(({ id, before }) => !same(fact.of(id), before))
  const groups = Map.groupBy(needed, ({ before }) => JSON.stringify(before))
  return [...groups.values()].flatMap((alike) =>
    fact.restore(
      alike.map(({ id }) => id),
      alike[0]?.before,
    ),
  )
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
