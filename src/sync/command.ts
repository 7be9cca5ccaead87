import type { output, ZodMiniType } from 'zod/mini'
import { ok, type Result } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import type { Actor, EventDraft } from './event.ts'
import type { Audience, SyncedRow, SyncedType } from './synced.ts'

/**
 * Something a member can do, defined once. The browser runs `decide` on its copy at once; the server runs the same
 * function on the locked rows for good. Its name is the same from the button to the event row.
 */
export type Command<Input = unknown> = {
  name: string
  input: ZodMiniType<Input>
  /** The rows it looks at or changes. The server loads only those within the member's reach. */
  reads(input: Input, actor: Actor): Read[]
  /** The rows that the first ones lead to. */
  thenReads(rows: Rows, input: Input, actor: Actor): Read[]
  decide(rows: Rows, input: Input, context: Context): Result<Decision>
}

/** `held`: nobody else may change these rows until the command is done. */
export type Read = { type: SyncedType; ids: readonly string[]; held: boolean }

export type Rows = { get<Row extends SyncedRow>(type: SyncedType<Row>, id: string): Row | undefined }

export type Context = { actor: Actor; now: Instant }

/** What shall be true afterwards: whole rows, and what is to be remembered of it. */
export type Decision = { saved: SavedRow[]; events: EventDraft[] }

export type SavedRow = { type: SyncedType; row: SyncedRow; audiences?: Audience[] }

export function command<Schema extends ZodMiniType>(
  name: string,
  input: Schema,
  parts: {
    reads: (input: output<Schema>, actor: Actor) => Read[]
    thenReads?: (rows: Rows, input: output<Schema>, actor: Actor) => Read[]
    decide: (rows: Rows, input: output<Schema>, context: Context) => Result<Decision>
  },
): Command<output<Schema>> {
  // A schema is a ZodMiniType of its own output; zod's generics cannot say so.
  return { name, input: input as unknown as ZodMiniType<output<Schema>>, thenReads: () => [], ...parts }
}

/** A row to be kept. `audiences` for types that don't know their own. */
export function saved<Row extends SyncedRow>(
  type: SyncedType<Row>,
  row: Row,
  audiences?: Audience[],
): SavedRow {
  return audiences ? { type, row, audiences } : { type, row }
}

export function read(type: SyncedType, ids: readonly string[]): Read {
  return { type, ids, held: true }
}

/** Rows that it only looks at: whether somebody changes them in the same moment does not matter. */
export function look(type: SyncedType, ids: readonly string[]): Read {
  return { type, ids, held: false }
}

export const NOTHING: Result<Decision> = ok({ saved: [], events: [] })
