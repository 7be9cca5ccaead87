import type { output, ZodMiniType } from 'zod/mini'
import type { SyncedRow } from './synced.ts'

/** A question for rows that a browser does not hold yet: a page of a list, a thread, a search. */
export type Query<Input = unknown> = { name: string; input: ZodMiniType<Input> }

/**
 * Rows by type as they were at the feed's number `seq`: a row that has changed since is not overwritten by an older
 * one. `more`: the list goes on beyond these. `value`: what is no row: it is shown, and kept by nobody.
 */
export type Answer = { seq: number; rows: Record<string, SyncedRow[]>; more: boolean; value?: unknown }

export function query<Schema extends ZodMiniType>(name: string, input: Schema): Query<output<Schema>> {
  // A schema is a ZodMiniType of its own output; zod's generics cannot say so.
  return { name, input: input as unknown as ZodMiniType<output<Schema>> }
}
