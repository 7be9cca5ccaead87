import { type Database, readWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Answer, Query } from './query.ts'
import type { Reach } from './synced.ts'

export type AnsweredQuery = {
  name: string
  answer(db: Database, reach: Reach, input: unknown): Promise<Result<Answer>>
}

/** Serves a query: `find` runs in one snapshot, whose feed number goes with the rows. */
export function answered<Input>(
  { name, input }: Query<Input>,
  find: (tx: Transaction, input: Input, reach: Reach) => Promise<Result<Omit<Answer, 'seq'>>>,
): AnsweredQuery {
  return {
    name,
    async answer(db, reach, raw) {
      const parsed = input.safeParse(raw)
      if (!parsed.success)
        return refuse('invalid-input', { field: parsed.error.issues[0]?.path.join('.') ?? '' })
      return readWorkspace(db, reach.workspaceId, async (tx) => {
        // Not awaited between: the number and the rows are one round trip.
        const number = tx.one(
          sql<{ seq: number }>`select seq from feed where workspace_id = ${tx.workspaceId}`,
        )
        const [feed, found] = await Promise.all([number, find(tx, parsed.data, reach)])
        return found.ok ? ok({ ...found.value, seq: feed?.seq ?? 0 }) : found
      })
    },
  }
}
